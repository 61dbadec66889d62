"""The station's days on the encrypted file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from declaration.wire.days import DayAnswer
from declaration.wire.signed import Signed
from desk.ports.days import DayBooks, HeldDay, Seal
from desk.storage.closing import close_day
from desk.storage.comparing import due_days, keep_answer, note_asked
from desk.storage.database import Transactions
from desk.storage.day_books import books_of, counted, newest_closings


class DaysTable:
    """Implements ports.days.DayStore."""

    def __init__(self, database: Transactions, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def days(self, limit: int) -> Sequence[DayBooks]:
        return self._database.read(lambda session: _days(session)[:limit])

    def close(self, day: date, by: str, fresh: UUID, seal: Seal) -> bool:
        def act(session: Session) -> bool:
            books = next((each for each in _days(session) if each.day == day), None)
            if books is None or not books.may_close:
                return False
            close_day(session, day, by, fresh, seal, self._now())
            return True

        return self._database.write(act)

    def compare_soon(self, day: date) -> None:
        def act(session: Session) -> None:
            row = newest_closings(session).get(day.isoformat())
            if row is not None:
                row.next_due = self._now()
                session.add(row)

        self._database.write(act)

    def to_compare(self, now: datetime) -> Sequence[HeldDay]:
        return self._database.read(lambda session: due_days(session, now))

    def asked(self, day: date, next_due: datetime) -> None:
        self._database.write(lambda session: note_asked(session, day, next_due))

    def answered(self, held: HeldDay, answer: DayAnswer, signed: Signed) -> int:
        return self._database.write(lambda s: keep_answer(s, held, answer, signed, self._now()))


def _days(session: Session) -> list[DayBooks]:
    """Newest first."""
    counts, closings = counted(session), newest_closings(session)
    days = sorted(counts.keys() | closings.keys(), reverse=True)
    return [books_of(session, day, counts[day], closings.get(day)) for day in days]
