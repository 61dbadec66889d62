"""A list that the agency sends joins the station's own, some people at a time, as one put in there does.

Each part is one transaction with the mark how far it has come: cut off anywhere, it goes on from there.
Nobody leaves a list by it, and what a registrar has in hand (ticks, telephone numbers) stays.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from declaration.wire.handouts import RosterLine, unpack_roster
from desk.ports.store import RosterPerson
from desk.storage.list_likeness import Names, names_in
from desk.storage.list_taking import Taking
from desk.storage.rows import HandoutRow

AT_ONCE = 1000
"""People in one transaction: a registrar who finishes meanwhile waits for no more than these."""


class RosterParts:
    """Unpacks a list once for all its parts."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._unpacked: tuple[str, list[RosterLine]] = ("", [])
        self._names: Names = {}

    def unpack(self, name: str, content: bytes) -> None:
        """Off the writing thread, which has other work to do. HandoutUnreadableError for no list."""
        if self._unpacked[0] != name:
            self._unpacked = name, unpack_roster(content)
            self._names = names_in([_person(line) for line in self._unpacked[1]])

    def apply_part(self, session: Session, row: HandoutRow) -> bool:
        """The next people of the list that was unpacked; whether they were the last."""
        lines = self._unpacked[1]
        part = lines[row.done : row.done + AT_ONCE]
        taking = Taking(session, self._now(), lambda _: True, self._names)
        taking.take([_person(line) for line in part])
        row.done, row.people = row.done + len(part), len(lines)
        return row.done >= row.people

    def put_away(self) -> None:
        self._unpacked, self._names = ("", []), {}


def _person(line: RosterLine) -> RosterPerson:
    return RosterPerson(id=0, **line.model_dump())
