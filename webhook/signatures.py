"""Signatures over raw bytes. Comparisons are constant-time and never stop early."""

import base64
import binascii
import hmac
from collections.abc import Iterable
from hashlib import sha256

SIGNING_PREFIX = "whsec_"


def github(secret: str, body: bytes) -> bytes:
    """The value of X-Hub-Signature-256."""
    return b"sha256=" + hmac.digest(secret.encode(), body, sha256).hex().encode()


def standard(key: bytes, message_id: bytes, timestamp: bytes, body: bytes) -> bytes:
    """One entry of webhook-signature (Standard Webhooks, version 1)."""
    return b"v1," + base64.b64encode(hmac.digest(key, b".".join((message_id, timestamp, body)), sha256))


def signing_key(token: str) -> bytes | None:
    """The key inside `whsec_<base64>`; None if the token contains none, so that no signature can match."""
    if not token.startswith(SIGNING_PREFIX):
        return None
    try:
        return base64.b64decode(token.removeprefix(SIGNING_PREFIX), validate=True) or None
    except (binascii.Error, ValueError):
        return None


def wire(header: str) -> bytes:
    """The bytes of a header as sent; WSGI decodes them as Latin-1."""
    return header.encode("latin-1", "backslashreplace")


def any_equal(given: Iterable[bytes], expected: Iterable[bytes]) -> bool:
    """Whether one of the given values is one of the expected ones; every pair is compared."""
    candidates, found = list(given), False
    for value in expected:
        for candidate in candidates:
            found |= hmac.compare_digest(candidate, value)
    return found
