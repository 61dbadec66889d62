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
from desk.storage.facts import Fact
from desk.storage.vault.encoding import to_text
from desk.storage.vault.station_key import StationKey
from tests.builders import TODAY, BuiltStation, built_station, enrolment
from tests.fakes.declared import declare

DAY = timedelta(days=1)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    """Two declarations on one day, one on the next, each closed; lines 1 to 4 and 5 to 7."""
    built = built_station(tmp_path / "station")
    for seed in (1, 2):
        declare(built.registration, seed)
    assert built.closing.close(TODAY)
    built.clock.forward(DAY)
    built.file.note_act("mau", "unlock")
    declare(built.registration, 3)
    assert built.closing.close(TODAY + DAY)
    yield built
    built.file.close()


def _made(station: BuiltStation, days: int = 0) -> DayFile:
    own = station.file.enrolment()
    assert own is not None
    made = day_file(station.file, own, TODAY + days * DAY)
    assert made is not None
    return made


def _judged(file: DayFile, root_key: str = "") -> Verdict:
    return judged(file.model_dump_json().encode(), root_key).verdict


@pytest.mark.parametrize(("days", "lines", "finished"), [(0, [1, 2, 3, 4], 2), (1, [5, 6, 7], 1)])
def test_a_day_is_what_was_done_up_to_its_closing_sealed_by_its_station(
    station: BuiltStation, days: int, lines: list[int], finished: int
) -> None:
    made = _made(station, days)
    found = judged(made.model_dump_json().encode(), made.root_key)
    assert (found.verdict, found.root_key) == (Verdict.GENUINE, made.root_key)
    assert found.record is not None
    assert [line.number for line in found.lines] == lines
    assert (found.record.finished, found.record.trail_lines) == (finished, lines[-1])
    assert found.record.trail_head == found.lines[-1].hash


def test_a_day_that_is_not_closed_is_no_file(station: BuiltStation) -> None:
    own = station.file.enrolment()
    assert own is not None
    assert day_file(station.file, own, TODAY + 2 * DAY) is None


def test_a_day_closed_again_has_the_lines_from_its_first_closing_on(station: BuiltStation) -> None:
    declare(station.registration, 4)
    station.closing.close(TODAY + DAY)
    again = judged(_made(station, 1).model_dump_json().encode())
    assert [line.number for line in again.lines] == list(range(5, 10))
    assert again.record is not None
    assert (again.record.number, again.record.finished) == (3, 2)


def test_a_day_stays_genuine_when_the_station_has_moved_on(station: BuiltStation) -> None:
    """With the certificate of then: a restored copy speaks with another key."""
    station.file._keep(Fact.STATION_KEY, to_text(StationKey.make().private_bytes))
    own = enrolment(station.file.station_key().public_key)
    made = _made(station)
    station.file.enrol(own, "mau")
    later = _made(station).model_copy(update={"root_key": made.root_key, "keys": made.keys})
    assert _judged(later) is Verdict.GENUINE


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body["content"].update(finished=7),
        lambda body: body["content"].update(day="2026-03-09"),
        lambda body: body["content"].update(trail_lines=3),
        lambda body: body.update(registrar="thu"),
    ],
)
def test_whatever_is_changed_in_the_record_shows(
    station: BuiltStation, change: Callable[[dict[str, Any]], None]
) -> None:
    made = _made(station)
    body = json.loads(made.record.body)
    change(body)
    changed = made.record.model_copy(update={"body": json.dumps(body)})
    assert _judged(made.model_copy(update={"record": changed})) is Verdict.TAMPERED


@pytest.mark.parametrize("kept", [slice(0, 3), slice(1, 4), slice(0, 0), slice(0, 4, 2)])
def test_a_line_left_out_shows(station: BuiltStation, kept: slice) -> None:
    made = _made(station)
    assert _judged(made.model_copy(update={"lines": made.lines[kept]})) is Verdict.TAMPERED


def test_a_line_that_was_changed_shows(station: BuiltStation) -> None:
    made = _made(station)
    changed = made.lines[0].model_copy(update={"who": "thu"})
    assert _judged(made.model_copy(update={"lines": (changed, *made.lines[1:])})) is Verdict.TAMPERED
    station.file._database.write(lambda s: s.execute(text("UPDATE audit SET who = 'ai' WHERE id = 2")))
    assert _judged(_made(station)) is Verdict.TAMPERED
    assert _judged(_made(station, 1)) is Verdict.GENUINE


def test_nobody_elses_key_signs_a_day(station: BuiltStation) -> None:
    made, stranger = _made(station), StationKey.make()
    stranger = StationKey(stranger.private_bytes, "station-mau")
    forged = stranger.sign(Purpose.RECORD, made.record.body)
    assert _judged(made.model_copy(update={"record": forged})) is Verdict.TAMPERED
    other = enrolment(stranger.public_key)
    of_it = {"record": forged, "certificate": other.certificate, "keys": other.keys}
    whole = made.model_copy(update=of_it | {"root_key": other.root_key})
    assert _judged(whole, made.root_key) is Verdict.FOREIGN
    dressed = whole.model_copy(update={"root_key": made.root_key})
    assert _judged(dressed, made.root_key) is Verdict.TAMPERED


def test_another_record_of_the_station_is_no_day(station: BuiltStation) -> None:
    """Nor is a day one that was signed for something else."""
    made = _made(station)
    key = station.file.station_key()
    for_hello = key.sign(Purpose.HELLO, made.record.body)
    assert _judged(made.model_copy(update={"record": for_hello})) is Verdict.TAMPERED
    body = json.loads(made.record.body) | {"kind": "complaint"}
    complaint = key.sign(Purpose.RECORD, json.dumps(body))
    assert _judged(made.model_copy(update={"record": complaint})) is Verdict.TAMPERED


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[1]"])
def test_what_is_no_day_is_called_unreadable(data: bytes) -> None:
    assert judged(data).verdict is Verdict.UNREADABLE


def test_a_day_hides_in_a_repr(station: BuiltStation) -> None:
    made = _made(station)
    record = made.record.read(DayRecord)
    assert "mau" not in repr((made, record))
