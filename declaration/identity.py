"""Identity documents and the BHXH code: numbers that have the right shape or do not exist.

What the number itself says (province, sex, year) only ever warns: the law fixes twelve digits and no check
digit, and real cards contradict the scheme. Sources: NĐ 137/2015 and TT 59/2021/TT-BCA for the twelve
digits, Luật Căn cước 2023 article 21 for the ages of renewal. Province codes are those first issued; since
01/07/2025 the thirty-four provinces each keep one of them with a wider meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from declaration.person import BirthDate, Sex, tidy_name
from declaration.privacy import Private
from declaration.problems import Problem, blocking, warning

_PROVINCE_TABLE = """
001 Hà Nội · 002 Hà Giang · 004 Cao Bằng · 006 Bắc Kạn · 008 Tuyên Quang · 010 Lào Cai · 011 Điện Biên
012 Lai Châu · 014 Sơn La · 015 Yên Bái · 017 Hoà Bình · 019 Thái Nguyên · 020 Lạng Sơn · 022 Quảng Ninh
024 Bắc Giang · 025 Phú Thọ · 026 Vĩnh Phúc · 027 Bắc Ninh · 030 Hải Dương · 031 Hải Phòng
033 Hưng Yên · 034 Thái Bình · 035 Hà Nam · 036 Nam Định · 037 Ninh Bình · 038 Thanh Hóa · 040 Nghệ An
042 Hà Tĩnh · 044 Quảng Bình · 045 Quảng Trị · 046 Thừa Thiên Huế · 048 Đà Nẵng · 049 Quảng Nam
051 Quảng Ngãi · 052 Bình Định · 054 Phú Yên · 056 Khánh Hòa · 058 Ninh Thuận · 060 Bình Thuận
062 Kon Tum · 064 Gia Lai · 066 Đắk Lắk · 067 Đắk Nông · 068 Lâm Đồng · 070 Bình Phước · 072 Tây Ninh
074 Bình Dương · 075 Đồng Nai · 077 Bà Rịa – Vũng Tàu · 079 TP. Hồ Chí Minh · 080 Long An
082 Tiền Giang · 083 Bến Tre · 084 Trà Vinh · 086 Vĩnh Long · 087 Đồng Tháp · 089 An Giang
091 Kiên Giang · 092 Cần Thơ · 093 Hậu Giang · 094 Sóc Trăng · 095 Bạc Liêu · 096 Cà Mau
"""
PROVINCES: dict[str, str] = dict(re.findall(r"([0-9]{3}) ([^·\n]*[^ ·\n])", _PROVINCE_TABLE))
OLD_ID_LAST_DAY = date(2024, 12, 31)
RENEWAL_AGES = (14, 25, 40, 60)
_FIELD = "document_number"


@dataclass(frozen=True, repr=False)
class CitizenId(Private):
    """Số định danh cá nhân (số CCCD): exactly twelve ASCII digits, ``PPP G YY SSSSSS``."""

    value: str

    def __post_init__(self) -> None:
        _insist(r"[0-9]{12}", self.value, "a citizen id has twelve digits")

    @property
    def province(self) -> str | None:
        """Province where the birth was registered; None for a foreign country or an unknown code."""
        return PROVINCES.get(self.value[:3])

    @property
    def sex(self) -> Sex:
        return Sex.FEMALE if int(self.value[3]) % 2 else Sex.MALE

    @property
    def century_year(self) -> int:
        """The four-digit birth year the number states."""
        return 1900 + 100 * (int(self.value[3]) // 2) + int(self.value[4:6])


@dataclass(frozen=True, repr=False)
class Passport(Private):
    """Số hộ chiếu: six to nine capital letters and digits, with a digit among them."""

    value: str

    def __post_init__(self) -> None:
        _insist(r"(?=.*[0-9])[A-Z0-9]{6,9}", self.value, "a passport number has 6 to 9 letters and digits")


@dataclass(frozen=True, repr=False)
class OldId(Private):
    """Số CMND cũ: nine digits, no longer valid as a document since 01/01/2025."""

    value: str

    def __post_init__(self) -> None:
        _insist(r"[0-9]{9}", self.value, "an old identity number has nine digits")


@dataclass(frozen=True, repr=False)
class BirthCertificate(Private):
    """Giấy khai sinh of a child without a card: the personal number on it (twelve digits, since 2016), or its
    number in the commune's register, which another commune may have given too."""

    value: str

    def __post_init__(self) -> None:
        _insist(r"(?=.*[0-9])[A-Z0-9/.-]{1,30}", self.value, "a birth certificate has a number")

    @property
    def is_personal_number(self) -> bool:
        return re.fullmatch(r"[0-9]{12}", self.value) is not None


IdentityDocument: TypeAlias = CitizenId | Passport | OldId | BirthCertificate
DocumentKind: TypeAlias = Literal["citizen_id", "passport", "old_id", "birth_certificate"]


@dataclass(frozen=True, repr=False)
class InsuranceCode(Private):
    """Mã số BHXH: exactly ten ASCII digits; no check digit is documented."""

    value: str

    def __post_init__(self) -> None:
        _insist(r"[0-9]{10}", self.value, "an insurance code has ten digits")


@dataclass(frozen=True)
class UnknownInsuranceCode:
    """The person does not know the code: the agency looks it up."""


UNKNOWN_INSURANCE_CODE = UnknownInsuranceCode()


def _insist(shape: str, value: str, rule: str) -> None:
    if not re.fullmatch(shape, value):
        raise ValueError(rule)


def _compact(text: str) -> str:
    """Typed or pasted digits without the blanks, dots and hyphens people group them with."""
    return re.sub(r"[ .‐-]", "", tidy_name(text)).upper()


def may_be_of_one(number: str, other: str) -> bool:
    """Whether two document numbers may be one person's: equal, one not known, or nine digits of an old
    identity card beside the twelve that took their place."""
    is_replaced = {len(number), len(other)} == {9, 12} and f"{number}{other}".isdecimal()
    return not number or not other or number == other or is_replaced


def newest_of_one(known: str, given: str) -> str:
    """Which number to keep of two that may be one person's: twelve digits, not the nine they replaced."""
    return given if may_be_of_one(known, given) and len(given) > len(known) else known


def document_kind(document: IdentityDocument) -> DocumentKind:
    """The stored word for a document's kind."""
    match document:
        case CitizenId():
            return "citizen_id"
        case Passport():
            return "passport"
        case OldId():
            return "old_id"
        case BirthCertificate():
            return "birth_certificate"


def read_citizen_id(text: str) -> CitizenId | Problem:
    """The citizen id in a text, or citizen_id_missing / citizen_id_not_12_digits (with the count given)."""
    compact = _compact(text)
    if not compact:
        return blocking(_FIELD, "citizen_id_missing")
    if not re.fullmatch(r"[0-9]{12}", compact):
        return blocking(_FIELD, "citizen_id_not_12_digits", given=str(len(compact)))
    return CitizenId(compact)


def read_passport(text: str) -> Passport | Problem:
    """The passport number in a text, or passport_missing / passport_unreadable."""
    compact = _compact(text)
    if not compact:
        return blocking(_FIELD, "passport_missing")
    try:
        return Passport(compact)
    except ValueError:
        return blocking(_FIELD, "passport_unreadable")


def read_old_id(text: str) -> OldId | Problem:
    """The nine-digit number in a text, or old_id_missing / old_id_not_9_digits."""
    compact = _compact(text)
    if not compact:
        return blocking(_FIELD, "old_id_missing")
    return OldId(compact) if re.fullmatch(r"[0-9]{9}", compact) else blocking(_FIELD, "old_id_not_9_digits")


def read_birth_certificate(text: str) -> BirthCertificate | Problem:
    """The number in a text, or birth_certificate_number_missing / birth_certificate_number_unreadable."""
    compact = re.sub(r"\s", "", tidy_name(text)).upper().replace("‐", "-")
    if not compact:
        return blocking(_FIELD, "birth_certificate_number_missing")
    try:
        return BirthCertificate(compact)
    except ValueError:
        return blocking(_FIELD, "birth_certificate_number_unreadable")


def read_document(kind: str, text: str) -> IdentityDocument | Problem:
    """The document of one kind (as ``document_kind`` words it) in a text; ValueError for another kind."""
    readers = {
        "citizen_id": read_citizen_id,
        "passport": read_passport,
        "old_id": read_old_id,
        "birth_certificate": read_birth_certificate,
    }
    if kind not in readers:
        raise ValueError("no such kind of identity document")
    return readers[kind](text)


def old_id_problems(today: date) -> tuple[Problem, ...]:
    """Says old_id_expired once the nine-digit card has ended (31/12/2024, Luật Căn cước 2023 article 46)."""
    if today <= OLD_ID_LAST_DAY:
        return ()
    return (blocking(_FIELD, "old_id_expired", date=f"{OLD_ID_LAST_DAY:%d/%m/%Y}"),)


def citizen_id_problems(number: CitizenId, birth: BirthDate | None, sex: Sex | None) -> tuple[Problem, ...]:
    """Warnings where the number contradicts what else is known; never a wall."""
    doubts = {
        "citizen_id_unknown_province": number.province is None,
        "citizen_id_sex_differs": sex is not None and number.sex is not sex,
        "citizen_id_birth_year_differs": birth is not None and number.century_year != birth.year,
    }
    return tuple(warning(_FIELD, code) for code, doubtful in doubts.items() if doubtful)


def card_expiry(birth: date, issued: date) -> date | None:
    """The day an identity card ends, or None when it has no end.

    The birthday at the first renewal age T with ``issued`` before the birthday at T - 2.
    """
    ages = (age for age in RENEWAL_AGES if issued < _birthday(birth, age - 2))
    return next((_birthday(birth, age) for age in ages), None)


def _birthday(birth: date, age: int) -> date:
    year = birth.year + age
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 2, 28)  # no 29/02: the month's last day (Bộ luật Dân sự 2015, article 148)


def expiry_problems(birth: date, issued: date, today: date) -> tuple[Problem, ...]:
    """Warns card_expired from the day after the computed end; the card's QR does not carry it."""
    ends = card_expiry(birth, issued)
    if ends is None or today <= ends:
        return ()
    return (warning(_FIELD, "card_expired", date=f"{ends:%d/%m/%Y}"),)


def read_insurance_code(text: str) -> InsuranceCode | Problem:
    """The BHXH code in a text; of a fifteen-character BHYT number it is the last ten.

    Problems on ``insurance_code``: insurance_code_missing, insurance_code_not_10_digits.
    """
    compact = _compact(text)
    if not compact:
        return blocking("insurance_code", "insurance_code_missing")
    if not re.fullmatch(r"(?:[A-Z]{2}[0-9]{3})?[0-9]{10}", compact):
        return blocking("insurance_code", "insurance_code_not_10_digits", given=str(len(compact)))
    return InsuranceCode(compact[-10:])
