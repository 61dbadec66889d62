"""A station's exported day at the agency: its own word, whole, and the trail it reported."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from approval import cli
from approval.days import DaySeen, DayVerdict, look_at_day
from approval.service import Service
from declaration.audit_chain import NO_LINE, AuditHead, Link, linked, salted
from declaration.wire.day_record import AuditEntry, DayFile, DayRecord
from declaration.wire.signed import Purpose, Signed, signing_input
from tests.contract.test_approval_trails import moved, report
from tests.fakes.field_station import FieldStation

pytest_plugins = ["tests.fakes.approval_fixtures"]

DAY = date(2026, 3, 2)


def chain(*whats: str, who: str = "mau") -> list[Link]:
    links: list[Link] = []
    head = NO_LINE
    for number, what in enumerate(whats):
        at = datetime(2026, 3, 2, 1, number, tzinfo=UTC)
        links.append(linked(head, at, salted(who), what, salted("số 1"), "revision 1"))
        head = AuditHead(links[-1].number, links[-1].hash)
    return links


def entry(link: Link) -> AuditEntry:
    return AuditEntry(
        number=link.number,
        at=link.at,
        who=link.who.text,
        who_salt=link.who.salt,
        who_digest=link.who.digest,
        action=link.action,
        subject=link.subject.text,
        subject_salt=link.subject.salt,
        subject_digest=link.subject.digest,
        detail=link.detail,
        previous=link.previous,
        hash=link.hash,
    )


def day_of(station: FieldStation, links: Sequence[Link], name: str = "") -> bytes:
    """As the station would write it, or one that calls itself ``name``."""
    assert station.pinned is not None
    record = DayRecord(
        station=name or station.id,
        station_name="Bàn 1",
        unit_name="Khu công nghiệp Mẫu",
        day=DAY,
        made_at=datetime(2026, 3, 2, 10, tzinfo=UTC),
        finished=2,
        digest="d",
        lines=tuple(map(entry, links)),
        trail_lines=len(links),
        trail_head=links[-1].hash if links else "",
    )
    body = record.model_dump_json()
    signature = station.key.sign(signing_input(Purpose.DAY, body))
    text = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
    file = DayFile(
        record=Signed(body=body, kid=station.id, signature=text),
        certificate=station.pinned.certificate,
        keys=station.pinned.keys,
        root_key=station.pinned.root_key,
    )
    return file.model_dump_json().encode()


def seen(service: Service, data: bytes) -> DaySeen:
    with service.database.reading() as session:
        return look_at_day(session, data)


async def reported(station: FieldStation, links: Sequence[Link]) -> None:
    await report(station, links[-1].number, links[-1].hash)


async def test_a_day_as_signed_and_as_reported_is_genuine(station: FieldStation, service: Service) -> None:
    links = chain("unlock", "finish", "finish", "lock")
    await reported(station, links[:2])
    await reported(station, links)
    found = seen(service, day_of(station, links))
    assert (found.verdict, found.record and found.record.finished) == (DayVerdict.GENUINE, 2)
    assert seen(service, day_of(station, links[2:])).verdict is DayVerdict.GENUINE, "a later day alone"
    assert seen(service, day_of(station, [])).verdict is DayVerdict.GENUINE, "a day on which nothing was done"


async def test_lines_rewritten_and_signed_anew_differ_from_what_was_reported_before(
    station: FieldStation, service: Service
) -> None:
    """Whoever holds the station's file can make another chain and sign it; the heads are kept elsewhere."""
    links = chain("unlock", "erase", "lock")
    await reported(station, links[:2])
    await reported(station, links)
    rewritten = chain("unlock", "finish", "lock")
    found = seen(service, day_of(station, rewritten))
    assert found.verdict is DayVerdict.DIFFERS
    assert found.record is not None, "a person must see what it says"


async def test_a_changed_line_and_a_strangers_signature_show(station: FieldStation, service: Service) -> None:
    links = chain("unlock", "finish")
    other = [links[0], replace(links[1], action="erase")]
    assert seen(service, day_of(station, other)).verdict is DayVerdict.TAMPERED
    sound = day_of(station, links)
    station.key = Ed25519PrivateKey.generate()
    assert seen(service, day_of(station, links)).verdict is DayVerdict.TAMPERED
    assert seen(service, sound.replace(b"unlock", b"locked")).verdict is DayVerdict.TAMPERED
    assert seen(service, day_of(station, links, name="station-none")).verdict is DayVerdict.FOREIGN
    assert seen(service, b"{}").verdict is DayVerdict.UNREADABLE


async def test_a_day_of_a_moved_station_is_held_against_its_trail_since_the_move(
    station: FieldStation, service: Service
) -> None:
    """The lost machine had gone on after the backup: those heads are of a trail that is no more."""
    start, lost, again = (
        chain("unlock"),
        chain("unlock", "finish", "lock"),
        chain("unlock", "restore", "lock"),
    )
    await reported(station, start)
    await reported(station, lost)
    station.clock.forward(days=1)
    await moved(station, service)
    await reported(station, again)
    assert seen(service, day_of(station, again)).verdict is DayVerdict.GENUINE


async def test_a_clerk_reads_a_day_from_the_command_line(
    station: FieldStation, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = chain("unlock", "finish")
    (tmp_path / "day.json").write_bytes(day_of(station, links))
    monkeypatch.setattr(cli, "opened", lambda: nullcontext(service))
    assert _run("root-key") == (0, f"{station.pinned.root_key if station.pinned else ''}\n")
    code, printed = _run("stations", "day", str(tmp_path / "day.json"))
    lines = printed.splitlines()
    assert code == 0
    assert lines[0] == "1  2026-03-02 08:00:00  mau  unlock  số 1  revision 1"
    assert lines[-2].endswith("Bàn 1  2026-03-02  lines 2  finished 2")
    assert lines[-1].startswith("genuine")
    (tmp_path / "day.json").write_bytes(day_of(station, links).replace(b"revision 1", b"revision 2"))
    assert _run("stations", "day", str(tmp_path / "day.json")) == (
        1,
        "tampered: not as the station signed it\n",
    )
    assert _run("stations", "day", str(tmp_path / "none.json"))[0] == 3


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, arguments)
    return result.exit_code, result.output
