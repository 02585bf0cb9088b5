"""Pictures with Content Credentials, signed by somebody who calls themselves whatever a test wants."""

import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from c2pa import Builder, C2paBuilderIntent, C2paSignerInfo, Context, Signer
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from broadsheet.media.credentials_reader import SETTINGS

AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
WITH_AI = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
CAMERA = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"


@dataclass(frozen=True)
class Somebody:
    """A key and a certificate, as PEM."""

    key: bytes
    certificate: bytes


def somebody(name: str = "Lumen Cameras", years: float = 1) -> Somebody:
    """A signer of that name, whose certificate ends in so many years."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(oid, name) for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)])
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"),
        False,
    )
    certificate = (
        x509.CertificateBuilder(issuer_name=subject, subject_name=subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=365 * years))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, encipher_only=False, decipher_only=False, **usage), True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Somebody(private, certificate.public_bytes(Encoding.PEM))


def credentialed(
    content: bytes,
    by: Somebody | None = None,
    media_type: str = "image/jpeg",
    source_type: str = CAMERA,
    tool: str = "Lumen X1",
    remote: str = "",
    is_edited: bool = False,
    component: bytes = b"",
) -> bytes:
    """The picture with a manifest, or with only the address of one.

    ``is_edited`` says that it is an earlier picture, opened with all it carried; ``component`` is a JPEG put into it.
    """
    by = by or somebody()
    created = {"action": "c2pa.created", "digitalSourceType": source_type}
    claim: dict[str, Any] = {
        "claim_generator_info": [{"name": tool, "version": "4.2"}],
        "assertions": [] if is_edited else [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
    }
    target = io.BytesIO()
    info = C2paSignerInfo(b"es256", by.certificate, by.key, None)
    with (
        Context.from_dict(SETTINGS) as context,
        Signer.from_info(info) as signer,
        Builder(json.dumps(claim), context) as builder,
    ):
        if is_edited:
            builder.set_intent(C2paBuilderIntent.EDIT)
        if component:
            builder.add_ingredient({"relationship": "componentOf"}, "image/jpeg", io.BytesIO(component))
        if remote:
            builder.set_no_embed()
            builder.set_remote_url(remote)
        builder.sign(signer, media_type, io.BytesIO(content), target)
    return target.getvalue()
