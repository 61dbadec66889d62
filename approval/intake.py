"""Takes each revision exactly once and signs for it.

The unique key (id, revision) is the referee. The same bytes again, by any road, get the receipt that was
given; other bytes under the same key are a conflict for a person. Row, receipt, dossier number, status and
event are one transaction; photos are durable before it begins. The receipt is stored and never rebuilt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from approval import (
    audit,
    complaints,
    contact_outcomes,
    contacts,
    day_books,
    dossiers,
    handovers,
    online,
    withdrawals,
)
from approval.admission import Content, Offered, conflict_with, content_for, read
from approval.clock import Clock
from approval.contact_codes import ContactCodes
from approval.contents import Declared
from approval.feed import Feed
from approval.grouping import Group
from approval.identities import Station
from approval.keys import Keys
from approval.pictures import BYTES_NEEDED, is_picture
from approval.sealed import Opened, open_sealed, record_in
from approval.storage import counters, declarations, records
from approval.storage.blobs import Blobs
from approval.storage.database import AlreadyThereError, Database, Session
from approval.storage.declarations import Standing
from approval.storage.prepared import put
from approval.storage.rows import DeclarationRow, RecordBlobRow, RecordRow
from approval.storage.sign_in_rows import StationRow
from approval.waiting import Waiting
from declaration.lifecycle import Status
from declaration.wire.changes import ChangeKind
from declaration.wire.complaint import ComplaintContent
from declaration.wire.contact_outcome import ContactContent
from declaration.wire.handover import HandoverContent
from declaration.wire.records import (
    ConflictAnswer,
    MissingAnswer,
    Receipt,
    ReceiptAnswer,
    Record,
    RecordAnswer,
    RecordKind,
    RefusalAnswer,
)
from declaration.wire.signed import Purpose, Signed
from declaration.wire.withdrawal import WithdrawalContent

RECEIPTS, READ = "receipt", "read_by_station"
AT_ONCE = 25
"""Records of a batch in one transaction: a tenth of the commits, and nobody waits long for the turn."""
Photos = tuple[tuple[str, ...], RefusalAnswer | None]


@dataclass(frozen=True)
class Taken:
    """The answer, and whether this very call made the receipt."""

    answer: RecordAnswer
    new: bool = False


class Intake:
    """The only way in for sealed records, whichever road they took."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        keys: Keys,
        feed: Feed,
        clock: Clock,
        contact_codes: ContactCodes,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._keys = keys
        self._feed = feed
        self._clock = clock
        self._contact_codes = contact_codes
        self._waiting = Waiting()
        self._agencies: set[str] = set()
        self._group = Group(self._settle_all, AT_ONCE)

    def take_all(self, station: Station, lines: Sequence[bytes]) -> list[RecordAnswer]:
        """Receipt, missing photos, conflict or refusal for each sealed record, in order."""
        opened = [open_sealed(station, line) for line in lines]
        good = [each for each in opened if isinstance(each, Opened)]
        taken: list[Taken] = []
        for start in range(0, len(good), AT_ONCE):
            taken += self._take_together(good[start : start + AT_ONCE])
        answers = iter(taken)
        return [each if isinstance(each, RefusalAnswer) else next(answers).answer for each in opened]

    def _take_together(self, opened: Sequence[Opened]) -> list[Taken]:
        offered = [read(each) for each in opened]
        try:
            return self._settle_all(offered)
        except AlreadyThereError:  # another instance took one of them at the same moment
            return [self._group.settle(each) for each in offered]

    def take_opened(self, opened: Opened) -> Taken:
        """The same for one record whose seal was checked."""
        return self._group.settle(read(opened))

    def wants(self, sha256: str) -> bool:
        """Whether a record that came to this process waits for that photo."""
        return bool(self._waiting.wanting(sha256))

    def newest(self, station: Station, record_id: UUID) -> bytes | None:
        """The newest revision of one of the station's own records, as it came; audited."""
        with self._database.writing() as session:
            row = records.newest(session, station.id, record_id)
            if row is None:
                return None
            audit.record(session, self._clock(), station.id, READ, str(record_id), agency=station.agency)
            return row.sealed

    def blob_arrived(self, sha256: str) -> None:
        """Give their receipts to records that waited for this photo, so that nobody has to ask first."""
        expected = self._waiting.arrived(sha256)
        for one in expected:
            if all(self._blobs.size(photo) is not None for photo in one.photos):
                self._waiting.settled(one.offered)
                self._group.settle(one.offered)
        if not expected:
            self._ask_who_waits(sha256)

    def _ask_who_waits(self, sha256: str) -> None:
        with self._database.reading() as session:
            waiting = records.waiting_for(session, sha256)
        for each in waiting:
            others = (photo for photo in each.photos if photo != sha256)
            if all(self._blobs.size(photo) is not None for photo in others):
                self._complete(each)

    def _complete(self, waiting: records.Waiting) -> None:
        with self._database.reading() as session:
            sealed, digest = records.sealed(session, waiting.record_id, waiting.revision)
        self.take_opened(Opened(record_in(sealed), sealed, digest))

    def _settle_all(self, offered: Sequence[Offered]) -> list[Taken]:
        """Several in one transaction: all of them, or AlreadyThereError and none."""
        photos = [self._photos(each.opened.record) for each in offered]
        with self._database.writing() as session:
            taken = [self._settled(session, *each) for each in zip(offered, photos, strict=True)]
        for each, one in zip(offered, taken, strict=True):
            if isinstance(one.answer, MissingAnswer):
                self._waiting.expect(each, one.answer.blobs)
        return taken

    def _settled(self, session: Session, offered: Offered, photos: Photos) -> Taken:
        opened, (missing, unfit) = offered.opened, photos
        record = opened.record
        any_revision = records.standing(session, record.id, record.revision)
        row = any_revision if any_revision and any_revision.is_it else None
        if row is not None and row.digest != opened.digest:
            return Taken(ConflictAnswer(code="same_revision_other_bytes"))
        if row is not None and row.receipt is not None:
            return Taken(_receipt_answer(row.receipt))
        if unfit is not None:
            return Taken(unfit)
        content = content_for(session, offered, self._agencies)
        if isinstance(content, RefusalAnswer):
            return Taken(content)
        known = declarations.standing(session, record.id) if isinstance(content, Declared) else None
        kept_for = any_revision.station if any_revision else None
        conflict = conflict_with(session, record, content, kept_for, known)
        if conflict is not None:
            return Taken(conflict)
        if row is None:
            self._keep(session, opened)
        if missing:
            return Taken(MissingAnswer(blobs=missing, begun=self._begun(record, missing)))
        return Taken(self._receive(session, opened, content, known), new=True)

    def _photos(self, record: Record) -> Photos:
        """Which photos are not here yet, and the refusal when one that is here can never do."""
        missing: dict[str, None] = {}
        for ref in record.blobs:
            size = self._blobs.size(ref.sha256)
            if size is None:
                missing[ref.sha256] = None
            elif not is_picture(self._blobs.start(ref.sha256, BYTES_NEEDED)):
                return (), RefusalAnswer(code="blob_not_a_picture", detail=ref.role)
            elif size != ref.size:
                return (), RefusalAnswer(code="content_invalid", detail="blob_size")
        return tuple(missing), None

    def _begun(self, record: Record, missing: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in missing if self._blobs.offset(record.station, name))

    def _keep(self, session: Session, opened: Opened) -> None:
        record = opened.record
        row = {
            "id": record.id,
            "revision": record.revision,
            "kind": record.kind,
            "station": record.station,
            "digest": opened.digest,
            "sealed": opened.sealed,
            "arrived_at": self._clock(),
            "day": day_books.day_of(record),
        }
        put(session, RecordRow, row)
        records.forget_photos(session, record.id, record.revision)  # of a row that was lost
        name = {"record_id": record.id, "revision": record.revision}
        needed = {(ref.role, ref.sha256) for ref in record.blobs}
        if needed:
            put(session, RecordBlobRow, *(name | {"role": role, "sha256": sha} for role, sha in needed))

    def _receive(
        self, session: Session, opened: Opened, content: Content, known: Standing | None
    ) -> ReceiptAnswer:
        now, record, dossier = self._clock(), opened.record, None
        if isinstance(content, Declared):
            dossier = dossiers.receive(session, record, content, known, now)
        sequence, epoch = counters.next_in_epoch(session, RECEIPTS)
        receipt = Receipt(
            id=record.id,
            revision=record.revision,
            digest=opened.digest,
            station=record.station,
            received_at=now,
            sequence=sequence,
            epoch=epoch,
            dossier_number=dossier,
        )
        signed = self._keys.sign(Purpose.RECEIPT, receipt.model_dump_json())
        if not records.set_receipt(session, record.id, record.revision, signed.to_bytes()):
            raise AlreadyThereError
        if record.kind == RecordKind.DAY:
            day_books.keep_closing(session, record, receipt.digest, now)
        data = {"dossier_number": dossier} if dossier else {}
        self._feed.append(session, record.station, ChangeKind.RECEIVED, (record.id, record.revision), data)
        at = _agency_of(session, record, content)
        audit.record(session, now, record.registrar, "received", str(record.id), agency=at)
        self._follow_up(session, record, content, now)
        if isinstance(content, Declared):
            self._follow_declaration(session, record, content, known is None, now)
        return ReceiptAnswer(receipt=signed)

    def _follow_up(self, session: Session, record: Record, content: Content, now: datetime) -> None:
        match content:
            case WithdrawalContent():
                withdrawals.receive(session, self._feed, record, content, now)
            case ContactContent():
                contact_outcomes.receive(session, record, content, now)
            case HandoverContent():
                handovers.keep(session, record, content)
            case ComplaintContent():
                complaints.keep(session, record, content)

    def _follow_declaration(
        self, session: Session, record: Record, content: Declared, is_new: bool, now: datetime
    ) -> None:
        answered = withdrawals.follow(session, self._feed, record, now)
        if content.online_number:
            online.handed_in(session, content.online_number, record.id)
        self._look(session, record, content, is_new and not answered, now)

    def _look(self, session: Session, record: Record, content: Declared, is_new: bool, now: datetime) -> None:
        """Behind the receipt's number, which all intakes queue for: of two at once, one sees the other."""
        codes = self._contact_codes
        if is_new:
            owed = codes.owes(session, record.id, content)
            if not owed and declarations.is_alone(session, record.id, content):
                return  # as nearly every one: its row need not be read
        else:
            known = declarations.standing(session, record.id)
            if known is None or (known.revision, known.status) != (record.revision, Status.RECEIVED):
                return
        row = session.get_one(DeclarationRow, record.id)
        contacts.tell_the_second(session, self._feed, row)
        codes.owe(session, row, now)


def _agency_of(session: Session, record: Record, content: Content) -> str:
    """The one it is for, where it says so, else its station's."""
    if isinstance(content, Declared):
        return content.agency
    return session.get_one(StationRow, record.station).agency


def _receipt_answer(receipt: bytes) -> ReceiptAnswer:
    signed = Signed.from_bytes(receipt)
    if signed is None:
        raise ValueError("a stored receipt cannot be read")
    return ReceiptAnswer(receipt=signed)
