"""The second step of signing in: six digits of an authenticator app (TOTP, RFC 6238), or a recovery code.

The door to pyotp. A secret is kept sealed to the service's sealing key, so that a copy of the database alone
makes no codes. A code serves once: the step it belongs to is remembered.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyotp

from approval.keys import Keys
from approval.signatures import from_text, to_text
from declaration.privacy import Private

ISSUER: Final = "BHXH"
_SECONDS: Final = 30
_STEPS_OFF: Final = 1
"""A telephone's clock may be half a minute off, either way."""


@dataclass(frozen=True, repr=False)
class Secret(Private):
    """A secret as an app wants it: in letters, and as the address a QR code holds."""

    letters: str
    address: str


class SecondStep:
    """Makes secrets, seals them, and tells which step a code belongs to."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def new(self, person: str) -> tuple[Secret, str]:
        """A fresh secret, and how it is kept."""
        letters = pyotp.random_base32()
        address = pyotp.TOTP(letters).provisioning_uri(name=person, issuer_name=ISSUER)
        return Secret(letters, address), self._kept(letters, person)

    def resealed(self, kept: str, person: str) -> str | None:
        """The same secret, kept under the newest key; None when it cannot be opened."""
        letters = self._opened(kept, person)
        return None if letters is None else self._kept(letters, person)

    def step_of(self, kept: str, person: str, code: str, now: datetime, after: int) -> int | None:
        """The step this code belongs to, later than ``after``; None for any other text."""
        letters = self._opened(kept, person)
        if letters is None:
            return None
        totp, today = pyotp.TOTP(letters), int(now.timestamp()) // _SECONDS
        steps = range(max(after + 1, today - _STEPS_OFF), today + _STEPS_OFF + 1)
        typed = code.replace(" ", "").encode()
        return next((step for step in steps if hmac.compare_digest(_digits(totp, step), typed)), None)

    def _kept(self, letters: str, person: str) -> str:
        kid, sealed = self._keys.seal(letters.encode(), _info(person))
        return f"{kid} {to_text(sealed)}"

    def _opened(self, kept: str, person: str) -> str | None:
        kid, _, text = kept.partition(" ")
        sealed = from_text(text)
        letters = None if sealed is None else self._keys.unseal(kid, sealed, _info(person))
        return None if letters is None else letters.decode()


def new_recovery_codes(count: int = 8) -> tuple[str, ...]:
    """Codes of 50 bits, for paper: ten letters and digits nobody mistakes for one another."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    texts = ("".join(secrets.choice(letters) for _ in range(10)) for _ in range(count))
    return tuple(f"{text[:5]}-{text[5:]}" for text in texts)


def _digits(totp: pyotp.TOTP, step: int) -> bytes:
    return totp.generate_otp(step).encode()


def _info(person: str) -> bytes:
    return b"bhxh-second-step-v1\x00" + person.encode()
