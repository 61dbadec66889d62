"""What people ask about their own sign-in, and administrators about everybody's."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from declaration.wire.model import Message
from declaration.wire.sign_in import PersonRole

_NAME = Field(min_length=1, max_length=64, pattern=r"^[^\s\x00-\x1f](.*[^\s\x00-\x1f])?$")


class PassphraseChange(Message):
    """``passphrase``: the one until now; ``new`` takes its place."""

    passphrase: str = Field(max_length=1000)
    new: str = Field(max_length=1000)


class SecondStepBeginning(Message):
    """The passphrase again: whoever finds a screen open must not put their own telephone in."""

    passphrase: str = Field(max_length=1000)


class SecondStepSecret(Message):
    """For an authenticator app: ``letters`` to type, ``address`` for a QR code. Shown once."""

    letters: str
    address: str


class SecondStepCode(Message):
    """The six digits the app shows now."""

    code: str = Field(max_length=20)


class RecoveryCodes(Message):
    """Each stands in for the six digits once. Shown once."""

    codes: tuple[str, ...]


class StaffMember(Message):
    """Somebody with a sign-in. ``must_change``: has not chosen a passphrase of their own yet."""

    name: str
    display_name: str
    roles: tuple[PersonRole, ...]
    agency: str
    active: bool
    must_change: bool
    second_step: bool


class StaffList(Message):
    people: tuple[StaffMember, ...]


class StaffFacts(Message):
    """A new person, or new facts about one."""

    name: str = _NAME
    display_name: str = Field(min_length=1, max_length=100, pattern=r"\S")
    roles: tuple[PersonRole, ...] = Field(max_length=5)
    agency: str = Field(max_length=64)


class StaffName(Message):
    name: str = Field(max_length=64)


class StaffActive(StaffName):
    """``active`` False: may not sign in, and is out at once."""

    active: bool


class FirstPassphrase(Message):
    """To be handed to the person; serves until then, once, to choose their own. Shown once. "" where the
    person keeps their own."""

    passphrase: str
    until: datetime | None


class AgencyNode(Message):
    """An agency in the tree; ``parent`` "" at the top. ``place``: whose people it serves, a province, a
    district, a park; None in a request leaves it as it is."""

    code: str = Field(min_length=1, max_length=64, pattern=r"^\S+$")
    name: str = Field(min_length=1, max_length=200, pattern=r"\S")
    parent: str = Field(default="", max_length=64)
    place: str | None = Field(default=None, max_length=200)


class AgencyNodes(Message):
    agencies: tuple[AgencyNode, ...]


class StationLock(Message):
    locked: bool


class NewStation(Message):
    """``unit_name``: where it will stand."""

    station_name: str = Field(min_length=1, max_length=100, pattern=r"\S")
    unit_name: str = Field(min_length=1, max_length=200, pattern=r"\S")
    agency: str = Field(max_length=64)


class OneTimeCode(Message):
    """Enrols one station within 48 hours. Shown once."""

    code: str
