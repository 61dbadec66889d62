"""What the agency hands out to stations: lists of units, receiving agencies, settings.

An event of the feed names a blob by its content; the station fetches it by ranges and applies it once. A list
is lines of JSON, packed (gzip): fifty thousand people are some two megabytes.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, ValidationError

from declaration.wire.model import Message, Sha256
from declaration.wire.sign_in import Agency

ROSTER: Final = "application/vnd.bhxh.roster+gzip"
AGENCIES: Final = "application/vnd.bhxh.agencies+json"
SETTINGS: Final = "application/vnd.bhxh.station-settings+json"
LARGEST: Final = 20_000_000
"""Bytes of one handout as it travels."""
LARGEST_UNPACKED: Final = 200_000_000
MOST_PEOPLE: Final = 200_000

Text = Annotated[str, StringConstraints(max_length=200)]
SubjectName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


class Handout(Message):
    """A blob by its name; ``media_type`` is one of those above, or a newer service's."""

    sha256: Sha256
    size: int = Field(ge=1, le=LARGEST)
    media_type: str = Field(max_length=100)


class RosterLine(Message):
    """One person of a unit's list, as the station's own list has them: ``birth`` as BirthDate.iso() has it,
    ``phone`` as E.164; what is not known is empty."""

    unit: Text = Field(min_length=1)
    full_name: Text = Field(min_length=1)
    birth: Text = ""
    document_number: Text = ""
    insurance_code: Text = ""
    phone: Text = ""
    email: Text = ""
    member_code: Text = ""
    school_class: Text = ""
    faculty: Text = ""
    relative_of: Text = ""
    relation: Text = ""


class AgencyList(Message):
    """All receiving agencies there are."""

    agencies: tuple[Agency, ...] = Field(min_length=1)


class StationSettings(Message):
    """What the agency sets for a station; None leaves it as it is there.

    Days as in the station's own settings, but never so few that what a registrar has in hand would go.
    ``complaints``: by subject (complaint.Subject) the code of the agency that answers, where that is not the
    station's own."""

    photos_days: int | None = Field(default=None, ge=7, le=3650)
    declarations_days: int | None = Field(default=None, ge=30, le=3650)
    rosters_days: int | None = Field(default=None, ge=7, le=3650)
    lock_after_minutes: int | None = Field(default=None, ge=1, le=60)
    records_only: bool | None = None
    agency: str | None = Field(default=None, min_length=1, max_length=40)
    legal_basis: Literal["consent", "public_duty"] | None = None
    complaints: dict[SubjectName, Text] | None = Field(default=None, max_length=20)


class HandoutUnreadableError(ValueError):
    """The bytes are whole and still are not what their event says; the text names no content."""


def pack_roster(lines: Iterable[RosterLine]) -> bytes:
    """The same lines are the same bytes, wherever and whenever they are packed."""
    text = "\n".join(line.model_dump_json(exclude_defaults=True) for line in lines)
    return gzip.compress(text.encode(), 9, mtime=0)


def unpack_roster(data: bytes) -> list[RosterLine]:
    """Raises HandoutUnreadableError when this is no list, or a larger one than anybody has."""
    unzip = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        text = unzip.decompress(data, LARGEST_UNPACKED)
        if not unzip.eof:
            raise HandoutUnreadableError("a list larger than any, or cut off")
        lines = [line for line in text.split(b"\n") if line]
        if len(lines) > MOST_PEOPLE:
            raise HandoutUnreadableError("a list larger than any")
        return [RosterLine.model_validate_json(line) for line in lines]
    except (zlib.error, ValidationError):
        raise HandoutUnreadableError("no list of people") from None
