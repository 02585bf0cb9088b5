"""Keys of partners: made here, kept only as a hash, read from the Authorization header.

A key has 256 random bits, so a plain SHA-256 of it can not be guessed backwards, and needs no salt.
"""

import base64
import binascii
import hashlib
import secrets

PREFIX = "paper_"
"""What a key begins with, so that whoever finds one somewhere knows what it is."""
SHOWN_END = 4
"""Letters of a key the desk can tell it by."""
LONGEST = 200


def new_key() -> str:
    """A key nobody has."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(key: str) -> str:
    """What is stored of a key: 64 hexadecimal digits."""
    return hashlib.sha256(key.encode()).hexdigest()


def key_in(authorization: str) -> str:
    """The key in an Authorization header: ``Bearer`` (RFC 6750), or the password of ``Basic`` (RFC 7617). Empty where
    there is none."""
    scheme, _space, rest = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()[:LONGEST]
    return _password_in(rest.strip())[:LONGEST] if scheme.lower() == "basic" else ""


def _password_in(encoded: str) -> str:
    try:
        pair = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return pair.partition(":")[2]
