"""Signed messages: the exact text that was signed travels inside, so nobody ever rebuilds it.

``body`` is the JSON text of a message; the signature (Ed25519) covers ``purpose``, a line feed and that
text in UTF-8. The purpose keeps a signature given for one thing from serving as another. A Signed is one
line of JSON, so a batch is NDJSON and still compresses well (docs/decisions/0003).
"""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from typing import TypeVar

from pydantic import ValidationError

from declaration.wire.model import Message

M = TypeVar("M", bound=Message)


class Purpose(StrEnum):
    """What a signature is given for."""

    RECORD = "record"
    RECEIPT = "receipt"
    HELLO = "hello"
    STATION = "station-certificate"
    KEY = "key-certificate"
    RECOVERY = "recovery-code"
    RECOVERY_RECEIPT = "recovery-receipt"
    BALANCE = "day-balance"
    DAY = "day-record"
    SLIP = "slip"


class Signed(Message):
    """``body`` signed by the key named ``kid``; ``signature`` is base64url without padding."""

    body: str
    kid: str
    signature: str

    def to_bytes(self) -> bytes:
        """One line of JSON in UTF-8, the form that is stored, sent and digested."""
        return self.model_dump_json().encode()

    @staticmethod
    def from_bytes(data: bytes) -> Signed | None:
        """The message, or None when these bytes are not one."""
        try:
            return Signed.model_validate_json(data)
        except ValidationError:
            return None

    def read(self, kind: type[M]) -> M | None:
        """The body as a message of that kind, or None. Verify the signature first."""
        try:
            return kind.model_validate_json(self.body)
        except ValidationError:
            return None


def signing_input(purpose: Purpose, body: str) -> bytes:
    """The bytes an Ed25519 signature covers."""
    return f"bhxh-desk/1/{purpose}\n{body}".encode()


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal: how sealed bytes and blobs are named everywhere."""
    return sha256(data).hexdigest()
