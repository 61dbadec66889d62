"""Which bytes of a code may be believed: UTF-8 decoded here, and what was guessed must be a sound card."""

from __future__ import annotations

from declaration.cards.card import Foreign
from declaration.cards.identity_card import IdentityCard
from declaration.cards.insurance_card import InsuranceCard
from declaration.cards.recognise import recognise
from declaration.identity import citizen_id_problems

# a card may be of a country or province we do not know; its own number it does not contradict by chance
_CONTRADICTIONS = frozenset({"citizen_id_sex_differs", "citizen_id_birth_year_differs"})


def as_text(data: bytes) -> str | None:
    """The text of a code; None when it is no UTF-8 (cards' codes are)."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def is_card(text: str) -> bool:
    return not isinstance(recognise(text), Foreign)


def believable(data: bytes, sure: bool) -> bool:
    """True for a card's payload; when it is not sure, only for one whose number agrees with the rest."""
    text = as_text(data)
    card = Foreign("not_a_card") if text is None else recognise(text)
    if isinstance(card, Foreign):
        return False
    return sure or not _contradicts_itself(card)


def _contradicts_itself(card: IdentityCard | InsuranceCard) -> bool:
    if isinstance(card, InsuranceCard):
        return card.number[-10:] != card.code.value
    problems = citizen_id_problems(card.number, card.birth, card.sex)
    return any(problem.code in _CONTRADICTIONS for problem in problems)
