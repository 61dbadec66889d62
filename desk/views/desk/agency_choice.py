"""Cơ quan tiếp nhận: as it is chosen, and the sheet in which another one is looked for by place and name."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import flet as ft

from declaration.draft import Field
from declaration.wire.sign_in import Agency
from desk.i18n import t
from desk.registration.agencies import agencies_found
from desk.views.components.buttons import quiet
from desk.views.components.choices import pressed_field
from desk.views.components.dialog import sheet
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import body, note
from desk.views.desk.form_field import field_error
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_8

Take = Callable[[str], Coroutine[Any, Any, None]]
_MOST = 40
_HEIGHT = 340


def agency_field(model: DeskModel, agencies: tuple[Agency, ...]) -> ft.Control:
    """The chosen one by its name; pressed, the sheet opens."""
    names = {agency.code: agency.name for agency in agencies}
    chosen = model.draft.value(Field.AGENCY)
    return pressed_field(
        t(f"field.{Field.AGENCY}"),
        names.get(chosen, chosen),
        model.choose_agency,
        error=field_error(model, Field.AGENCY),
    )


@ft.component
def agency_choice(model: DeskModel, agencies: tuple[Agency, ...]) -> ft.Control:
    """A hook in the shape of a component: the sheet stands while an agency is being chosen."""
    text, set_text = ft.use_state("")

    def close() -> None:
        set_text("")
        model.stop_choosing_agency()

    async def take(code: str) -> None:
        close()
        await model.filling.choose(Field.AGENCY, code)

    dialog = sheet(
        t("desk.agency.title"),
        ft.Column(
            [
                text_field(t("desk.agency.search"), text, on_change=set_text, autofocus=True),
                ft.Container(_list(model, agencies_found(agencies, text), take), height=_HEIGHT),
            ],
            spacing=GAP_8,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        actions=[quiet(t("action.close"), close)],
    )
    ft.use_dialog(dialog if model.is_choosing_agency else None)
    use_shortcuts({"Escape": close} if model.is_choosing_agency else {}, modal=model.is_choosing_agency)
    return ft.Container()


def _list(model: DeskModel, found: tuple[Agency, ...], take: Take) -> ft.Control:
    if not found:
        return note(t("desk.agency.none"))
    rows: list[ft.Control] = [_row(model, agency, take) for agency in found[:_MOST]]
    if len(found) > _MOST:
        rows.append(note(t("desk.agency.more", count=len(found) - _MOST)))
    return ft.ListView(rows, spacing=0)


def _row(model: DeskModel, agency: Agency, take: Take) -> ft.ListTile:
    is_chosen = agency.code == model.draft.value(Field.AGENCY)
    return ft.ListTile(
        title=body(agency.name),
        subtitle=note(agency.place) if agency.place else None,
        trailing=ft.Icon(ft.Icons.CHECK_ROUNDED) if is_chosen else None,
        selected=is_chosen,
        on_click=lambda: later(take, agency.code),
        dense=True,
        content_padding=ft.Padding.symmetric(horizontal=GAP_8),
    )
