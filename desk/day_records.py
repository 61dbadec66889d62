"""A station's day as a signed file for its supervisor: made at the station, judged anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError

from declaration.wire.day_record import AuditEntry, DayFile, DayRecord, check_lines
from declaration.wire.sign_in import EnrolAnswer, StationCertificate
from declaration.wire.signed import Purpose
from desk.ports.care import DayTrouble, DayWritten
from desk.storage.atomic_file import write_atomically
from desk.storage.station import StationFile
from desk.storage.vault.service_keys import PinnedKeys, TrustedService, is_signed_by


class Verdict(StrEnum):
    """GENUINE: as the station signed it. TAMPERED: not as any station of that root signed it. FOREIGN: of
    another root than the one asked for. UNREADABLE: no such file."""

    GENUINE = "genuine"
    TAMPERED = "tampered"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Judged:
    """``record`` only for a genuine one; ``root_key`` is the one it was judged by."""

    verdict: Verdict
    record: DayRecord | None = None
    root_key: str = ""


def day_file(file: StationFile, enrolment: EnrolAnswer, day: date, now: datetime) -> DayFile:
    """The record of one day in Vietnam, signed by the station."""
    return _signed(file, enrolment, _record(file, enrolment, day, now))


def _record(file: StationFile, enrolment: EnrolAnswer, day: date, now: datetime) -> DayRecord:
    finished, digest = file.finished_on(day)
    head = file.trail.head()
    return DayRecord(
        station=enrolment.station,
        station_name=enrolment.station_name,
        unit_name=enrolment.unit_name,
        day=day,
        made_at=now,
        finished=finished,
        digest=digest,
        lines=_lines(file, day),
        trail_lines=head.lines,
        trail_head=head.hash,
    )


def _signed(file: StationFile, enrolment: EnrolAnswer, record: DayRecord) -> DayFile:
    return DayFile(
        record=file.station_key().sign(Purpose.DAY, record.model_dump_json()),
        certificate=enrolment.certificate,
        keys=enrolment.keys,
        root_key=enrolment.root_key,
    )


def write_day(
    file: StationFile, by: str, enrolment: EnrolAnswer, day: date, now: datetime, to: Path
) -> DayWritten | DayTrouble:
    """That day into the file ``to``, durably; the trail says who took it away."""
    certificate = enrolment.certificate.read(StationCertificate)
    if certificate is None or certificate.public_key != file.station_key().public_key:
        return DayTrouble.NOT_MOVED
    file.note_act(by, "audit_exported", day.isoformat())
    record = _record(file, enrolment, day, now)
    try:
        write_atomically(to, _signed(file, enrolment, record).model_dump_json().encode())
    except OSError:
        return DayTrouble.NOT_WRITTEN
    return DayWritten(to, day, len(record.lines))


def file_name(station: str, day: date) -> str:
    """One a day and station: written again, the newer one takes the older one's place."""
    return f"nhat-ky-{station}-{day.isoformat()}.json"


def judged(data: bytes, root_key: str = "") -> Judged:
    """Whether these bytes are a day as its station signed it; by ``root_key``, else by the file's own."""
    try:
        file = DayFile.model_validate_json(data)
    except ValidationError:
        return Judged(Verdict.UNREADABLE)
    if root_key and file.root_key != root_key:
        return Judged(Verdict.FOREIGN, root_key=root_key)
    record = _signed_record(file)
    if record is None or check_lines(record.lines).broken is not None:
        return Judged(Verdict.TAMPERED, root_key=file.root_key)
    return Judged(Verdict.GENUINE, record, file.root_key)


def _signed_record(file: DayFile) -> DayRecord | None:
    service = TrustedService(PinnedKeys(file.root_key, file.keys), lambda _: None)
    certificate = file.certificate.read(StationCertificate)
    if certificate is None or not service.is_genuine(Purpose.STATION, file.certificate):
        return None
    record = file.record.read(DayRecord)
    if record is None or not is_signed_by(certificate.public_key, Purpose.DAY, file.record):
        return None
    return record if record.station == certificate.station else None


def _lines(file: StationFile, day: date) -> tuple[AuditEntry, ...]:
    """From the day's first to its last: a clock that was set may have put another day's between them."""
    numbers = [line.number for line in file.trail.lines(day)]
    if not numbers:
        return ()
    wanted = range(numbers[0], numbers[-1] + 1)
    return tuple(AuditEntry(**line.export) for line in file.trail.lines() if line.number in wanted)
