"""What the ways in ask for, from top to bottom, and where the cursor goes next."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Form(StrEnum):
    """What is asked for: the passphrase; the recovery code; the old passphrase and the new one."""

    OPEN = "open"
    RECOVER = "recover"
    CHANGE = "change"


class Asked(StrEnum):
    """A field; CODE is the recovery code at a station, at the service six digits that not everybody has."""

    NAME = "name"
    PASSPHRASE = "passphrase"  # noqa: S105  # nosec B105  # a field's name
    CODE = "code"
    NEW = "new"
    AGAIN = "again"


_NEEDED: Final[Mapping[Form, tuple[Asked, ...]]] = {
    Form.OPEN: (Asked.NAME, Asked.PASSPHRASE),
    Form.RECOVER: (Asked.NAME, Asked.CODE, Asked.NEW, Asked.AGAIN),
    Form.CHANGE: (Asked.NAME, Asked.PASSPHRASE, Asked.NEW, Asked.AGAIN),
}
_CHANGE_AT_THE_SERVICE: Final = (Asked.NAME, Asked.PASSPHRASE, Asked.CODE, Asked.NEW, Asked.AGAIN)


def first_lacking(form: Form, typed: Mapping[Asked, str]) -> Asked | None:
    """The first without which nothing can be tried."""
    return next((each for each in _NEEDED[form] if not typed[each].strip()), None)


def after(asked: Asked, form: Form, typed: Mapping[Asked, str], *, is_station: bool) -> Asked | None:
    """Where Enter leads: the next that is empty; None when that was the last of them."""
    is_longer = form is Form.CHANGE and not is_station
    order = _CHANGE_AT_THE_SERVICE if is_longer else _NEEDED[form]
    rest = order[order.index(asked) + 1 :] if asked in order else ()
    return next((each for each in rest if not typed[each].strip()), None)
