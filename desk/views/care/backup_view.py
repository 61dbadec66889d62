"""Sao lưu: the last one and until when it is good, making one, and where it goes."""

from __future__ import annotations

import flet as ft

from desk.i18n import t
from desk.ports.care import BackupMade
from desk.ports.standing import Standing
from desk.views import shown
from desk.views.care.model import CareModel
from desk.views.care.where import Where
from desk.views.care.where_view import where_parts
from desk.views.care.words import backup_words
from desk.views.components.buttons import primary, quiet, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.dialog import sheet
from desk.views.components.feedback import banner, busy, progress
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.status import mark
from desk.views.components.text import body, note
from desk.views.theme import GAP_8, GAP_12, Tone


def backup_card(model: CareModel, standing: Standing) -> ft.Container:
    parts: list[ft.Control] = [mark(*backup_words(standing))]
    if standing.backup is not None:
        parts.append(note(t("care.screen.good_until", until=shown.day(standing.backup.expires_on))))
    if standing.backup_place is not None:
        parts.append(note(t("care.screen.put_in", folder=standing.backup_place)))
    if model.copying is not None:
        parts.append(_under_way(model.copying))
    elif model.outcome is not None:
        parts.append(_outcome(model))
    make = primary if standing.is_backup_due else secondary
    act = make(
        t("care.screen.back_up"),
        model.ask_where,
        icon=ft.Icons.SAVE_OUTLINED,
        disabled=model.copying is not None,
    )
    parts.append(ft.Row([act]))
    return section_card(t("care.screen.backup"), stacked(parts, gap=GAP_8))


def _under_way(done: float) -> ft.Control:
    if done >= 1.0:
        return busy(t("care.screen.reading_back"))
    return progress(done, t("care.backing_up"))


def _outcome(model: CareModel) -> ft.Control:
    made = model.outcome
    if isinstance(made, BackupMade):
        until = shown.day(made.expires_on)
        words = t("care.screen.made", folder=made.folder, size=shown.size(made.size), until=until)
        return banner(Tone.SUCCESS, words)
    return banner(Tone.ERROR, t(f"care.backup.{made}"))


@ft.component
def where_dialog(model: CareModel) -> ft.Control:
    """The question where to, while it stands; it takes no room itself."""
    return ft.Container() if model.where is None else _asked(model, model.where)


@ft.component
def _asked(model: CareModel, where: Where) -> ft.Control:
    use_shortcuts({"Escape": model.dismiss, "Ctrl+Enter": model.back_up}, modal=True)
    words: ft.Control = body(t("care.screen.where_words"))
    parts = [
        words,
        *where_parts(where, model.choose, model.type_folder, model.back_up, t("care.screen.folder_hint")),
    ]
    content = ft.Column(parts, spacing=GAP_12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    make = primary(t("care.screen.back_up"), model.back_up, key_hint="Ctrl Enter")
    actions: list[ft.Control] = [quiet(t("care.screen.not_yet"), model.dismiss), make]
    ft.use_dialog(sheet(t("care.screen.where"), content, actions=actions, width=560))
    return ft.Container()
