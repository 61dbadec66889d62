"""The audit trail: every act leaves a line, no line changes unseen, and erasing a person breaks nothing."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from desk.ports.audit import AuditHead
from desk.ports.store import RosterPerson
from desk.storage.audit import AuditTrailTable, forget_subject
from desk.storage.database import Database
from desk.storage.migrations import upgrade
from tests.builders import NOON, BuiltStation, built_station
from tests.fakes.declared import declare


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    """An enrolment, an unlock, two declarations and a lock: five lines."""
    built = built_station(tmp_path / "station")
    built.file.note_act("mau", "unlock")
    for seed in (1, 2):
        declare(built.registration, seed)
    built.file.note_act("mau", "lock")
    yield built
    built.file.close()


def _tamper(station: BuiltStation, *statements: str) -> None:
    """What somebody with the file's key can do to it."""
    for statement in statements:
        station.file._database.write(lambda session, sql=statement: session.execute(text(sql)))  # type: ignore[misc]


def _lines(station: BuiltStation) -> list[tuple[int, str, str]]:
    return [(line.number, line.who, line.action) for line in station.file.trail.lines()]


def test_every_act_is_a_line_and_all_lines_hold(station: BuiltStation) -> None:
    assert _lines(station) == [
        (1, "mau", "enrol"),
        (2, "mau", "unlock"),
        (3, "mau", "finish"),
        (4, "mau", "finish"),
        (5, "mau", "lock"),
    ]
    check = station.file.trail.check()
    assert (check.broken, check.erased, check.head) == (None, 0, station.file.trail.head())
    assert check.head.lines == 5


@pytest.mark.parametrize(
    ("done", "line"),
    [
        (("UPDATE audit SET who = 'thu' WHERE id = 3",), 3),
        (("UPDATE audit SET action = 'discard' WHERE id = 4",), 4),
        (("UPDATE audit SET detail = 'revision 2' WHERE id = 3",), 3),
        (("UPDATE audit SET subject = 'x' WHERE id = 3",), 3),
        (("UPDATE audit SET at = '2026-03-02 05:00:00.000001' WHERE id = 2",), 2),
        (("UPDATE audit SET who = '' WHERE id = 2",), 2),
        (("UPDATE audit SET who_salt = '' WHERE id = 2",), 2),
        (("UPDATE audit SET who_digest = subject_digest WHERE id = 5",), 5),
        (("UPDATE audit SET hash = previous WHERE id = 4",), 4),
        (("DELETE FROM audit WHERE id = 1",), 1),
        (("DELETE FROM audit WHERE id = 3",), 3),
        (("DELETE FROM audit WHERE id = 3", "UPDATE audit SET id = id - 1 WHERE id > 3"), 3),
        (("UPDATE audit SET id = 30 WHERE id = 3", "UPDATE audit SET id = 3 WHERE id = 4",
          "UPDATE audit SET id = 4 WHERE id = 30"), 3),
        (("INSERT INTO audit SELECT 6, at, who, action, subject, detail, who_salt, who_digest, subject_salt, "
          "subject_digest, previous, hash FROM audit WHERE id = 5",), 6),
        (("UPDATE audit SET who = '', who_salt = '', who_digest = '' WHERE id = 2",), 2),
    ],
)  # fmt: skip
def test_the_first_line_that_was_tampered_with_is_named(
    station: BuiltStation, done: tuple[str, ...], line: int
) -> None:
    _tamper(station, *done)
    assert station.file.trail.check().broken == line


def test_lines_taken_off_the_end_are_missed_by_whoever_kept_the_head(station: BuiltStation) -> None:
    kept = station.file.trail.head()
    _tamper(station, "DELETE FROM audit WHERE id > 3")
    assert station.file.trail.check().broken is None, "a shorter chain is a whole chain"
    assert station.file.trail.check((kept,)).broken == 4


def test_a_chain_made_anew_is_found_out_by_whoever_kept_a_head(station: BuiltStation) -> None:
    middle = next(line for line in station.file.trail.lines() if line.number == 4)
    kept = AuditHead(4, str(middle.export["hash"]))
    assert station.file.trail.check((kept,)).broken is None
    _tamper(station, "DELETE FROM audit")
    for _ in range(6):
        station.file.note_act("thu", "unlock")
    assert station.file.trail.check().broken is None
    assert station.file.trail.check((kept,)).broken == 4


def test_erasing_a_person_takes_the_name_and_the_salt_and_leaves_the_chain_whole(
    station: BuiltStation,
) -> None:
    line = next(line for line in station.file.trail.lines() if line.action == "finish")
    declaration, salt = line.subject, line.export["subject_salt"]
    head = station.file.trail.head()
    station.file._database.write(lambda session: forget_subject(session, declaration))
    check = station.file.trail.check((head,))
    assert (check.broken, check.erased) == (None, 1)
    left = json.dumps([each.export for each in station.file.trail.lines()])
    assert declaration not in left
    assert salt not in left
    assert sha256(declaration.encode()).hexdigest() not in left
    station.file.note_act("mau", "unlock")
    assert station.file.trail.check((head,)).broken is None


def test_two_lines_about_the_same_declaration_share_no_digest(station: BuiltStation) -> None:
    digests = [line.export["who_digest"] for line in station.file.trail.lines()]
    assert len(set(digests)) == len(digests)


def test_an_exported_line_can_be_verified_by_somebody_who_has_nothing_else(station: BuiltStation) -> None:
    """docs/decisions/0021 says how; this is that, without our code."""
    previous = ""
    for line in station.file.trail.lines():
        given = json.loads(json.dumps(line.export))
        for name in ("who", "subject"):
            salted = bytes.fromhex(given[f"{name}_salt"]) + given[name].encode()
            assert sha256(salted).hexdigest() == given[f"{name}_digest"]
        covered = [
            "bhxh-desk/1/audit", given["number"], given["at"], given["who_digest"], given["action"],
            given["subject_digest"], given["detail"], previous,
        ]  # fmt: skip
        text_ = json.dumps(covered, ensure_ascii=False, separators=(",", ":"))
        previous = sha256(text_.encode()).hexdigest()
        assert given["hash"] == previous


def test_a_day_is_a_day_in_vietnam(station: BuiltStation) -> None:
    station.clock.forward(timedelta(hours=12))  # midnight in Vietnam, five in the afternoon in UTC
    station.file.note_act("mau", "unlock")
    first, second = NOON.date(), NOON.date() + timedelta(days=1)
    assert [line.number for line in station.file.trail.lines(first)] == [1, 2, 3, 4, 5]
    assert [line.number for line in station.file.trail.lines(second)] == [6]


def test_a_long_trail_is_read_in_pages(station: BuiltStation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.storage.audit.PAGE", 2)
    assert len(_lines(station)) == 5
    assert station.file.trail.check().broken is None


def test_a_rolled_back_act_leaves_no_gap(station: BuiltStation) -> None:
    def fails(session: object) -> None:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        station.file._database.write(fails)
    station.file.note_act("mau", "unlock")
    assert station.file.trail.check().broken is None


def test_lines_of_an_older_program_are_chained_as_they_stand(tmp_path: Path) -> None:
    database = Database(tmp_path / "station.db", secrets.token_bytes(32))
    upgrade(database.engine, "0001")
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO audit VALUES (1, '2026-03-01 02:00:00.000000', 'mau', 'finish', 'd1', 'n 1'), "
            "(5, '2026-03-01 02:00:01.500000', '', 'delivered', 'd1', 'revision 1')"
        )
    upgrade(database.engine)
    trail = AuditTrailTable(database)
    assert [(line.number, line.who, line.action) for line in trail.lines()] == [
        (1, "mau", "finish"),
        (2, "", "delivered"),
    ]
    assert trail.check().broken is None
    database.close()


def test_an_empty_trail_is_whole(tmp_path: Path) -> None:
    database = Database(tmp_path / "station.db", secrets.token_bytes(32))
    upgrade(database.engine)
    check = AuditTrailTable(database).check()
    assert (check.head, check.broken) == (AuditHead(0, ""), None)
    database.close()


def test_a_list_that_comes_leaves_or_goes_is_a_line_without_a_name(tmp_path: Path) -> None:
    station = built_station(tmp_path)
    listed = RosterPerson(0, "Công ty Mẫu", "Nguyễn Văn Mẫu", "1990", "", "", "", "")
    station.file.lists.take([listed], lambda _: True, "mau")
    station.file.lists.note_given(1, "mau")
    for _ in range(2):
        station.file.lists.take_off(1, "mau", station.clock.now())
    station.file.lists.put_back(1, "thu", station.clock.now())
    station.file.lists.drop("Công ty Mẫu", "mau", station.clock.now())
    told = [(line.action, line.who, line.detail) for line in station.file.trail.lines()][-5:]
    assert told == [
        ("take_list", "mau", "new 1 changed 0"),
        ("give_list", "mau", "people 1"),
        ("take_off_list", "mau", "row 1"),
        ("put_back_on_list", "thu", "row 1"),
        ("drop_list", "mau", "people 1"),
    ]
    station.file.close()
