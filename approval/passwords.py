"""Passwords and passphrases: Argon2id, the door to argon2.

Only hashes are stored. First passwords leave out letters that are mistaken for one another on paper.
"""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from approval.passphrases import as_kept

_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "23456789"
_FIRST_PASSWORD_LENGTH = 12


class Passwords:
    """Hashes and checks. The hasher is given so that tests need not spend 64 MiB a time."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher
        # Checked for unknown names, so that they take as long as known ones.
        self._nobody = hasher.hash(secrets.token_urlsafe())

    def hash(self, text: str) -> str:
        return self._hasher.hash(as_kept(text))

    def fits(self, stored: str | None, text: str) -> bool:
        """Does the text belong to the stored hash? None (nobody of that name) takes equally long."""
        try:
            return self._hasher.verify(stored or self._nobody, as_kept(text)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def first_password() -> str:
    """Twelve random characters with a letter, a capital and a digit: about 68 bits."""
    kinds = (_LETTERS, _CAPITALS, _DIGITS)
    text = [secrets.choice(kind) for kind in kinds]
    text += [secrets.choice("".join(kinds)) for _ in range(_FIRST_PASSWORD_LENGTH - len(kinds))]
    secrets.SystemRandom().shuffle(text)
    return "".join(text)
