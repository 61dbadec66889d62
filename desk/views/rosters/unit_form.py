"""What a unit is and whom to ask there (đầu mối), in a dialog of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import flet as ft

from desk.i18n import t
from desk.ports.rosters import Unit, UnitKind
from desk.views.components.buttons import primary, quiet
from desk.views.components.card import stacked
from desk.views.components.choices import choice_field
from desk.views.components.dialog import sheet
from desk.views.components.fields import text_field
from desk.views.components.shortcuts import use_shortcuts
from desk.views.rosters.model import RostersModel

Changed = Callable[[Unit], None]


def use_unit_form(model: RostersModel) -> None:
    """Hook: the form while a unit is edited."""
    use_shortcuts({"Escape": model.leave_edit} if model.edited else {}, modal=model.edited is not None)
    ft.use_dialog(None if model.edited is None else _form(model, model.edited))


def _form(model: RostersModel, unit: Unit) -> ft.AlertDialog:
    def change(now: Unit) -> None:
        model.edited = now

    async def keep() -> None:
        if model.edited is not None:
            await model.keep(model.edited)

    content = unit_fields(unit, change)
    acts: list[ft.Control] = [
        quiet(t("rosters.do_not_save"), model.leave_edit),
        primary(t("rosters.save"), keep),
    ]
    return sheet(unit.name, content, actions=acts)


def unit_fields(unit: Unit, on_change: Changed) -> ft.Control:
    """Kind and contact; ``on_change`` gets the unit with every change."""

    def contact(**news: str) -> None:
        on_change(replace(unit, contact=replace(unit.contact, **news)))

    asked = unit.contact
    return stacked(
        [
            ft.Semantics(identifier="unit_kind", content=_kind(unit, on_change)),
            text_field(
                t("rosters.contact_name"),
                asked.full_name,
                on_blur=lambda text: contact(full_name=text.strip()),
            ),
            text_field(
                t("rosters.contact_phone"),
                asked.phone,
                on_blur=lambda text: contact(phone=text.strip()),
                keyboard=ft.KeyboardType.PHONE,
            ),
            text_field(
                t("rosters.contact_email"),
                asked.email,
                on_blur=lambda text: contact(email=text.strip()),
                keyboard=ft.KeyboardType.EMAIL,
            ),
        ]
    )


def _kind(unit: Unit, on_change: Changed) -> ft.Control:
    kinds = {kind.value: t(f"rosters.kind.{kind}") for kind in UnitKind}
    return choice_field(
        t("rosters.kind_label"), unit.kind, kinds, lambda key: on_change(replace(unit, kind=UnitKind(key)))
    )
