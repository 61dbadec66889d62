"""What may be a passphrase: long enough, and not one that everybody tries first.

No rule asks for capitals, digits or signs: such rules are answered with "Matkhau@123" (NIST SP 800-63B,
section 3.1.1.2). What is compared is folded: no accents, capitals, blanks or signs, no digits at either end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from unicodedata import normalize

from approval.well_known import PASSPHRASES, ROWS
from declaration.person import search_key
from declaration.problems import Problem, blocking

SHORTEST, LONGEST = 12, 200
_DIGITS: Final = "0123456789"
_LEAST_OF_ONES_OWN = 3
_LONGEST_REPEATED = 5


def as_kept(passphrase: str) -> str:
    """One form for letters that some keyboards send in pieces."""
    return normalize("NFC", passphrase)


def problem_with(passphrase: str, about: Iterable[str] = ()) -> Problem | None:
    """Why this cannot be one: passphrase_too_short, passphrase_too_long, passphrase_well_known.

    ``about``: what anybody knows of the person, such as names; nothing but those is well known too.
    """
    if len(passphrase) < SHORTEST:
        return blocking("passphrase", "passphrase_too_short", shortest=str(SHORTEST))
    if len(passphrase) > LONGEST:
        return blocking("passphrase", "passphrase_too_long", longest=str(LONGEST))
    if _is_well_known(_folded(passphrase), [_folded(each) for each in about]):
        return blocking("passphrase", "passphrase_well_known")
    return None


def _is_well_known(text: str, about: list[str]) -> bool:
    core = text.strip(_DIGITS)
    return (
        {text, core} & PASSPHRASES != set()
        or _is_repeated(text)
        or any(text in row or (len(core) > 3 and core in row) for row in ROWS)
        or _is_all_about(core, about)
    )


def _is_repeated(text: str) -> bool:
    """abcabcabcabc: a short piece, again and again."""
    pieces = (text[:length] for length in range(1, _LONGEST_REPEATED + 1))
    return any((piece * len(text)).startswith(text) for piece in pieces if piece)


def _is_all_about(text: str, words: list[str]) -> bool:
    """Nothing is left of it without those words."""
    left = text
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= _LEAST_OF_ONES_OWN:
            left = left.replace(word, "").strip(_DIGITS)
    return left != text and len(left) < _LEAST_OF_ONES_OWN


def _folded(text: str) -> str:
    return "".join(each for each in search_key(text) if each.isalnum())
