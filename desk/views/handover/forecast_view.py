"""The ten days ahead: how many declarations of each unit lapse when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flet as ft

from desk.i18n import t
from desk.ports.handovers import Due, Forecast
from desk.registration.figures.giving import unit_name
from desk.views.components.card import section_card
from desk.views.components.text import body, note
from desk.views.theme import GAP_4, Tone

_TONES: Final = {Due.OVER: Tone.ERROR, Due.TODAY: Tone.ERROR, Due.SOON: Tone.WARNING}


def forecast_card(forecast: Sequence[Forecast]) -> ft.Control:
    """Whoever has most at risk stands on top; a zero is left blank."""
    lines: list[ft.Control] = [
        _line(note(t("figures.by.unit")), [note(t(f"handover.due.{due}")) for due in Due])
    ]
    for each in forecast:
        numbers = [_number(each.due[due], due) for due in Due]
        lines += [ft.Divider(height=1), _line(body(unit_name(each.unit)), numbers)]
    table = ft.Column(lines, spacing=GAP_4, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return section_card(t("handover.forecast"), table)


def _number(many: int, due: Due) -> ft.Text:
    if not many:
        return note("")
    return note(str(many), _TONES[due]) if due in _TONES else note(str(many))


def _line(name: ft.Text, numbers: Sequence[ft.Text]) -> ft.Row:
    cells: list[ft.Control] = [ft.Container(name, expand=4)]
    for number in numbers:
        number.text_align = ft.TextAlign.RIGHT
        cells.append(ft.Container(number, expand=2))
    return ft.Row(cells, spacing=GAP_4)
