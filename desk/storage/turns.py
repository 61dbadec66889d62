"""The station's turn at the service, kept in its file: what a copy of the file has, is soon an old one."""

from __future__ import annotations

from secrets import token_hex

from sqlmodel import Session

from desk.ports.keys import Turn
from desk.storage.database import Database
from desk.storage.facts import Fact, read_fact, write_fact


class StationTurns:
    """Implements ports.keys.Turns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def offer(self) -> Turn | None:
        def look(session: Session) -> tuple[str, str, str]:
            names = (Fact.REJOIN, Fact.NEXT_TURN, Fact.TURN)
            rejoin, following, held = (read_fact(session, name) or "" for name in names)
            return rejoin, following, held

        rejoin, following, held = self._database.read(look)
        if rejoin:
            return None
        if not following:
            following = token_hex(16)
            drawn = following
            self._database.write(lambda session: write_fact(session, Fact.NEXT_TURN, drawn))
        return Turn(following, held)

    def agree(self, turn: Turn) -> None:
        def act(session: Session) -> None:
            write_fact(session, Fact.TURN, turn.next)
            write_fact(session, Fact.NEXT_TURN, "")

        self._database.write(act)


def begin_turns_anew(session: Session) -> None:
    """For an enrolment: whatever was handed on before belongs to another copy."""
    for name in (Fact.TURN, Fact.NEXT_TURN, Fact.REJOIN):
        write_fact(session, name, "")
