"""Reading keys and signatures of others: is this text a key, and did its holder sign that?"""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from declaration.wire.signed import Purpose, Signed, signing_input


def verified(public_key: str, purpose: Purpose, message: Signed) -> bool:
    """Did the holder of ``public_key`` (base64url) sign this message for this purpose?"""
    key = station_key(public_key)
    signature = from_text(message.signature)
    if key is None or signature is None:
        return False
    try:
        key.verify(signature, signing_input(purpose, message.body))
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=10_000)
def station_key(public_key: str) -> Ed25519PublicKey | None:
    """The Ed25519 key in that text, or None when it holds none."""
    raw = from_text(public_key)
    return Ed25519PublicKey.from_public_bytes(raw) if raw is not None and len(raw) == 32 else None


def key_id(public_key: str) -> str:
    """A short name for a key, from the key itself."""
    return sha256(public_key.encode()).hexdigest()[:16]


def to_text(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_text(text: str) -> bytes | None:
    """The bytes of a base64url text without padding, or None."""
    if "=" in text:
        return None
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
