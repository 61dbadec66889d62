"""Stations' days: kept when they are closed, compared when they ask, shown to supervisors.

A closing is chained to the one before by the digest of its sealed bytes. Nothing is refused for a chain that
does not hold: it is kept as it came and shown, for a person to look into (docs/decisions/0034).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from approval.clock import Clock, vietnam_date
from approval.identities import Station
from approval.keys import Keys
from approval.moving import MOVED
from approval.storage import days
from approval.storage.database import Database, Session
from approval.storage.days import ClosingRow, DayBalanceRow
from approval.storage.rows import ServiceRow
from declaration.wire.days import DayAnswer, DayClosing, DayQuestion, RevisionRef, held_digest
from declaration.wire.records import Record, RecordKind
from declaration.wire.signed import Purpose, Signed
from declaration.wire.supervision import DaysOverview, StationDay, StationDays

SHOWN = timedelta(days=31)
"""How far back a supervisor is shown a station's days."""


def day_of(record: Record) -> str:
    """The day a record belongs to in its station's books."""
    if record.kind == RecordKind.DAY:
        return DayClosing.model_validate(record.content).day.isoformat()
    return vietnam_date(record.sealed_at).isoformat()


def keep_closing(session: Session, record: Record, digest: str, now: datetime) -> None:
    """What a day's record says, where supervisors find it; within the transaction of its receipt."""
    said = DayClosing.model_validate(record.content)
    session.merge(
        ClosingRow(
            record_id=record.id,
            revision=record.revision,
            station=record.station,
            number=said.number,
            day=said.day.isoformat(),
            digest=digest,
            previous=said.previous,
            finished=said.finished,
            closed_at=record.sealed_at,
            received_at=now,
        )
    )


@dataclass(frozen=True)
class Balancing:
    """Answers a station's question about one of its days."""

    database: Database
    keys: Keys
    clock: Clock

    def compare(self, station: Station, question: DayQuestion) -> Signed:
        """A Signed[DayAnswer]; kept for supervisors once it is final: balanced, or each side named."""
        now = self.clock()
        with self.database.writing() as session:
            service = session.get(ServiceRow, 1)
            assert service is not None, "made when the service was opened"
            ours = days.signed_for(session, station.id, question.day.isoformat())
            answer = _answer(question, ours, station.id, service.epoch, now)
            if answer.balanced or question.held is not None:
                session.merge(_kept(answer))
        return self.keys.sign(Purpose.BALANCE, answer.model_dump_json())


def overviews(
    session: Session, stations: Sequence[str], now: datetime, epoch: str
) -> dict[str, DaysOverview]:
    """The days of the last month in short, of each of those stations."""
    found = _month(session, stations, now, epoch)
    today = vietnam_date(now)
    return {
        name: DaysOverview(
            green=sum(day.is_green for day in station.days),
            unbalanced=sum(day.balanced is False for day in station.days),
            open=sum(day.closed_at is None and day.day < today for day in station.days),
            broken=bool(station.broken),
        )
        for name, station in found.items()
    }


def days_of(session: Session, station: str, now: datetime, epoch: str) -> StationDays:
    """The days of the last month, newest first."""
    return _month(session, [station], now, epoch).get(station) or StationDays(station=station, days=())


def broken_links(rows: Sequence[ClosingRow], moves: Iterable[datetime]) -> tuple[int, ...]:
    """Numbers of closings that follow none that is here, or come a second time. The first of ``rows`` is
    taken as it is; a copy moved by a code of the office goes on from its backup, so a number may come again
    after a move. ``rows`` in the order of their numbers."""
    moved, known = sorted(moves), {row.digest: row.number for row in rows}
    wrong, last = set[int](), dict[int, datetime]()
    for row in rows:
        if row.number != rows[0].number and known.get(row.previous) != row.number - 1:
            wrong.add(row.number)
        before = last.get(row.number)
        if before is not None and not any(before <= at <= row.received_at for at in moved):
            wrong.add(row.number)
        last[row.number] = row.received_at
    return tuple(sorted(wrong))


def _answer(
    question: DayQuestion, ours: tuple[RevisionRef, ...], station: str, epoch: str, now: datetime
) -> DayAnswer:
    theirs = question.held
    lacking = tuple(ref for ref in theirs or () if ref not in set(ours))
    unknown = tuple(ref for ref in ours if ref not in set(theirs)) if theirs is not None else ()
    is_same = (question.count, question.digest) == (len(ours), held_digest(ours))
    # what was erased at the station cannot be named by it: so many of ours are accounted for
    is_but_for_erased = theirs is not None and not lacking and len(unknown) <= question.erased
    return DayAnswer(
        station=station,
        day=question.day,
        count=question.count,
        digest=question.digest,
        nonce=question.nonce,
        erased=question.erased,
        balanced=is_same or is_but_for_erased,
        lacking=lacking,
        unknown=unknown,
        answered_at=now,
        epoch=epoch,
    )


def _kept(answer: DayAnswer) -> DayBalanceRow:
    return DayBalanceRow(
        station=answer.station,
        day=answer.day.isoformat(),
        epoch=answer.epoch,
        balanced=answer.balanced,
        lacking=len(answer.lacking),
        unknown=max(0, len(answer.unknown) - answer.erased),
        at=answer.answered_at,
    )


def _month(session: Session, asked: Sequence[str], now: datetime, epoch: str) -> dict[str, StationDays]:
    since = vietnam_date(now - SHOWN).isoformat()
    received = days.received_by_day(session, asked, since)
    compared = days.balances(session, asked, since)
    balances = {(row.station, row.day): row for row in compared if row.epoch == epoch}
    closed, chains = dict[tuple[str, str], ClosingRow](), defaultdict[str, list[ClosingRow]](list)
    for row in days.closings(session, asked, since):
        closed[row.station, row.day] = row  # the last of a day is the one that counts
        chains[row.station].append(row)
    moves = defaultdict[str, list[datetime]](list)
    for station, at in days.done(session, MOVED, asked):
        moves[station].append(at)
    rows = defaultdict[str, list[StationDay]](list)
    for key in sorted({*received, *closed}, reverse=True):
        rows[key[0]].append(_day(key[1], received.get(key, 0), closed.get(key), balances.get(key)))
    return {
        station: StationDays(
            station=station, days=tuple(found), broken=broken_links(chains[station], moves[station])
        )
        for station, found in rows.items()
    }


def _day(day: str, received: int, closing: ClosingRow | None, balance: DayBalanceRow | None) -> StationDay:
    return StationDay.model_validate(
        {
            "day": day,
            "received": received,
            "closed_at": closing.closed_at if closing else None,
            "finished": closing.finished if closing else None,
            "compared_at": balance.at if balance else None,
            "balanced": balance.balanced if balance else None,
            "lacking": balance.lacking if balance else 0,
            "unknown": balance.unknown if balance else 0,
        }
    )
