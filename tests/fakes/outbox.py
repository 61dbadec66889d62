"""The outbox in memory. It passes the same contract tests as the encrypted file (tests/contract)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from declaration.deadlines import DAYS_AT_RISK
from declaration.lifecycle import Delivery, Event, Status, after
from declaration.wire.changes import Change, ChangeKind
from declaration.wire.records import Receipt, Record, RecordKind
from declaration.wire.sign_in import ServiceState
from declaration.wire.signed import Signed
from desk.ports.outbox import FARTHEST_TRY, PHOTOS_PURGED, Books, OutboxEntry, OutboxLine
from desk.ports.store import HistoryEvent, StrayAnswer, shared_with
from tests.fakes.shelf import Filed, Key, Sealed, Shelf

_EVENTS = {
    ChangeKind.RECEIVED: Event.RECEIVE,
    ChangeKind.RETURNED: Event.RETURN,
    ChangeKind.REJECTED: Event.REJECT,
    ChangeKind.APPROVED: Event.APPROVE,
    ChangeKind.ACCOUNT_ISSUED: Event.ISSUE,
    ChangeKind.ACCOUNT_ACTIVATED: Event.ACTIVATE,
    ChangeKind.APPLIED: Event.APPLY,
    ChangeKind.LAPSED: Event.LAPSE,
    ChangeKind.WITHDRAWN: Event.WITHDRAW,
    ChangeKind.RESTORED: Event.RESTORE,
}
_WHAT_FOLLOWS = (
    RecordKind.HANDOVER,
    RecordKind.COMPLAINT,
    RecordKind.CONTACT_OUTCOME,
    RecordKind.CONSENT_WITHDRAWN,
)
_UNSETTLED = (Delivery.REFUSED, Delivery.SET_ASIDE)
_NEWS_ONLY = (ChangeKind.CODE_FOUND, ChangeKind.POSSIBLE_DUPLICATE, ChangeKind.WITHDRAWAL_TOO_LATE)


class MemoryOutbox:
    """Implements ports.outbox.Outbox. ``receipts`` keeps what was signed for, by id and revision."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.receipts: dict[Key, Signed] = {}
        self._epoch, self._highest = "", 0
        self._records_only = False
        self._before: list[Change] = []

    def due(self, now: datetime, limit: int, offered: Collection[Key] = ()) -> Sequence[OutboxEntry]:
        ready = [
            s
            for s in self._waiting()
            if not now < s.next_due <= now + FARTHEST_TRY
            and (s.urgent or (s.record_id, s.revision) not in offered)
        ]
        return [_entry(s) for s in sorted(ready, key=lambda s: s.in_turn)[:limit]]

    def entry(self, record_id: UUID, revision: int) -> OutboxEntry | None:
        sealed = self._shelf.sealed.get((record_id, revision))
        return _entry(sealed) if sealed else None

    def next_due(self) -> datetime | None:
        return min((s.next_due for s in self._waiting()), default=None)

    def count_attempt(self, keys: Sequence[Key], next_due: Sequence[datetime]) -> None:
        for key, due in zip(keys, next_due, strict=True):
            sealed = self._shelf.sealed.get(key)
            if sealed is not None and sealed.delivery is Delivery.PENDING:
                sealed.attempts, sealed.next_due, sealed.urgent = sealed.attempts + 1, due, False

    def deliver(self, entry: OutboxEntry, receipt: Receipt, signed: Signed) -> None:
        self._settle(entry, Delivery.DELIVERED, "")
        self.receipts[entry.key] = signed
        for sealed in self._shelf.sealed.values():
            is_older = sealed.record_id == entry.record_id and sealed.revision < entry.revision
            if is_older and sealed.delivery in _UNSETTLED:
                self._give_way(sealed, "")
        if self._epoch in ("", receipt.epoch):
            self._highest = max(self._highest, receipt.sequence)
        filed = self._shelf.filed.get(entry.record_id)
        if filed is None or filed.revision != entry.revision:
            return
        filed.dossier_number = receipt.dossier_number or filed.dossier_number
        status = after(filed.status, Event.RECEIVE, filed.kind)
        if status is not None:
            filed.status, filed.changed_at = status, self._shelf.now()

    def refuse(self, entry: OutboxEntry, code: str) -> None:
        self._settle(entry, Delivery.REFUSED, code)

    def set_aside(self, entry: OutboxEntry, code: str) -> None:
        self._settle(entry, Delivery.SET_ASIDE, code)

    def give_way(self, record_id: UUID, revision: int, who: str) -> bool:
        sealed = self._shelf.sealed[record_id, revision]
        filed = self._shelf.filed.get(sealed.about or record_id)
        if sealed.delivery in _UNSETTLED and sealed.kind == RecordKind.WITHDRAWAL and filed is not None:
            self._stand_again(filed)
            self._give_way(sealed, who)
            return True
        if sealed.delivery in _UNSETTLED and sealed.kind in _WHAT_FOLLOWS:
            self._give_way(sealed, who)  # batches and complaints look for it themselves
            self._shelf.consents = [each for each in self._shelf.consents if each[0] != record_id]
            return True
        before = [
            s
            for s in self._shelf.sealed.values()
            if s.record_id == record_id and s.revision < revision and s.delivery is Delivery.DELIVERED
        ]
        if sealed.delivery not in _UNSETTLED or filed is None:
            return False
        if sealed.last_reason == PHOTOS_PURGED and sealed.record_id in {key[0] for key in self.receipts}:
            self._keep_old_receipt(filed)
            self._give_way(sealed, who)
            return True
        if not before:
            if filed.status is Status.WITHDRAWN:
                self._give_way(sealed, who)
            return filed.status is Status.WITHDRAWN
        if filed.revision > revision:
            self._give_way(sealed, who)
            return True
        kept = max(before, key=lambda s: s.revision)
        record = Signed.from_bytes(kept.sealed).read(Record)  # type: ignore[union-attr]
        assert record is not None
        filed.revision, filed.full_name = kept.revision, str(record.content["full_name"])
        filed.content = json.dumps(record.content)
        if filed.status is not Status.WITHDRAWN:
            filed.status = Status.RECEIVED
            for heard in self._shelf.heard:
                if heard.record_id == filed.id:
                    _answer(filed, heard, filed.answered_at)
        self._give_way(sealed, who)
        return True

    def _keep_old_receipt(self, filed: Filed) -> None:
        filed.status = Status.RECEIVED
        for heard in [*self._before, *self._shelf.heard]:
            if heard.record_id == filed.id:
                _answer(filed, heard, filed.answered_at)

    def _give_way(self, sealed: Sealed, who: str) -> None:
        sealed.delivery = Delivery.SUPERSEDED
        detail = f"revision {sealed.revision}"
        self._shelf.note(self._shelf.now(), who, Delivery.SUPERSEDED, sealed.record_id, detail)

    def defer(self, entry: OutboxEntry, reason: str, next_due: datetime | None) -> None:
        sealed = self._shelf.sealed[entry.key]
        sealed.last_reason, sealed.next_due = reason, next_due or sealed.next_due

    def defer_all(self, keys: Sequence[Key], reason: str, next_due: datetime | None = None) -> None:
        for key in keys:
            sealed = self._shelf.sealed[key]
            sealed.last_reason, sealed.next_due = reason, next_due or sealed.next_due

    def records_only(self) -> bool:
        return self._records_only

    def send_records_only(self, yes: bool) -> None:
        self._records_only = yes

    def order(self) -> ServiceState:
        return self._shelf.order

    def heed(self, order: ServiceState) -> None:
        self._shelf.order = order

    def send_now(self, record_id: UUID | None = None) -> None:
        for sealed in self._waiting():
            if record_id in (None, sealed.record_id):
                sealed.next_due = self._shelf.now()
                sealed.urgent = sealed.urgent or record_id is not None

    def offer_again(self, record_id: UUID, revision: int) -> None:
        sealed = self._shelf.sealed[record_id, revision]
        if sealed.delivery in _UNSETTLED:
            sealed.delivery, sealed.next_due = Delivery.PENDING, self._shelf.now()

    def books(self, today: date) -> Books:
        every = list(self._shelf.sealed.values())
        counted = Counter(s.delivery for s in every)
        waiting = self._waiting()
        codes = Counter(s.last_reason for s in every if s.delivery is Delivery.REFUSED)
        return Books(
            finished=len(every),
            waiting=counted[Delivery.PENDING],
            delivered=counted[Delivery.DELIVERED],
            refused=counted[Delivery.REFUSED],
            set_aside=counted[Delivery.SET_ASIDE],
            superseded=counted[Delivery.SUPERSEDED],
            oldest_waiting=min((s.created_at for s in waiting), default=None),
            at_risk=sum((s.deadline - today).days < DAYS_AT_RISK for s in waiting),
            refused_by_code=tuple(codes.items()),
            dropped=sum(
                s.delivery is Delivery.SUPERSEDED
                and filed.revision == s.revision
                and (s.record_id, s.revision) not in self.receipts
                for s in every
                if (filed := self._shelf.filed.get(s.record_id)) is not None
            ),
        )

    def lines(self, deliveries: Sequence[Delivery], limit: int, offset: int = 0) -> Sequence[OutboxLine]:
        wanted = [s for s in list(self._shelf.sealed.values()) if s.delivery in deliveries]
        return [self._line(s) for s in sorted(wanted, key=lambda s: s.in_turn)[offset : offset + limit]]

    def blob(self, sha256: str) -> bytes | None:
        photo = self._shelf.pictures.get(sha256)
        return photo.data if photo else None

    def cursor(self) -> int:
        return self._shelf.cursor

    def meet_epoch(self, epoch: str, newest: int) -> bool:
        restored = bool(self._epoch) and (epoch != self._epoch or newest < self._highest)
        if epoch != self._epoch or restored:
            self._epoch, self._highest = epoch, 0
        if restored:
            self._offer_again()
            self._before += self._shelf.heard
            self._shelf.heard.clear()
            self._shelf.cursor = 0
            last = max(self._shelf.answers, default=0)
            moved = {number - last - 1: told for number, told in self._shelf.answers.items()}
            self._shelf.answers = moved
        return restored

    def _offer_again(self) -> None:
        for sealed in self._shelf.sealed.values():
            if sealed.delivery is Delivery.DELIVERED:
                sealed.delivery, sealed.next_due, sealed.attempts = Delivery.PENDING, self._shelf.now(), 0
        for filed in self._shelf.filed.values():
            if filed.status not in (Status.DRAFT, Status.FINISHED, Status.WITHDRAWN):
                filed.status = Status.FINISHED

    def apply(self, changes: Sequence[Change], cursor: int, asked_from: int | None = None) -> int:
        if asked_from is not None and asked_from > self._shelf.cursor:
            return 0
        fresh = [change for change in changes if change.sequence not in self._shelf.answers]
        for change in fresh:
            is_news = all(_content(change) != _content(each) for each in self._before)
            self._before = [each for each in self._before if _content(each) != _content(change)]
            self._shelf.heard.append(change)
            told = HistoryEvent(change.at, change.kind, "", shared_with(change.kind, change.data))
            self._shelf.answers[change.sequence] = (change.record_id, told)
            filed = self._shelf.filed.get(change.record_id) if change.record_id else None
            if filed is not None:
                if change.kind == ChangeKind.WITHDRAWAL_TOO_LATE:
                    self._stand_again(filed)
                _answer(filed, change, self._shelf.now() if is_news else None)
            elif is_news:
                self._keep_stray(change)
        self._shelf.cursor = max(self._shelf.cursor, cursor)
        return len(fresh)

    def _keep_stray(self, change: Change) -> None:
        name = change.record_id
        if name is None or change.kind not in _EVENTS or any(key[0] == name for key in self._shelf.sealed):
            return
        before = self._shelf.strays.get(name)
        dossier = str(change.data.get("dossier_number") or (before.dossier_number if before else ""))
        self._shelf.strays[name] = StrayAnswer(name, change.kind, change.at, dossier)

    def _stand_again(self, filed: Filed) -> None:
        if filed.status is not Status.WITHDRAWN:
            return
        sealed = self._shelf.sealed[filed.id, filed.revision]
        if sealed.delivery is Delivery.SUPERSEDED:
            sealed.delivery = Delivery.SET_ASIDE
        arrived = sealed.delivery is Delivery.DELIVERED
        filed.status = Status.RECEIVED if arrived else Status.FINISHED
        for heard in self._shelf.heard:
            if heard.record_id == filed.id:
                _answer(filed, heard, filed.answered_at)

    def _waiting(self) -> list[Sealed]:
        return [s for s in list(self._shelf.sealed.values()) if s.delivery is Delivery.PENDING]

    def _settle(self, entry: OutboxEntry, delivery: Delivery, code: str) -> None:
        sealed = self._shelf.sealed[entry.key]
        if sealed.delivery is Delivery.DELIVERED:
            return
        later = (s for s in self._shelf.sealed.values() if s.record_id == sealed.record_id)
        if delivery is not Delivery.DELIVERED and any(
            s.revision > sealed.revision and s.delivery is Delivery.DELIVERED for s in later
        ):
            delivery = Delivery.SUPERSEDED
        sealed.delivery, sealed.last_reason = delivery, code
        detail = code or f"revision {sealed.revision}"
        self._shelf.note(self._shelf.now(), "", delivery, sealed.record_id, detail)

    def _line(self, sealed: Sealed) -> OutboxLine:
        filed = self._shelf.filed.get(sealed.about or sealed.record_id)
        return OutboxLine(
            record_id=sealed.record_id,
            revision=sealed.revision,
            kind=sealed.kind,
            declaration_id=sealed.about or sealed.record_id,
            full_name=filed.full_name if filed else _day(sealed),
            delivery=sealed.delivery,
            created_at=sealed.created_at,
            deadline=sealed.deadline,
            attempts=sealed.attempts,
            next_due=sealed.next_due,
            last_reason=sealed.last_reason,
            blob_bytes=sum(blob.size for blob in sealed.blobs),
        )


def _day(sealed: Sealed) -> str:
    """A day's record is named by its day."""
    if sealed.kind != RecordKind.DAY:
        return ""
    signed = Signed.from_bytes(sealed.sealed)
    record = signed.read(Record) if signed else None
    return str(record.content["day"]) if record else ""


def _entry(sealed: Sealed) -> OutboxEntry:
    return OutboxEntry(
        record_id=sealed.record_id,
        revision=sealed.revision,
        kind=sealed.kind,
        digest=sealed.digest,
        sealed=sealed.sealed,
        blobs=sealed.blobs,
        deadline=sealed.deadline,
        created_at=sealed.created_at,
        attempts=sealed.attempts,
        next_due=sealed.next_due,
        urgent=sealed.urgent,
        last_reason=sealed.last_reason,
    )


def _content(change: Change) -> tuple[object, ...]:
    return change.kind, change.record_id, change.revision, change.at, change.data


def _answer(filed: Filed, change: Change, now: datetime | None) -> None:
    """An answer about an older revision, or of an unknown kind, is history and no news."""
    event = _EVENTS.get(ChangeKind(change.kind)) if change.kind in set(ChangeKind) else None
    is_answer = event is not None or change.kind in _NEWS_ONLY
    if not is_answer or change.revision not in (None, filed.revision):
        return
    if now is not None:
        filed.answered_at = filed.changed_at = now
    if event is not None:
        status = after(filed.status, event, filed.kind)
        if status is None and filed.status is Status.FINISHED:
            status = after(Status.RECEIVED, event, filed.kind)
        if status is None:
            return
        filed.status = status
    _take_details(filed, change)


def _take_details(filed: Filed, change: Change) -> None:
    data = change.data
    match change.kind:
        case ChangeKind.RECEIVED:
            filed.dossier_number = str(data.get("dossier_number", filed.dossier_number))
        case ChangeKind.RETURNED | ChangeKind.REJECTED:
            filed.returned_fields = tuple(str(name) for name in data.get("fields", []))
            filed.reasons = tuple(str(code) for code in data.get("reasons", []))
            filed.note = str(data.get("note", ""))
        case ChangeKind.ACCOUNT_ISSUED:
            filed.user_name = str(data.get("user_name", ""))
        case ChangeKind.CODE_FOUND:
            filed.insurance_code = str(data.get("insurance_code", filed.insurance_code))
        case _:
            pass
