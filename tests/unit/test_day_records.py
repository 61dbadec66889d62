"""A station's day for its supervisor: signed, whole, and every change to the file shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from declaration.wire.day_record import DayFile, DayRecord
from declaration.wire.signed import Purpose
from desk.day_records import Verdict, day_file, judged
from desk.storage.vault.station_key import StationKey
from tests.builders import NOON, TODAY, BuiltStation, built_station, enrolment
from tests.fakes.declared import declare

DAY = timedelta(days=1)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    """Two declarations on one day, one on the next; lines 1 to 3 and 4 to 5."""
    built = built_station(tmp_path / "station")
    for seed in (1, 2):
        declare(built.registration, seed)
    built.clock.forward(DAY)
    built.file.note_act("mau", "unlock")
    declare(built.registration, 3)
    yield built
    built.file.close()


def _made(station: BuiltStation, days: int = 0) -> DayFile:
    own = station.file.enrolment()
    assert own is not None
    return day_file(station.file, own, TODAY + days * DAY, NOON + DAY)


def _judged(file: DayFile, root_key: str = "") -> Verdict:
    return judged(file.model_dump_json().encode(), root_key).verdict


@pytest.mark.parametrize(("days", "lines", "finished"), [(0, [1, 2, 3], 2), (1, [4, 5], 1), (2, [], 0)])
def test_a_day_is_what_was_done_on_it_signed_by_its_station(
    station: BuiltStation, days: int, lines: list[int], finished: int
) -> None:
    made = _made(station, days)
    found = judged(made.model_dump_json().encode(), made.root_key)
    assert (found.verdict, found.root_key) == (Verdict.GENUINE, made.root_key)
    assert found.record is not None
    assert [line.number for line in found.record.lines] == lines
    assert (found.record.finished, found.record.trail_lines) == (finished, 5)
    assert found.record.trail_head == station.file.trail.head().hash


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.update(finished=7),
        lambda body: body["lines"].pop(1),
        lambda body: body["lines"][0].update(who="thu"),
        lambda body: body.update(day="2026-03-09"),
    ],
)
def test_whatever_is_changed_in_the_file_shows(
    station: BuiltStation, change: Callable[[dict[str, Any]], None]
) -> None:
    made = _made(station)
    body = json.loads(made.record.body)
    change(body)
    changed = made.record.model_copy(update={"body": json.dumps(body)})
    assert _judged(made.model_copy(update={"record": changed})) is Verdict.TAMPERED


def test_lines_that_do_not_hold_together_show_although_the_station_signed_them(station: BuiltStation) -> None:
    station.file._database.write(lambda s: s.execute(text("UPDATE audit SET who = 'ai' WHERE id = 2")))
    assert _judged(_made(station)) is Verdict.TAMPERED
    assert _judged(_made(station, 1)) is Verdict.GENUINE


def test_nobody_elses_key_signs_a_day(station: BuiltStation) -> None:
    made, stranger = _made(station), StationKey.make()
    stranger = StationKey(stranger.private_bytes, "station-mau")
    forged = stranger.sign(Purpose.DAY, made.record.body)
    assert _judged(made.model_copy(update={"record": forged})) is Verdict.TAMPERED
    other = enrolment(stranger.public_key)
    whole = DayFile(record=forged, certificate=other.certificate, keys=other.keys, root_key=other.root_key)
    assert _judged(whole, made.root_key) is Verdict.FOREIGN
    dressed = whole.model_copy(update={"root_key": made.root_key})
    assert _judged(dressed, made.root_key) is Verdict.TAMPERED


def test_a_signature_for_something_else_is_none_for_a_day(station: BuiltStation) -> None:
    made = _made(station)
    for_a_record = station.file.station_key().sign(Purpose.RECORD, made.record.body)
    assert _judged(made.model_copy(update={"record": for_a_record})) is Verdict.TAMPERED


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[1]"])
def test_what_is_no_day_is_called_unreadable(data: bytes) -> None:
    assert judged(data).verdict is Verdict.UNREADABLE


def test_a_day_hides_in_a_repr(station: BuiltStation) -> None:
    made = _made(station)
    record = made.record.read(DayRecord)
    assert "mau" not in repr((made, record))
