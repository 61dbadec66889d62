"""The way in: which words open the table, what is said when they do not, and the cost of a slot."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from desk.ports.keys import Wait
from desk.program import DeskProgram
from desk.storage.rows import AuditRow
from desk.storage.station import SLOTS
from desk.views.program import Role, SignedIn, SignInTrouble
from tests.builders import PASSPHRASE, QUICK, BuiltStation
from tests.fakes.declared import filled
from tests.fakes.running_desk import running


async def test_the_right_words_open_the_table_and_say_where_one_is(program: DeskProgram) -> None:
    assert [person.name for person in program.people] == ["mau", "thu"]
    result = await program.unlock(" mau ", PASSPHRASE)
    assert result == program.person == SignedIn("mau", "Lê Thị Mẫu", frozenset({Role.REGISTRAR}))
    assert (program.unit_name, program.station_name) == ("Khu công nghiệp Mẫu", "Quầy 03")
    assert program.table is not None
    assert program.table.registration.registrar == "mau"
    assert program.sync is not None


@pytest.mark.parametrize(("name", "passphrase"), [("mau", "sai"), ("thu", PASSPHRASE), ("ai", PASSPHRASE)])
async def test_wrong_words_open_nothing(program: DeskProgram, name: str, passphrase: str) -> None:
    assert await program.unlock(name, passphrase) is SignInTrouble.WRONG
    assert (program.person, program.table, program.sync) == (None, None, None)


async def test_wrong_words_leave_whoever_is_in_where_they_are(program: DeskProgram) -> None:
    await program.unlock("mau", PASSPHRASE)
    table = program.table
    assert await program.unlock("thu", "sai") is SignInTrouble.WRONG
    assert program.person is not None
    assert (program.person.name, program.table) == ("mau", table)


async def test_another_person_gets_a_table_of_their_own_and_none_of_the_others_files(
    program: DeskProgram,
) -> None:
    await program.unlock("mau", PASSPHRASE)
    assert program.table is not None
    draft = filled(program.table.registration, 1)
    program.table.registration.save(draft)
    paper = program.offer_file(b"%PDF", "application/pdf", "phieu.pdf")
    states: list[str | None] = []
    program.listen(lambda: states.append(program.person.name if program.person else None))
    assert isinstance(await program.unlock("thu", "lời khác hẳn"), SignedIn)
    assert states[0] is None, "the windows were not emptied in between"
    assert states[-1] == "thu"
    assert program.files.take(paper.removeprefix("/file/")) is None
    assert program.table.registration.registrar == "thu"
    assert program.table.registration.left_behind() == []
    assert program.station is not None
    history = _acts(program)
    assert history == ["unlock mau", "lock mau", "unlock thu"]


def _acts(program: DeskProgram) -> list[str]:
    assert program.station is not None
    database = program.station.file._database
    rows = database.read(lambda session: session.exec(select(AuditRow).order_by("id")).all())
    return [f"{row.action} {row.who}" for row in rows if row.action in ("lock", "unlock")]


async def test_unlocking_brings_a_slot_of_an_older_program_to_todays_cost_and_no_other(
    station: BuiltStation,
) -> None:
    today = replace(QUICK, passes=3)
    program = running(station.folder, cost=today)
    for _ in range(2):
        assert isinstance(await program.unlock("mau", PASSPHRASE), SignedIn)
        passes = {each["name"]: each["kdf"]["passes"] for each in _slots(station.folder)}
        assert passes == {"mau": 3, "thu": 1}
        await program.lock()
    assert await program.unlock("mau", "sai") is SignInTrouble.WRONG
    await program.close()


async def test_a_slot_that_cannot_be_written_keeps_nobody_out(
    station: BuiltStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no room")

    program = running(station.folder, cost=replace(QUICK, passes=3))
    monkeypatch.setattr("desk.storage.vault.slots_file.write_atomically", full)
    assert isinstance(await program.unlock("mau", PASSPHRASE), SignedIn)
    await program.close()


def _slots(folder: Path) -> list[dict[str, Any]]:
    slots: list[dict[str, Any]] = json.loads((folder / SLOTS).read_text(encoding="utf-8"))["slots"]
    return slots


async def test_two_presses_of_the_button_open_the_file_once(program: DeskProgram) -> None:
    results = await asyncio.gather(*(program.unlock("mau", PASSPHRASE) for _ in range(3)))
    assert all(isinstance(result, SignedIn) for result in results)
    engines = [task for task in asyncio.all_tasks() if task.get_name() == "sync-engine"]
    assert len(engines) == 1


async def test_who_was_wrong_too_often_waits_also_in_the_next_process(station: BuiltStation) -> None:
    first = running(station.folder)
    assert [await first.unlock("mau", "sai") for _ in range(3)] == [
        SignInTrouble.WRONG,
        SignInTrouble.WRONG,
        Wait(2.0),
    ]
    second = running(station.folder)
    answer = await second.unlock("mau", PASSPHRASE)
    assert isinstance(answer, Wait)
    assert isinstance(await second.unlock("thu", "lời khác hẳn"), SignedIn)
    for program in (first, second):
        await program.close()
