"""Signs pictures made for readers with the paper's own key, as Content Credentials (C2PA).

The statement is a modest one: this file, as it is, with the words in it, was published by this paper. The key never
leaves the paper's data folder; the certificate beside it is the paper's own and vouched for by nobody else.
"""

from __future__ import annotations

import io
import json
import logging
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from broadsheet import __version__
from broadsheet.media.credentials_reader import SETTINGS
from broadsheet.media.signals import asked_to_sign

logger = logging.getLogger(__name__)

YEARS = 10
"""A picture's signature is good as long as its certificate: nobody is asked to certify the time."""
ALGORITHM = b"es256"
SIGNED = {"jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif", "png": "image/png"}
LONGEST_NAME = 64
"""Of an organisation or a common name in a certificate (X.520)."""


class KeyFileError(Exception):
    """The paper's key cannot be used; the message says why, for whoever runs the paper."""


@dataclass(frozen=True)
class PictureKey:
    """The paper's key and certificate as PEM, and until when they may be used."""

    private: bytes
    certificate: bytes
    ends: datetime


def is_wanted() -> bool:
    """Whether the paper signs its pictures."""
    return any(answer for _receiver, answer in asked_to_sign.send(PictureKey))


def signed_if_wanted(content: bytes, name: str) -> bytes:
    """A picture's file, signed where the paper signs. What cannot be signed goes out unsigned, and is logged."""
    media_type = SIGNED.get(name.rpartition(".")[2])
    if media_type is None or not is_wanted():
        return content
    try:
        return signed(content, media_type, name, key_of_the_paper())
    except Exception:  # a picture without a signature is better than none
        logger.exception("Could not sign %s; it goes out unsigned. See what “broadsheet check” says.", name)
        return content


def signed(content: bytes, media_type: str, name: str, key: PictureKey) -> bytes:
    """The same picture with a manifest of its own. Raises C2paError."""
    from c2pa import Builder, C2paBuilderIntent, C2paSignerInfo, Context, Signer

    claim = {"claim_generator_info": [{"name": "Broadsheet", "version": __version__}], "title": name}
    target = io.BytesIO()
    info = C2paSignerInfo(ALGORITHM, key.certificate, key.private, None)
    with (
        Context.from_dict(SETTINGS) as context,
        Signer.from_info(info) as signer,
        Builder(json.dumps(claim), context) as builder,
    ):
        builder.set_intent(C2paBuilderIntent.EDIT)
        builder.add_action({"action": "c2pa.published"})
        builder.sign(signer, media_type, io.BytesIO(content), target)
    return target.getvalue()


# The key


def key_of_the_paper() -> PictureKey:
    """The paper's key, made on first need. Raises KeyFileError where there is one that cannot be used."""
    file: Path = settings.PAPER.picture_key_file
    if not file.exists():
        _make(file)
    key = read_key(file)
    if key.ends <= datetime.now(UTC):
        raise KeyFileError(f"the certificate in {file} ended on {key.ends:%Y-%m-%d}")
    return key


def read_key(file: Path) -> PictureKey:
    """What is in a key file. Raises KeyFileError."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

    try:
        content = file.read_bytes()
        private = load_pem_private_key(content, password=None)
        certificate = x509.load_pem_x509_certificate(content)
    except OSError as error:
        raise KeyFileError(f"{file} cannot be read ({error.strerror})") from error
    except (ValueError, TypeError) as error:
        raise KeyFileError(f"{file} does not hold a key and a certificate") from error
    if private.public_key() != certificate.public_key():
        raise KeyFileError(f"the key and the certificate in {file} do not belong together")
    return PictureKey(_pem_of(private), certificate.public_bytes(Encoding.PEM), certificate.not_valid_after_utc)


def published_certificate() -> bytes:
    """The certificate for whoever checks a picture; empty where the paper neither signs nor has signed."""
    file: Path = settings.PAPER.picture_key_file
    if not file.exists() and not is_wanted():
        return b""
    try:
        return key_of_the_paper().certificate if not file.exists() else read_key(file).certificate
    except KeyFileError as error:
        logger.error("No certificate can be published: %s.", error)
        return b""


def _make(file: Path) -> None:
    """Write a new key, whole or not at all; where somebody else has just made one, that one stays."""
    handle, name = tempfile.mkstemp(prefix=".picture-key-", dir=file.parent)  # readable by its owner only
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(_new_key())
            target.flush()
            os.fsync(target.fileno())
        os.link(name, file)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()


def _new_key() -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    paper = settings.PAPER
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, paper.name[:LONGEST_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, (urlsplit(paper.address).hostname or paper.name)[:LONGEST_NAME]),
        ]
    )
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"),
        False,
    )
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, encipher_only=False, decipher_only=False, **usage), critical=True
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _pem_of(key) + certificate.public_bytes(Encoding.PEM)


def _pem_of(key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
