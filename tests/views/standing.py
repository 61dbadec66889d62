"""One screen on a page of its own, at a place whose ways out only write down where one went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from desk.views.place import Place
from desk.views.theme import dress
from tests.fakes.program import FakeProgram

Drawn = Callable[[Place], ft.Control]


@ft.observable
@dataclass(eq=False)
class Standing:
    """``went`` and ``corrected`` say what was asked of the window; ``news()`` is the program telling."""

    program: FakeProgram
    width: float = 1366
    version: int = 0
    went: list[str] = field(default_factory=list)
    corrected: list[UUID] = field(default_factory=list)

    def news(self) -> None:
        self.version += 1

    def at(self, screen: Drawn) -> Callable[[ft.Page], None]:
        """The main function of a window that shows this screen."""

        def main(page: ft.Page) -> None:
            dress(page)
            page.render(lambda: _stage(self, screen))

        return main


@ft.component
def _stage(standing: Standing, screen: Drawn) -> ft.Control:
    went, corrected = standing.went, standing.corrected
    return screen(Place(standing.program, standing.version, standing.width, went.append, corrected.append))
