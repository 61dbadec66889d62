"""One line of text from a decoder or scanner, recognised as a card or not; never an exception.

The payload is anchored on structure alone. Mending what a keyboard-wedge scanner damaged is another
module's work; here damage is named and nothing is repaired.
"""

from __future__ import annotations

from datetime import date

from declaration.cards.card import CardKind, CardTextError, Foreign, clean_payload
from declaration.cards.cross_checks import CardFacts, facts_problems
from declaration.cards.identity_card import (
    IdentityCard,
    read_identity_card,
    resembled_kind,
    resembles_identity,
)
from declaration.cards.insurance_card import InsuranceCard, read_insurance_card, resembles_insurance
from declaration.problems import Problem, warning


def recognise(text: str) -> IdentityCard | InsuranceCard | Foreign:
    """The card a text states, or why it gives none. Every str is allowed."""
    payload = clean_payload(text)
    fields = payload.split("|")
    # first, because the hex of a name may hold twelve digits in a row
    if resembles_insurance(fields):
        try:
            return read_insurance_card(fields, payload)
        except CardTextError as broken:
            return Foreign(broken.reason_code, CardKind.BHYT)
    if resembles_identity(fields):
        try:
            return read_identity_card(fields, payload)
        except CardTextError as broken:
            return Foreign(broken.reason_code, resembled_kind(fields))
    return Foreign("not_a_card")


def card_problems(card: IdentityCard | InsuranceCard, today: date) -> tuple[Problem, ...]:
    """Warnings where a card contradicts itself or has ended by ``today``.

    Identity: those of ``facts_problems``. Insurance, on ``insurance_code``: insurance_code_differs_on_card.
    """
    if isinstance(card, InsuranceCard):
        agrees = card.number[-10:] == card.code.value
        return () if agrees else (warning("insurance_code", "insurance_code_differs_on_card"),)
    facts = CardFacts(card.number, card.full_name, card.birth, card.sex, card.kind, card.issued)
    return facts_problems(facts, today)
