"""How a person is reached: one Vietnamese mobile number and, if they have one, an e-mail address.

The account's first password goes to the mobile number, so its shape is a wall; which prefixes the operators
use just now changes and only warns. Old eleven-digit numbers ended in 2018 (plan of the Ministry of
Information and Communications): the conversion is offered, the operator confirms it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from email_validator.rfc_constants import CASE_INSENSITIVE_MAILBOX_NAMES

from declaration.person import tidy_name
from declaration.privacy import Private
from declaration.problems import Problem, blocking, warning

_NEW_PREFIX_TABLE = """
0162>032 0163>033 0164>034 0165>035 0166>036 0167>037 0168>038 0169>039
0120>070 0121>079 0122>077 0126>076 0128>078 0123>083 0124>084 0125>085 0127>081 0129>082
0186>056 0188>058 0199>059
"""
_PLAIN_MAILBOX = re.compile(r"[A-Za-z0-9_+-]{1,32}(\.[A-Za-z0-9_+-]{1,16}){0,1}")
_SHORT = 100  # characters: no limit of addresses is near
_NEW_PREFIXES: dict[str, str] = dict(re.findall(r"([0-9]{4})>([0-9]{3})", _NEW_PREFIX_TABLE))


@dataclass(frozen=True, repr=False)
class Phone(Private):
    """Số điện thoại di động in E.164: ``+84`` and nine digits beginning with 3, 5, 7, 8 or 9."""

    e164: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\+84[35789][0-9]{8}", self.e164):
            raise ValueError("not a Vietnamese mobile number")

    def shown(self) -> str:
        """``0912 345 678``: the form people read."""
        digits = "0" + self.e164.removeprefix("+84")
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


@dataclass(frozen=True, repr=False)
class Email(Private):
    """Địa chỉ thư điện tử, its domain in lower case; the part before @ is left as written."""

    value: str

    def __post_init__(self) -> None:
        if _normal_address(self.value) != self.value:
            raise ValueError("not a normal e-mail address")


def read_phone(text: str) -> Phone | Problem:
    """The mobile number in a text, or what is wrong with it.

    Accepts ``0``, ``84``, ``+84`` or ``0084`` in front, blanks, dots and hyphens, and the nine digits a
    spreadsheet leaves of ten. Problems on ``phone``: phone_missing, phone_not_mobile,
    phone_old_eleven_digits (details: ``suggestion_prefix``, the new three digits).
    """
    compact = re.sub(r"[ .()‐-]", "", tidy_name(text))
    if not compact:
        return blocking("phone", "phone_missing")
    national = _national(compact)
    if re.fullmatch(r"0[35789][0-9]{8}", national):
        return Phone("+84" + national[1:])
    if re.fullmatch(r"0[0-9]{10}", national) and national[:4] in _NEW_PREFIXES:
        return blocking("phone", "phone_old_eleven_digits", suggestion_prefix=_NEW_PREFIXES[national[:4]])
    return blocking("phone", "phone_not_mobile")


def _national(compact: str) -> str:
    abroad = re.fullmatch(r"(?:\+84|0084|84)0?([0-9]{9,10})", compact)
    if abroad:
        return "0" + abroad.group(1)
    # 84 and seven digits is a number cut short, not one that lost its zero
    lost_zero = re.fullmatch(r"(?!84)[35789][0-9]{8}", compact)
    return "0" + compact if lost_zero else compact


def converted_old_number(text: str) -> Phone | None:
    """The ten-digit number an old eleven-digit one became in 2018, to be confirmed; None if it is not one."""
    national = _national(re.sub(r"[ .()‐-]", "", tidy_name(text)))
    if not re.fullmatch(r"0[0-9]{10}", national) or national[:4] not in _NEW_PREFIXES:
        return None
    return Phone("+84" + _NEW_PREFIXES[national[:4]][1:] + national[4:])


def phone_warnings(phone: Phone) -> tuple[Problem, ...]:
    """Warns phone_prefix_unknown when the numbering plan knows no operator for the prefix."""
    known = phonenumbers.is_valid_number(phonenumbers.parse(phone.e164))
    return () if known else (warning("phone", "phone_prefix_unknown"),)


def read_email(text: str) -> Email | Problem | None:
    """The address in a text; None for an empty one (it is optional), email_unreadable otherwise."""
    tidy = tidy_name(text)
    if not tidy:
        return None
    address = _normal_address(tidy)
    return Email(address) if address is not None else blocking("email", "email_unreadable")


@lru_cache(maxsize=1)  # who reads an address makes it one at once
def _normal_address(text: str) -> str | None:
    local, _, domain = text.partition("@")
    is_plain = _PLAIN_MAILBOX.fullmatch(local) and local.lower() not in CASE_INSENSITIVE_MAILBOX_NAMES
    if not is_plain or len(text) > _SHORT or not text.isascii():
        return _validated(text)
    return None if (known := _normal_domain(domain)) is None else f"{local}@{known}"


@lru_cache(maxsize=1024)  # people share few of them, and looking at one takes long
def _normal_domain(domain: str) -> str | None:
    normal = _validated(f"x@{domain}")
    return None if normal is None else normal.removeprefix("x@")


def _validated(text: str) -> str | None:
    try:
        # accented letters before the @ come from an active Vietnamese keyboard, not from a mailbox
        return validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        return None
