"""A station's days in memory. They pass the same contract tests as the encrypted file (tests/contract)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from declaration.deadlines import hand_in_by
from declaration.lifecycle import Delivery
from declaration.wire.days import DayAnswer, DayClosing, RevisionRef, held_digest
from declaration.wire.records import RecordKind
from declaration.wire.signed import Signed, digest
from desk.ports.clock import VIETNAM
from desk.ports.days import DayBooks, DayState, HeldDay, Seal, doubted_after
from tests.fakes.shelf import Key, Sealed, Shelf


@dataclass(frozen=True)
class _Closed:
    """One closing, and what the service said of it."""

    day: date
    key: Key
    digest: str
    finished: int
    next_due: datetime
    attempts: int = 0
    compared: int = -1
    answer: DayAnswer | None = None


class MemoryDays:
    """Implements ports.days.DayStore; a shelf's revisions are never tampered with."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._closings: list[_Closed] = []

    def days(self, limit: int) -> Sequence[DayBooks]:
        newest = sorted({_day(each) for each in self._declared()} | {c.day for c in self._closings})
        return [self._books(day) for day in reversed(newest)][:limit]

    def close(self, day: date, by: str, fresh: UUID, seal: Seal) -> bool:
        books = self._books(day)
        if not books.finished or not books.may_close:
            return False
        before, last = self._closed(day), self._closings[-1] if self._closings else None
        key = (before.key[0], before.key[1] + 1) if before else (fresh, 1)
        sealed = seal(*key, self._said(day, books.finished, last.digest if last else ""))
        now = self._shelf.now()
        self._closings.append(_Closed(day, key, digest(sealed), books.finished, now))
        self._shelf.sealed[key] = Sealed(
            *key, RecordKind.DAY, digest(sealed), sealed, (), hand_in_by(day), now, now
        )
        return True

    def compare_soon(self, day: date) -> None:
        self._change(day, lambda closed: replace(closed, next_due=self._shelf.now()))

    def to_compare(self, now: datetime) -> Sequence[HeldDay]:
        found = []
        for day in sorted({each.day for each in self._closings}):
            closed = self._closed(day)
            assert closed is not None
            if self._is_at_rest(day, closed) and self._is_due(day, closed, now):
                found.append(HeldDay(day, self._held(day), 0, closed.attempts))
        return found

    def asked(self, day: date, next_due: datetime) -> None:
        self._change(day, lambda c: replace(c, attempts=c.attempts + 1, next_due=next_due))

    def answered(self, held: HeldDay, answer: DayAnswer, signed: Signed) -> int:
        if self._held(held.day) != held.held:
            return 0
        self._change(held.day, lambda closed: replace(closed, compared=held.count, answer=answer))
        if answer.balanced:
            again = self._shelf.now() + doubted_after(held.day, self._shelf.now())
            self._change(held.day, lambda closed: replace(closed, attempts=0, next_due=again))
        for ref in answer.lacking:
            row = self._shelf.sealed[ref.id, ref.revision]
            row.delivery, row.next_due, row.last_reason = (
                Delivery.PENDING,
                self._shelf.now(),
                "not_at_service",
            )
        return len(answer.lacking)

    def _said(self, day: date, finished: int, previous: str) -> DayClosing:
        return DayClosing(
            station_name="Quầy 03",
            unit_name="Khu công nghiệp Mẫu",
            day=day,
            number=len(self._closings) + 1,
            previous=previous,
            finished=finished,
            digest=held_digest(_ref(each) for each in self._declared() if _day(each) == day),
            first_line=1,
            trail_lines=1,
            trail_head="",
        )

    def _declared(self) -> list[Sealed]:
        return [each for each in self._shelf.sealed.values() if each.kind != RecordKind.DAY]

    def _closed(self, day: date) -> _Closed | None:
        return next((each for each in reversed(self._closings) if each.day == day), None)

    def _change(self, day: date, change: Callable[[_Closed], _Closed]) -> None:
        closed = self._closed(day)
        if closed is not None:
            self._closings[self._closings.index(closed)] = change(closed)

    def _held(self, day: date) -> tuple[RevisionRef, ...]:
        own = {each.key for each in self._closings if each.day == day}
        rows = [
            each
            for each in self._shelf.sealed.values()
            if each.delivery is Delivery.DELIVERED
            and (each.key in own or (each.kind != RecordKind.DAY and _day(each) == day))
        ]
        return tuple(sorted(map(_ref, rows), key=lambda ref: ref.text))

    def _is_at_rest(self, day: date, closed: _Closed) -> bool:
        books = self._count(day)
        own = [self._shelf.sealed[each.key].delivery for each in self._closings if each.day == day]
        waits = books[Delivery.PENDING] or Delivery.PENDING in own
        return own[-1] is Delivery.DELIVERED and not waits and sum(books.values()) == closed.finished

    def _is_due(self, day: date, closed: _Closed, now: datetime) -> bool:
        if closed.answer is not None and closed.answer.balanced:
            return closed.next_due <= now or closed.next_due > now + doubted_after(day, now)
        lacking = closed.answer.lacking if closed.answer else ()
        return closed.next_due <= now or bool(lacking) or closed.compared not in (-1, len(self._held(day)))

    def _count(self, day: date) -> dict[Delivery, int]:
        of_it = [each.delivery for each in self._declared() if _day(each) == day]
        return {delivery: of_it.count(delivery) for delivery in Delivery}

    def _books(self, day: date) -> DayBooks:
        count, closed, state = self._count(day), self._closed(day), self._state(day)
        answer = closed.answer if closed and state is not DayState.MORE else None
        is_known = answer is None or answer.balanced
        return DayBooks(
            day=day,
            finished=sum(count.values()),
            waiting=count[Delivery.PENDING],
            delivered=count[Delivery.DELIVERED],
            refused=count[Delivery.REFUSED],
            set_aside=count[Delivery.SET_ASIDE],
            superseded=count[Delivery.SUPERSEDED],
            state=state,
            lacking=len(answer.lacking) if answer else 0,
            unknown=() if is_known or answer is None else tuple(str(ref.id) for ref in answer.unknown),
        )

    def _state(self, day: date) -> DayState:
        closed, finished = self._closed(day), sum(self._count(day).values())
        if closed is None:
            return DayState.OPEN
        if finished > closed.finished:
            return DayState.MORE
        if self._shelf.sealed[closed.key].delivery in (Delivery.REFUSED, Delivery.SET_ASIDE):
            return DayState.REFUSED
        is_compared = closed.answer is not None and closed.compared == len(self._held(day))
        if closed.answer is None or not (is_compared and self._is_at_rest(day, closed)):
            return DayState.CLOSING
        return DayState.BALANCED if closed.answer.balanced else DayState.UNBALANCED


def _day(sealed: Sealed) -> date:
    return sealed.created_at.astimezone(VIETNAM).date()


def _ref(sealed: Sealed) -> RevisionRef:
    return RevisionRef(id=sealed.record_id, revision=sealed.revision, digest=sealed.digest)
