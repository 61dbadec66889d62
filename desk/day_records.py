"""A closed day as a file for its supervisor: the sealed record with its audit lines, judged anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import ValidationError

from declaration.wire.day_record import AuditEntry, DayFile, DayRecord
from declaration.wire.records import Record, RecordKind
from declaration.wire.sign_in import EnrolAnswer, StationCertificate
from declaration.wire.signed import Purpose
from desk.ports.audit import AuditHead
from desk.storage.audit_chain import Link, Salted, checked
from desk.storage.station import StationFile
from desk.storage.vault.service_keys import PinnedKeys, TrustedService, is_signed_by


class Verdict(StrEnum):
    """GENUINE: as the station sealed it. TAMPERED: not as any station of that root sealed it. FOREIGN: of
    another root than the one asked for. UNREADABLE: no such file."""

    GENUINE = "genuine"
    TAMPERED = "tampered"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Judged:
    """``record`` and ``lines`` only of a genuine one; ``root_key`` is the one it was judged by."""

    verdict: Verdict
    record: DayRecord | None = None
    lines: tuple[AuditEntry, ...] = ()
    root_key: str = ""


def day_file(file: StationFile, enrolment: EnrolAnswer, day: date) -> DayFile | None:
    """That day as it was closed last, with the audit lines from its first closing's on; None for a day that
    was not closed."""
    closed = file.closed(day)
    if closed is None:
        return None
    wanted = range(closed.first_line, closed.last_line + 1)
    return DayFile(
        record=closed.record,
        lines=tuple(AuditEntry(**line.export) for line in file.trail.lines() if line.number in wanted),
        certificate=closed.certificate,
        keys=enrolment.keys,
        root_key=enrolment.root_key,
    )


def judged(data: bytes, root_key: str = "") -> Judged:
    """Whether these bytes are a day as its station sealed it; by ``root_key``, else by the file's own."""
    try:
        file = DayFile.model_validate_json(data)
    except ValidationError:
        return Judged(Verdict.UNREADABLE)
    if root_key and file.root_key != root_key:
        return Judged(Verdict.FOREIGN, root_key=root_key)
    record = _sealed_record(file)
    if record is None or not _stands_for(record, file.lines):
        return Judged(Verdict.TAMPERED, root_key=file.root_key)
    return Judged(Verdict.GENUINE, record, file.lines, file.root_key)


def _sealed_record(file: DayFile) -> DayRecord | None:
    service = TrustedService(PinnedKeys(file.root_key, file.keys), lambda _: None)
    certificate = file.certificate.read(StationCertificate)
    if certificate is None or not service.is_genuine(Purpose.STATION, file.certificate):
        return None
    sealed = file.record.read(Record)
    if sealed is None or not is_signed_by(certificate.public_key, Purpose.RECORD, file.record):
        return None
    if (sealed.kind, sealed.station) != (RecordKind.DAY, certificate.station):
        return None
    try:
        return DayRecord.model_validate(sealed.content)
    except ValidationError:
        return None


def _stands_for(record: DayRecord, lines: Sequence[AuditEntry]) -> bool:
    """Every line the record stands for is here, and the last one has the hash that was sealed."""
    if not lines or lines[0].number > record.first_line:
        return False
    before = AuditHead(lines[0].number - 1, lines[0].previous)
    check = checked(map(_link, lines), after=before)
    return check.broken is None and check.head == AuditHead(record.trail_lines, record.trail_head)


def _link(entry: AuditEntry) -> Link:
    return Link(
        number=entry.number,
        at=entry.at,
        who=Salted(entry.who, entry.who_salt, entry.who_digest),
        action=entry.action,
        subject=Salted(entry.subject, entry.subject_salt, entry.subject_digest),
        detail=entry.detail,
        previous=entry.previous,
        hash=entry.hash,
    )
