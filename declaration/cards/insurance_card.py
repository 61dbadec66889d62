"""The QR of the health insurance card (thẻ BHYT): ASCII fields between ``|``, Vietnamese as hex of UTF-8.

At least thirteen fields, ``-`` for an empty one, ``$`` as the last: number, name, birth ``dd/MM/yyyy`` or
``yyyy``, sex 1/2, address, facility, from, to, issued, agency and BHXH code, parent, area, five-year date,
and on newer cards check string, benefit level and issuer. Fields 0 to 12 are well established.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from declaration.cards.card import CardKind, CardTextError, card_date, insist_on_letters, tidy_address
from declaration.identity import InsuranceCode
from declaration.person import BirthDate, Sex, name_problems, tidy_name
from declaration.privacy import Private

_LEAST_FIELDS = 13
_END = "$"
_NUMBER = re.compile(r"(?:[A-Z]{2}[0-9]{3})?[0-9]{10}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_DAY = r"([0-9]{2})/([0-9]{2})/([0-9]{4})"
_SEXES = {"1": Sex.MALE, "2": Sex.FEMALE, "-": None}


@dataclass(frozen=True, repr=False)
class InsuranceCard(Private):
    """What one BHYT card's QR states; None where the card leaves a field empty.

    ``number`` is the card's own (15 characters, 10 digits on newer cards), ``code`` the person's BHXH code,
    ``payload`` the cleaned text it was read from.
    """

    number: str
    code: InsuranceCode
    full_name: str
    birth: BirthDate
    sex: Sex | None
    address: str | None
    valid_from: date | None
    valid_to: date | None
    issued: date | None
    payload: str

    @property
    def kind(self) -> CardKind:
        return CardKind.BHYT


def resembles_insurance(fields: list[str]) -> bool:
    """True when a line was meant as a BHYT card, even if it is broken."""
    if len(fields) < 4:
        return False
    opens_so = _NUMBER.fullmatch(fields[0].strip()) and _HEX.fullmatch(fields[1].strip())
    return opens_so is not None or fields[-1].strip() == _END


def read_insurance_card(fields: list[str], payload: str) -> InsuranceCard:
    """The card in the fields of a cleaned payload; CardTextError with the reason otherwise."""
    fields = [field.strip() for field in fields]
    if len(fields) <= _LEAST_FIELDS or fields[-1] != _END:
        raise CardTextError("damaged_card")
    number, name, birth, sex, address, _, start, end, issued, agency_and_code = fields[:10]
    if not _NUMBER.fullmatch(number) or sex not in _SEXES:
        raise CardTextError("damaged_card")
    return InsuranceCard(
        number=number,
        code=_code(agency_and_code, number),
        full_name=_name(name),
        birth=_birth(birth),
        sex=_SEXES[sex],
        address=None if address == "-" else tidy_address(_from_hex(address)),
        valid_from=card_date(start, shape=_DAY, empty="-"),
        valid_to=card_date(end, shape=_DAY, empty="-"),
        issued=card_date(issued, shape=_DAY, empty="-"),
        payload=payload,
    )


def _code(agency_and_code: str, number: str) -> InsuranceCode:
    if agency_and_code == "-":
        return InsuranceCode(number[-10:])
    if not re.fullmatch(r"[0-9]{14}", agency_and_code):
        raise CardTextError("damaged_card")
    return InsuranceCode(agency_and_code[-10:])


def _name(field: str) -> str:
    name = tidy_name(_from_hex(field))
    if any(problem.blocks for problem in name_problems(name)):
        raise CardTextError("damaged_card")
    return name


def _birth(field: str) -> BirthDate:
    stated = re.fullmatch(r"(?:[0-9]{2}/){0,2}[0-9]{4}", field)
    birth = BirthDate.from_card(field.replace("/", "")) if stated else None
    if birth is None:
        raise CardTextError("damaged_card")
    return birth


def _from_hex(field: str) -> str:
    if not _HEX.fullmatch(field):
        raise CardTextError("damaged_card")
    try:
        text = bytes.fromhex(field).decode("utf-8")
    except UnicodeDecodeError:
        raise CardTextError("letters_not_vietnamese") from None
    return insist_on_letters(unicodedata.normalize("NFC", text))
