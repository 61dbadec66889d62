"""Máy trạm: is this station backed up, whole, in time and with room; what needs a person comes first."""

from __future__ import annotations

import flet as ft

from desk.i18n import t
from desk.ports.standing import Standing
from desk.views.care.backup_view import backup_card, where_dialog
from desk.views.care.cards import agency_card, file_card, keeping_card, machine_card, recovery_card
from desk.views.care.model import CareModel
from desk.views.care.trail import TrailModel
from desk.views.care.trail_view import trail_card, trail_dialog
from desk.views.care.words import headline
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.feedback import loading
from desk.views.components.text import display
from desk.views.place import Place
from desk.views.theme import GAP_12, GAP_16, TONES

_SIDE_BY_SIDE_FROM = 1100  # px of the window: below, the blocks stand one under the other
_STRETCH = ft.CrossAxisAlignment.STRETCH


@ft.component
def care_screen(place: Place) -> ft.Control:
    """The care of this station, for the registrar at the table."""
    program, care = place.program, place.table.care
    model = ft.use_memo(lambda: CareModel(program, care), [care])
    trail = ft.use_memo(lambda: TrailModel(care), [care])
    return _care(model, trail, place)


@ft.component
def _care(model: CareModel, trail: TrailModel, place: Place) -> ft.Control:
    ft.use_effect(model.reload, [place.version])
    use_confirm(_question(model), on_confirm=model.salvage, on_cancel=model.dismiss)
    standing = model.standing
    if standing is None:
        return loading(t("care.screen.loading"))
    urgent = [backup_card(model, standing), file_card(model, standing), trail_card(trail, standing)]
    other = [
        machine_card(standing),
        recovery_card(place.program.recovery),
        *agency_card(standing),
        keeping_card(standing, model.mendings),
    ]
    if place.width >= _SIDE_BY_SIDE_FROM:
        columns = [ft.Container(_stacked(urgent), expand=1), ft.Container(_stacked(other), expand=1)]
        blocks: ft.Control = ft.Row(
            list(columns), spacing=GAP_16, vertical_alignment=ft.CrossAxisAlignment.START
        )
    else:
        blocks = _stacked([*urgent, *other])
    return ft.Column(
        [_head(standing), blocks, where_dialog(model), trail_dialog(trail, standing)],
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        spacing=GAP_12,
        horizontal_alignment=_STRETCH,
    )


def _head(standing: Standing) -> ft.Row:
    tone, words = headline(standing)
    look = TONES[tone]
    told = ft.Semantics(identifier="care-sentence", live_region=True, expand=True, content=display(words))
    return ft.Row([ft.Icon(look.icon, size=32, color=look.strong), told], spacing=GAP_12)


def _stacked(cards: list[ft.Container]) -> ft.Column:
    return ft.Column(list(cards), spacing=GAP_12, horizontal_alignment=_STRETCH)


def _question(model: CareModel) -> Question | None:
    if not model.is_salvage_asked:
        return None
    title, words = t("care.screen.salvage_title"), t("care.screen.salvage_words")
    return Question(title, words, t("care.screen.salvage"), t("care.screen.salvage_no"), is_danger=True)
