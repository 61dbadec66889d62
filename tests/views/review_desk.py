"""A reviewer's screen over a service in memory, and what tests look for in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import flet as ft
import pytest

from desk.reviewing.reviewing import Reviewing
from desk.views.place import Place
from desk.views.program import Role, SignedIn
from desk.views.review import opened, queue
from desk.views.review.view import review_screen
from tests.fakes.for_review import Lying, lying
from tests.fakes.people_service import FakePeopleService
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen

REVIEWER = SignedIn("lan", "Trần Thị Duyệt", frozenset({Role.REVIEWER}))


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(queue, "SEARCH_PAUSE", 0.0)


@dataclass
class Desk:
    """A reviewer's screen over a service in memory."""

    service: FakePeopleService
    program: FakeProgram
    width: int = 1366

    def main(self, page: ft.Page) -> None:
        place = Place(self.program, 0, self.width, lambda _: None, lambda _: None)
        page.render(lambda: review_screen(place))


def desk(*declarations: Lying, width: int = 1366) -> Desk:
    service = FakePeopleService(declarations)
    program = FakeProgram(person=REVIEWER)
    program.reviewing = Reviewing(service)
    return Desk(service, program, width)


def opened_screen(at: Desk) -> Screen:
    return Screen(at.main, width=at.width)


def name(seed: int) -> str:
    return lying(seed).content.full_name


def dossier(seed: int) -> str:
    return lying(seed).dossier_number


async def ready(screen: Screen, seed: int) -> None:
    """Until this declaration is open and can be decided."""
    await screen.until(lambda: screen.sees(f"{dossier(seed)} ·") and can_decide(screen))


def can_decide(screen: Screen) -> bool:
    found = [each for each in screen.every(ft.FilledButton) if not each.disabled]
    return bool(found)


def green(seed: int, *, days_left: int = 8) -> Lying:
    """One that is in order in every way."""
    return replace(lying(seed, days_left=days_left), registry="matched")
