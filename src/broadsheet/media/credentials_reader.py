"""Reads the Content Credentials (C2PA) of one picture, in a process of its own: ``python -m``, picture in, JSON out.

What is read comes from strangers and goes through native code. So this process may use little memory and time, writes
no file, asks no network and knows neither Django nor the paper: whatever a manifest does to it, it does to nobody else.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

MEMORY = 1 << 30
SECONDS = 10
SETTINGS = {
    "version": 1,
    "core": {"allowed_network_hosts": [], "decode_identity_assertions": False},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_after_sign": False},
    "builder": {"thumbnail": {"enabled": False}},
}
"""What this paper asks of the library, when reading and when signing: never a network."""
MADE_BY_AI = ("trainedAlgorithmicMedia", "trainedAlgorithmicData")
WITH_AI = (*MADE_BY_AI, "compositeWithTrainedAlgorithmicMedia")
MOST_PARENTS = 50


def main() -> int:
    """Print the summary of the picture on standard input, of the media type given; nothing where it has none."""
    limit()
    from c2pa import C2paError, Context, Reader

    picture = io.BytesIO(sys.stdin.buffer.read())
    try:
        with Context.from_dict(SETTINGS) as context, Reader(sys.argv[1], picture, context=context) as reader:
            if not reader.is_embedded():
                return 0
            report = json.loads(reader.json())
    except C2paError.ManifestNotFound:
        return 0
    except (C2paError, ValueError, RecursionError):
        report = {}
    json.dump(summary_of(report), sys.stdout)
    return 0


def limit() -> None:
    """Take from this process what it does not need."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def summary_of(report: dict[str, Any]) -> dict[str, Any]:
    """``{is_valid, signer, signed_at, tool, machine}`` of what the library says; texts as the manifest has them."""
    manifest = report.get("manifests", {}).get(report.get("active_manifest"), {})
    signature = manifest.get("signature_info") or {}
    return {
        "is_valid": report.get("validation_state") in ("Valid", "Trusted"),
        "signer": signature.get("issuer") or signature.get("common_name") or "",
        "signed_at": signature.get("time") or "",
        "tool": _tool(manifest),
        "machine": _machine(report, manifest),
    }


def _tool(manifest: dict[str, Any]) -> str:
    described = (manifest.get("claim_generator_info") or [{}])[0]
    words = [described.get("name"), described.get("version")]
    return " ".join(str(word) for word in words if word) or str(manifest.get("claim_generator") or "")


def _machine(report: dict[str, Any], active: dict[str, Any]) -> str:
    """``made`` or ``changed`` where the picture itself, or what it was made from, is said to come from AI."""
    found = ""
    for manifest, is_the_picture in _line_of(report, active):
        for action, source in _actions(manifest):
            if action == "c2pa.created" and source in MADE_BY_AI and is_the_picture:
                return "made"
            if source in WITH_AI:
                found = "changed"
    return found


def _line_of(report: dict[str, Any], manifest: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bool]]:
    """A manifest and those of what went into the picture, each with whether it was this picture, only earlier."""
    waiting, seen = [(manifest, True)], 0
    while waiting and seen < MOST_PARENTS:
        current, is_the_picture = waiting.pop(0)
        seen += 1
        yield current, is_the_picture
        for ingredient in current.get("ingredients") or []:
            parent = report["manifests"].get(ingredient.get("active_manifest"))
            if parent is not None:
                waiting.append((parent, is_the_picture and ingredient.get("relationship") == "parentOf"))


def _actions(manifest: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """``(action, last part of its digital source type)`` of everything a manifest says was done."""
    for assertion in manifest.get("assertions") or []:
        if str(assertion.get("label", "")).startswith("c2pa.actions"):
            for action in (assertion.get("data") or {}).get("actions") or []:
                yield str(action.get("action", "")), str(action.get("digitalSourceType", "")).rpartition("/")[2]


if __name__ == "__main__":
    sys.exit(main())
