"""Hand-over batches in memory, held to the same promises as those on the file."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from declaration.deadlines import hand_in_by
from declaration.dealing import HandIn
from declaration.draft import PhotoRole
from declaration.lifecycle import Delivery
from declaration.wire.changes import ChangeKind
from desk.ports.handovers import CAN_BE_HANDED_OVER, CAN_LAPSE, Batch, Due, Forecast, ToHandOver, forecast_of
from desk.ports.store import DeclarationLine, SealedAbout
from tests.fakes.shelf import Filed, Shelf


class MemoryHandovers:
    """Implements ports.handovers.HandoverStore."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._batches: dict[UUID, Batch] = {}
        self._lines: dict[UUID, UUID] = {}

    def to_hand_over(self) -> Sequence[ToHandOver]:
        counted: dict[str, list[bool]] = defaultdict(list)
        for filed in self._left():
            counted[filed.agency].append(self._is_signed(filed))
        return [ToHandOver(agency, sum(signed), len(signed)) for agency, signed in sorted(counted.items())]

    def papers(self, agency: str, *, signed_only: bool, limit: int) -> Sequence[DeclarationLine]:
        found = [each for each in self._left() if each.agency == agency]
        return self._in_order([each for each in found if self._is_signed(each) or not signed_only])[:limit]

    def batches(self, limit: int) -> Sequence[Batch]:
        self._hear()
        newest = sorted(self._batches.values(), key=lambda each: each.number, reverse=True)
        return [self._now(each) for each in newest][:limit]

    def in_batch(self, batch: UUID) -> Sequence[DeclarationLine]:
        self._hear()
        return self._in_order([self._shelf.filed[each] for each, of in self._lines.items() if of == batch])

    def make(self, batch: UUID, agency: str, declarations: Sequence[UUID], by: str, at: datetime) -> int:
        self._hear()
        free = [each for each in declarations if each not in self._lines]
        if free:
            number = max((each.number for each in self._batches.values()), default=0) + 1
            self._batches[batch] = Batch(batch, number, agency, 0, at, by)
            self._lines |= dict.fromkeys(free, batch)
        return len(free)

    def take_out(self, batch: UUID, declaration: UUID) -> None:
        held = self._batches.get(batch)
        if held is None or held.handed_at is not None or self._lines.get(declaration) != batch:
            return
        del self._lines[declaration]
        if batch not in self._lines.values():
            del self._batches[batch]

    def hand(self, batch: UUID, sealed: SealedAbout) -> bool:
        held = self._batches.get(batch)
        if held is None or held.handed_at is not None:
            return False
        self._batches[batch] = replace(held, handed_at=sealed.at, registrar=sealed.registrar)
        self._shelf.queue(sealed)
        for line in self.in_batch(batch):
            self._shelf.note(sealed.at, sealed.registrar, "hand_over", line.id, f"batch {held.number}")
        return True

    def forecast(self, today: date) -> Sequence[Forecast]:
        units: dict[str, Counter[date]] = defaultdict(Counter)
        for filed in self._shelf.filed.values():
            if filed.status in CAN_LAPSE:
                units[filed.unit][hand_in_by(filed.declared_on)] += 1
        found = [forecast_of(unit, days, today) for unit, days in units.items()]
        return sorted(found, key=lambda each: ([-each.due[due] for due in Due], each.unit))

    def _left(self) -> Iterator[Filed]:
        self._hear()
        for filed in self._shelf.filed.values():
            by_desk = json.loads(filed.content).get("hand_in", HandIn.DESK) == HandIn.DESK
            if filed.status in CAN_BE_HANDED_OVER and by_desk and filed.id not in self._lines:
                yield filed

    def _is_signed(self, filed: Filed) -> bool:
        return PhotoRole.SIGNED_FORM in self._shelf.photos.get(filed.id, {})

    def _in_order(self, found: Sequence[Filed]) -> list[DeclarationLine]:
        return [self._shelf.line(each) for each in sorted(found, key=lambda e: (e.declared_on, e.place))]

    def _now(self, batch: Batch) -> Batch:
        here = sum(of == batch.id for of in self._lines.values())
        return replace(batch, papers=here + len(batch.missing))

    def _hear(self) -> None:
        """What the feed said of batches since, and which were given up."""
        for change in self._shelf.heard:
            batch = self._batches.get(change.record_id) if change.record_id else None
            if change.kind != ChangeKind.PAPER_RECEIVED or batch is None or batch.received_at is not None:
                continue
            missing = tuple(UUID(each) for each in change.data.get("missing", ()))
            note = change.data.get("note", "")
            self._batches[batch.id] = replace(batch, received_at=change.at, missing=missing, note=note)
            self._lines = {each: of for each, of in self._lines.items() if each not in missing}
        for batch in list(self._batches.values()):
            sealed = self._shelf.sealed.get((batch.id, 1))
            if sealed is None or sealed.delivery is not Delivery.SUPERSEDED or batch.received_at is not None:
                continue
            del self._batches[batch.id]
            anew = uuid4()
            if batch.id in self._lines.values():
                self._batches[anew] = replace(batch, id=anew, handed_at=None)
            self._lines = {each: anew if of == batch.id else of for each, of in self._lines.items()}
