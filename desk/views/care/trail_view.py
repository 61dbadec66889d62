"""Nhật ký: who did what at this station, a day at a time into a file its supervisor can verify."""

from __future__ import annotations

import flet as ft

from desk.i18n import t
from desk.ports.care import DayWritten
from desk.ports.standing import Standing
from desk.views import shown
from desk.views.care.trail import TrailModel, days_before
from desk.views.care.where import Where
from desk.views.care.where_view import where_parts
from desk.views.components.buttons import primary, quiet, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.choices import choice_field
from desk.views.components.dialog import sheet
from desk.views.components.feedback import banner, busy
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import body, note
from desk.views.theme import GAP_8, GAP_12, Tone


def trail_card(model: TrailModel, standing: Standing) -> ft.Container:
    parts: list[ft.Control] = [note(t("care.trail.hint"))]
    if model.is_writing:
        parts.append(busy(t("care.trail.writing")))
    elif model.outcome is not None:
        parts.append(_outcome(model))

    async def ask() -> None:
        await model.ask(days_before(standing.at)[0])

    write = secondary(
        t("care.trail.write"),
        ask,
        icon=ft.Icons.RECEIPT_LONG_OUTLINED,
        disabled=model.is_writing,
    )
    parts.append(ft.Row([write]))
    return section_card(t("care.trail.name"), stacked(parts, gap=GAP_8))


def _outcome(model: TrailModel) -> ft.Control:
    made = model.outcome
    if isinstance(made, DayWritten):
        words = t("care.trail.written", day=shown.day(made.day), lines=made.lines, file=made.file)
        return banner(Tone.SUCCESS, words)
    return banner(Tone.ERROR, t(f"care.trail.{made}"))


@ft.component
def trail_dialog(model: TrailModel, standing: Standing) -> ft.Control:
    """Which day and where to, while it is asked; it takes no room itself."""
    return ft.Container() if model.where is None else _asked(model, model.where, standing)


@ft.component
def _asked(model: TrailModel, where: Where, standing: Standing) -> ft.Control:
    use_shortcuts({"Escape": model.dismiss, "Ctrl+Enter": model.write}, modal=True)
    days = {day.isoformat(): shown.day(day) for day in days_before(standing.at)}
    parts: list[ft.Control] = [
        body(t("care.trail.words")),
        choice_field(t("care.trail.day"), model.day.isoformat(), days, model.choose_day),
        *where_parts(where, model.choose, model.type_folder, model.write, t("care.trail.folder_hint")),
    ]
    content = ft.Column(parts, spacing=GAP_12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    write = primary(t("care.trail.confirm"), model.write, key_hint="Ctrl Enter")
    actions: list[ft.Control] = [quiet(t("care.trail.do_not_write"), model.dismiss), write]
    ft.use_dialog(sheet(t("care.trail.title"), content, actions=actions, width=560))
    return ft.Container()
