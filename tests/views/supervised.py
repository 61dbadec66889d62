"""A supervisor's screen over a service in memory."""

from __future__ import annotations

from desk.supervising.supervising import Supervising
from desk.views.place import Place
from desk.views.program import Role, SignedIn
from desk.views.supervision.view import supervision_screen
from tests.fakes.people_service import FakePeopleService
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen


def supervised(service: FakePeopleService) -> Screen:
    program = FakeProgram(person=SignedIn("son", "Sơn Mẫu", frozenset({Role.SUPERVISOR})))
    program.supervising = Supervising(service)
    place = Place(program, 0, 1366, lambda _: None, lambda _: None)
    return Screen(lambda page: page.render(lambda: supervision_screen(place)))
