"""`desk close-day`, `desk audit --export FILE`, `desk audit --verify FILE`: a day closed, and handed on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from declaration.wire.day_record import AuditEntry
from desk import i18n
from desk.asking import say
from desk.day_records import Judged, Verdict, judged
from desk.day_records import write_day as write_day_file
from desk.headless import HeadlessTroubleError, OpenedFile
from desk.ports.audit import AuditLine
from desk.ports.care import DayTrouble
from desk.ports.clock import VIETNAM, SystemClock
from desk.registration.closing import Closing


def close(station: OpenedFile, day: date | None) -> None:
    """Close that day, or today; HeadlessTroubleError when there is nothing to close."""
    clock = SystemClock()
    day = day or clock.today()
    if station.file.enrolment() is None:
        raise HeadlessTroubleError("unlock.trouble.no_station")
    closing = Closing(station.file.days, station.file.station_key(), clock, station.by, lambda: None)
    if not closing.close(day):
        raise HeadlessTroubleError("cli.close_day.nothing", day=f"{day:%d/%m/%Y}")
    say(i18n.t("cli.close_day.closed", day=f"{day:%d/%m/%Y}"))


def write_day(station: OpenedFile, day: date | None, to: Path) -> None:
    """That day, or today, into a file. HeadlessTroubleError when it cannot be made or written."""
    clock = SystemClock()
    day, enrolment = day or clock.today(), station.file.enrolment()
    if enrolment is None:
        raise HeadlessTroubleError("unlock.trouble.no_station")
    written = write_day_file(station.file, station.by, enrolment, day, clock.now(), to)
    if isinstance(written, DayTrouble):
        raise HeadlessTroubleError(f"cli.audit.{written}", file=to)
    say(i18n.t("cli.audit.exported", day=f"{day:%d/%m/%Y}", file=to))


def tell_verdict(file: Path, root_key: str) -> None:
    """Print what the file holds and whether its station signed it so; exit 1 if not, 3 without a file."""
    try:
        found = judged(file.read_bytes(), root_key)
    except OSError as error:
        say(i18n.t("cli.audit.unreadable"))
        raise typer.Exit(3) from error
    if found.record is None:
        print(i18n.t(f"cli.audit.{found.verdict}"))
        raise typer.Exit(3 if found.verdict is Verdict.UNREADABLE else 1)
    _tell_day(found, is_compared=bool(root_key))


def _tell_day(found: Judged, *, is_compared: bool) -> None:
    record = found.record
    assert record is not None, "a genuine one"
    for line in record.lines:
        print(as_text(line))
    where = f"{record.unit_name} · {record.station_name}"
    counts = {"lines": len(record.lines), "finished": record.finished}
    print(i18n.t("cli.audit.genuine", station=where, day=f"{record.day:%d/%m/%Y}", **counts))
    print(i18n.t("cli.audit.trail_then", lines=record.trail_lines, head=record.trail_head))
    if not is_compared:
        print(i18n.t("cli.audit.root_not_compared", root=found.root_key))


def as_text(line: AuditLine | AuditEntry) -> str:
    """``12  02/03/2026 14:05:09  mau  Hoàn tất tại quầy  019570d0-…  revision 1``"""
    keys = (f"cli.act.{line.action}", f"history.{line.action}")
    words = next((i18n.t(key) for key in keys if i18n.has(key)), line.action)
    at = f"{line.at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"
    return "  ".join([str(line.number), at, line.who or "–", words, line.subject, line.detail]).rstrip()
