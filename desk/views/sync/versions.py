"""Two truths about one declaration, field by field: ours, and what the service holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from declaration.draft import Field, PhotoRole
from declaration.privacy import Private
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.records import Record, RecordKind
from declaration.wire.signed import Signed
from declaration.wire.to_draft import values_of
from desk.ports.outbox import PHOTOS_PURGED, OutboxLine
from desk.ports.service import Denied, NoAnswer

ALREADY_DECIDED: Final = "already_decided"
_PHOTOS: Final = frozenset(PhotoRole)


@dataclass(frozen=True, repr=False)
class VersionLine(Private):
    """One field as each side has it; "" where a side has nothing. ``is_photo``: told by the start of its
    content's name, which says no more than that it is another one."""

    name: str
    ours: str
    theirs: str
    is_photo: bool = False

    @property
    def differs(self) -> bool:
        return self.ours != self.theirs


@dataclass(frozen=True, repr=False)
class Compared(Private):
    """``trouble`` is why theirs is not known: a reason's or a denial's code, or None when it is.
    ``must_wait``: nothing of ours was signed for yet that theirs could be kept as. ``is_same``: all of their
    contents is, also what has no field here (a day's record, a newer program's)."""

    line: OutboxLine
    may_correct: bool
    lines: tuple[VersionLine, ...] = ()
    our_revision: int = 0
    their_revision: int = 0
    trouble: str | None = None
    must_wait: bool = False
    is_same: bool = True

    @property
    def is_decided(self) -> bool:
        """The agency has decided about the revision before: no later one is taken any more."""
        return self.line.kind == RecordKind.DECLARATION and self.line.last_reason == ALREADY_DECIDED

    @property
    def is_purged(self) -> bool:
        """Its photos left by their time: unless the agency finds them, the old receipt is all there is."""
        return self.line.last_reason == PHOTOS_PURGED

    @property
    def differing(self) -> tuple[VersionLine, ...]:
        return tuple(line for line in self.lines if line.differs)


def compare(
    line: OutboxLine, may_correct: bool, sealed: bytes, theirs: Record | Denied | NoAnswer
) -> Compared:
    """Lay the sealed bytes of this revision beside what the service answered."""
    signed = Signed.from_bytes(sealed)
    ours = signed.read(Record) if signed else None
    match theirs:
        case NoAnswer(reason):
            return Compared(line, may_correct, trouble=reason.value)
        case Denied(code):
            return Compared(line, may_correct, trouble=code)
    if ours is None:
        return Compared(line, may_correct, trouble="record_unreadable")
    left, right = _shown(ours), _shown(theirs)
    names = [*left, *(name for name in right if name not in left)]
    sides = ((name, left.get(name, ""), right.get(name, "")) for name in names)
    lines = tuple(VersionLine(name, mine, other, name in _PHOTOS) for name, mine, other in sides)
    is_same = (ours.content, ours.blobs) == (theirs.content, theirs.blobs)
    return Compared(line, may_correct, lines, ours.revision, theirs.revision, is_same=is_same)


def _shown(record: Record) -> Mapping[str, str]:
    photos = {blob.role: blob.sha256[:8] for blob in record.blobs}
    try:
        content = DeclarationContent.model_validate(record.content)
    except ValidationError:
        return photos
    values = values_of(content, content.insurance_code or "")
    return {str(name): text for name, text in values.items() if name is not Field.INSURANCE_UNKNOWN} | photos
