"""Kết quả in its parts: what the agency has answered, and what is left to do with people."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import flet as ft

from desk.i18n import t
from desk.ports.calls import Calling
from desk.ports.complaints import Hearing
from desk.views.answers.view import answers_screen
from desk.views.calls.view import calls_screen
from desk.views.complaints.view import complaints_screen
from desk.views.components.sections import sections
from desk.views.place import Place
from desk.views.program import Table
from desk.views.theme import GAP_8
from desk.views.wanted import Wanted, is_wanted


class Part(StrEnum):
    """Keys of the locales under ``answers.part``."""

    NEWS = "news"
    CALLS = "calls"
    COMPLAINTS = "complaints"


_DUE = (Calling.TO_CALL, Calling.AGAIN)


@ft.observable
@dataclass(eq=False)
class PartsModel:
    """Which part is open, and how many in each wait for somebody."""

    table: Table
    part: Part = Part.NEWS
    to_call: int = 0
    to_tell: int = 0

    async def reload(self) -> None:
        self.to_call, self.to_tell = await asyncio.to_thread(self._count)

    def names(self) -> Mapping[str, str]:
        waiting = {Part.CALLS: self.to_call, Part.COMPLAINTS: self.to_tell}
        return {each.value: _named(each, waiting.get(each, 0)) for each in Part}

    def open(self, part: str) -> None:
        self.part = Part(part)

    def _count(self) -> tuple[int, int]:
        calls, complaints = self.table.calls.counts(), self.table.complaining.counts()
        return sum(calls[each] for each in _DUE), complaints[Hearing.ANSWERED]


@ft.component
def answers_in_parts(place: Place) -> ft.Control:
    """Whoever comes here, comes to the news, or to the complaint that is wanted."""
    table = place.table
    model = ft.use_memo(lambda: PartsModel(table, _first()), [table])
    return _parts(model, place)


def _first() -> Part:
    return Part.COMPLAINTS if is_wanted(Wanted.COMPLAINT) else Part.NEWS


@ft.component
def _parts(model: PartsModel, place: Place) -> ft.Control:
    ft.use_effect(model.reload, [place.version])
    bar = sections(model.part, model.names(), model.open)
    return ft.Column(
        [bar, ft.Container(_opened(model, place), expand=True)],
        expand=True,
        spacing=GAP_8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _opened(model: PartsModel, place: Place) -> ft.Control:
    match model.part:
        case Part.NEWS:
            return answers_screen(place)
        case Part.CALLS:
            return calls_screen(place, model.reload)
        case Part.COMPLAINTS:
            return complaints_screen(place, model.reload)


def _named(part: Part, waiting: int) -> str:
    name = t(f"answers.part.{part}")
    return f"{name} · {waiting}" if waiting else name
