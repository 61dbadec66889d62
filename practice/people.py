"""Invented people for practice, consistent with themselves: number, birth, sex, card and codes agree.

Names are made of common syllables, phones and codes of a counter (no block of them is reserved anywhere, so
nothing is ever sent to one), e-mail in a domain that is reserved for examples. Nobody real is meant; every
drawn card says so.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from declaration.cards.card import CardKind
from declaration.cards.mrz import check_digit
from declaration.identity import PROVINCES, card_expiry
from declaration.person import BirthDate, Sex, search_key
from declaration.privacy import Private

_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
_MIDDLE = {
    Sex.MALE: ("Văn", "Đức", "Hữu", "Quang", "Minh", "Thế"),
    Sex.FEMALE: ("Thị", "Ngọc", "Thu", "Kim", "Thị Mỹ", "Thúy"),
}
_GIVEN = {
    Sex.MALE: ("Mẫu", "Thử", "Hòa", "Quý", "Sơn", "Tường", "Được", "Nghĩa", "Tuấn", "Dũng"),
    Sex.FEMALE: ("Mẫu", "Thử", "Hoa", "Phượng", "Yến", "Thủy", "Hường", "Diễm", "Ửng", "Lệ"),
}
_PLACES = ("Xã Ví Dụ, Huyện Thử", "Phường Mẫu, Quận Ví Dụ", "Thị trấn Tập Dượt, Huyện Mẫu", "Xã Thí Dụ")
_CARD_WORDS = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}
_CAN_CUOC_FROM = date(2024, 7, 1)
_MRZ_WIDTH = 30


@dataclass(frozen=True, repr=False)
class PracticePerson(Private):
    """One invented person and what stands on the cards they carry."""

    full_name: str
    number: str
    old_number: str
    birth: BirthDate
    sex: Sex
    address: str
    issued: date
    insurance_code: str
    phone: str
    email: str
    card_kind: CardKind


def invented_person(seed: int) -> PracticePerson:
    """The person of one seed, always the same: an adult with a chip CCCD or a căn cước."""
    chance = random.Random(seed)  # nosec B311  # the same person again
    sex = chance.choice((Sex.MALE, Sex.FEMALE))
    birth = date(chance.randint(1962, 2007), chance.randint(1, 12), chance.randint(1, 28))
    issued = date(chance.choice((2021, 2022, 2023, 2024, 2025)), chance.randint(7, 12), chance.randint(1, 28))
    name = f"{chance.choice(_SURNAMES)} {chance.choice(_MIDDLE[sex])} {chance.choice(_GIVEN[sex])}"
    province = chance.choice(sorted(PROVINCES))
    century_and_sex = 2 * (birth.year // 100 - 19) + (sex is Sex.FEMALE)
    return PracticePerson(
        full_name=name,
        number=f"{province}{century_and_sex}{birth:%y}{seed % 1_000_000:06d}",
        old_number=chance.choice(("", f"{seed % 1_000_000_000:09d}")),
        birth=BirthDate(birth.year, birth.month, birth.day),
        sex=sex,
        address=f"Tổ {chance.randint(1, 30)}, {chance.choice(_PLACES)}, {PROVINCES[province]}",
        issued=issued,
        insurance_code=f"00{seed % 100_000_000:08d}",
        phone=f"0900{seed % 1_000_000:06d}",
        email=f"{search_key(name).replace(' ', '.')}.{seed}@example.com",
        card_kind=CardKind.CAN_CUOC if issued >= _CAN_CUOC_FROM else CardKind.CCCD,
    )


def identity_payload(person: PracticePerson) -> str:
    """The text in the QR of the person's identity card."""
    fields = (
        person.number,
        person.old_number,
        person.full_name,
        person.birth.shown().replace("/", ""),
        _CARD_WORDS[person.sex],
        person.address,
        f"{person.issued:%d%m%Y}",
    )
    return "|".join(fields) + ("||||" if person.card_kind is CardKind.CAN_CUOC else "")


def insurance_payload(person: PracticePerson) -> str:
    """The text in the QR of the person's BHYT card (the newer kind, whose number is the BHXH code)."""
    name, issuer = (text.encode("utf-8").hex() for text in (person.full_name, "Cơ quan BHXH Mẫu"))
    sex = "1" if person.sex is Sex.MALE else "2"
    head = f"{person.insurance_code}|{name}|{person.birth.shown()}|{sex}|-|01 - 004|01/07/2025|-|31/07/2025"
    return f"{head}|0105{person.insurance_code}|-|4|01/10/2027|{'0' * 16}-1202|4|{issuer}|$"


def machine_readable_zone(person: PracticePerson) -> tuple[str, str, str]:
    """The three lines on the back of the person's card (ICAO 9303 TD1)."""
    optional = f"{person.number}<<"
    document = person.number[3:]
    first = f"{document}{check_digit(document)}{optional}{check_digit(optional)}"
    ends = card_expiry(person.birth.latest(), person.issued)
    expiry = f"{ends:%y%m%d}" if ends else "991231"
    birth = person.birth.iso().replace("-", "")[2:].ljust(6, "<")
    dates = f"{birth}{check_digit(birth)}", f"{expiry}{check_digit(expiry)}"
    whole = check_digit(first + "".join(dates) + "<" * 11)
    surname, *given = search_key(person.full_name).upper().split()
    name = f"{surname}<<{'<'.join(given)}"[:_MRZ_WIDTH].ljust(_MRZ_WIDTH, "<")
    sex = "M" if person.sex is Sex.MALE else "F"
    return f"IDVNM{first}", f"{dates[0]}{sex}{dates[1]}VNM{'<' * 11}{whole}", name


def card_end_shown(person: PracticePerson) -> str:
    """The day the person's card ends, as it is printed."""
    ends = card_expiry(person.birth.latest(), person.issued)
    return f"{ends:%d/%m/%Y}" if ends else "Không thời hạn"
