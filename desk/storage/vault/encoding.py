"""base64url without padding, as JOSE writes it (RFC 7515 §2)."""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode


def to_text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def to_bytes(text: str) -> bytes:
    """The bytes; ValueError (binascii.Error) when the text is not base64url."""
    return b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
