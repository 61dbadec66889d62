"""The QR of the identity card: thẻ CCCD gắn chip (seven fields) and thẻ căn cước (eleven).

UTF-8 fields separated by ``|``: number, old number, name, birth, sex, address, issue date; the newer card
adds four whose order is not established, kept raw. The name is kept as the card spells it. Sources:
TT 06/2021/TT-BCA and TT 16/2024/TT-BCA for the content, cards of the field for the layout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from declaration.cards.card import CardKind, CardTextError, card_date, insist_on_letters, tidy_address
from declaration.identity import CitizenId
from declaration.person import BirthDate, Sex, name_problems, tidy_name
from declaration.privacy import Private

CAN_CUOC_SINCE = date(2024, 7, 1)
_CCCD_FIELDS = 7
_CAN_CUOC_FIELDS = 10
_T = TypeVar("_T")


@dataclass(frozen=True, repr=False)
class IdentityCard(Private):
    """What one identity card's QR states; ``payload`` is the cleaned text it was read from.

    ``old_number`` is ``""`` when the card names none; ``issued`` None when it gives no date; ``extras`` are
    the newer card's further fields as they stand, empty ones included.
    """

    kind: CardKind
    number: CitizenId
    old_number: str
    full_name: str
    birth: BirthDate
    sex: Sex
    address: str
    address_original: str
    issued: date | None
    extras: tuple[str, ...]
    payload: str


def resembles_identity(fields: list[str]) -> bool:
    """True when a line was meant as an identity card, even if it is broken."""
    twelve = any(re.search(r"(?<![0-9])[0-9]{12}(?![0-9])", field) for field in fields[:2])
    return len(fields) >= 4 and (twelve or any(Sex.from_card(field) for field in fields))


def resembled_kind(fields: list[str]) -> CardKind:
    """The kind the number of fields speaks for: seven CCCD, ten and more căn cước."""
    return CardKind.CAN_CUOC if len(fields) >= _CAN_CUOC_FIELDS else CardKind.CCCD


def read_identity_card(fields: list[str], payload: str) -> IdentityCard:
    """The card in the fields of a cleaned payload; CardTextError with the reason otherwise."""
    if len(fields) < _CCCD_FIELDS:
        raise CardTextError("damaged_card")
    _, old_number, name, birth, sex, address, issued = fields[:_CCCD_FIELDS]
    issue_date = card_date(issued)
    return IdentityCard(
        kind=_kind(fields, issue_date),
        number=_number(fields[0]),
        old_number=_old_number(old_number),
        full_name=_name(name),
        birth=_present(BirthDate.from_card(birth.strip())),
        sex=_present(Sex.from_card(sex)),
        address=tidy_address(insist_on_letters(address)),
        address_original=address,
        issued=issue_date,
        extras=tuple(insist_on_letters(extra) for extra in fields[_CCCD_FIELDS:]),
        payload=payload,
    )


def _kind(fields: list[str], issued: date | None) -> CardKind:
    if _CCCD_FIELDS < len(fields) < _CAN_CUOC_FIELDS and issued is not None:
        return CardKind.CAN_CUOC if issued >= CAN_CUOC_SINCE else CardKind.CCCD
    return resembled_kind(fields)


def _number(field: str) -> CitizenId:
    labelled = re.fullmatch(r"[^0-9]*([0-9]{12}) *", field)  # some printers of copies put "CCCD:" before it
    if labelled is None:
        raise CardTextError("damaged_card")
    return CitizenId(labelled.group(1))


def _old_number(field: str) -> str:
    number = field.strip()
    if not re.fullmatch(r"(?:[0-9]{8,12})?", number):
        raise CardTextError("damaged_card")
    return number


def _name(field: str) -> str:
    name = tidy_name(insist_on_letters(field))
    if any(problem.blocks for problem in name_problems(name)):
        raise CardTextError("damaged_card")
    return name


def _present(value: _T | None) -> _T:
    if value is None:
        raise CardTextError("damaged_card")
    return value
