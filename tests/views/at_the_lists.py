"""The lists' screen to test, empty or with a list of three on it."""

from __future__ import annotations

from typing import Any

import pytest

from desk.ports.rosters import Contact, Unit
from desk.ports.store import RosterPerson
from desk.views.rosters import model as models
from desk.views.rosters.view import rosters_screen
from practice.people import invented_person
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing as Stage

SCANNER = "Quét thẻ để đánh dấu đã đến"


def listed(seed: int, *, number: bool = True) -> RosterPerson:
    person = invented_person(seed)
    return RosterPerson(
        0, "Công ty Mẫu", person.full_name, person.birth.iso(), person.number if number else "", "", "", ""
    )


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> FakeProgram:
    monkeypatch.setattr(models, "SEARCH_PAUSE", 0.02)
    return FakeProgram()


@pytest.fixture
def filled(program: FakeProgram) -> FakeProgram:
    program.lists.take([listed(1), listed(2, number=False), listed(3)], lambda _: True, "mau")
    program.lists.keep_unit(Unit("Công ty Mẫu", contact=Contact("Lê Thị Đầu Mối", "0900000001", "")))
    declare(program.registration, 1)
    return program


def on(program: FakeProgram, width: int = 1366, **answers: Any) -> Screen:
    return Screen(Stage(program, width).at(rosters_screen), width=width, answers=answers)


async def until(screen: Screen, words: str) -> None:
    await screen.until(lambda: screen.sees(words))
