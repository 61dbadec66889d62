"""The part of the form a child adds: who answers for it, and how that person's account stands."""

from __future__ import annotations

import flet as ft

from declaration.draft import Field
from declaration.guardian import GuardianAccount, Relation
from desk.i18n import t
from desk.views.components.buttons import secondary
from desk.views.components.choices import choice_field
from desk.views.components.later import later
from desk.views.components.text import note, strong
from desk.views.desk.form_field import field_error, form_field, shares
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_12, RADIUS_FIELD, Tone

_TONES = {GuardianAccount.THERE: Tone.SUCCESS, GuardianAccount.DECLARED: Tone.NEUTRAL}


def guardian_fields(model: DeskModel) -> list[ft.Control]:
    """Nothing for anybody but a child."""
    if not model.guarding.is_needed:
        return []
    code = form_field(model, Field.GUARDIAN_CODE, keyboard=ft.KeyboardType.NUMBER)
    look = secondary(t("desk.guardian.look"), model.guarding.look, icon=ft.Icons.SEARCH_ROUNDED)
    parts: list[ft.Control] = [
        strong(t("desk.guardian.title")),
        ft.Row(
            [ft.Container(code, expand=True), look],
            spacing=GAP_12,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
        *_standing(model),
        shares((form_field(model, Field.GUARDIAN_NAME), 7), (_relation(model), 5)),
        note(t("desk.guardian.contact")),
    ]
    column = ft.Column(parts, spacing=GAP_12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    framed = ft.Container(
        column, border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT), border_radius=RADIUS_FIELD, padding=GAP_12
    )
    return [framed]


def _standing(model: DeskModel) -> list[ft.Control]:
    known = model.draft.value(Field.GUARDIAN_ACCOUNT)
    if known == GuardianAccount.NONE:
        return []  # said at the field, as what keeps one from finishing
    if known:
        account = GuardianAccount(known)
        return [note(t(f"desk.guardian.{account}"), _TONES[account])]
    was_asked = Field.GUARDIAN_CODE in model.left and model.draft.value(Field.GUARDIAN_CODE)
    return [note(t("desk.guardian.not_known"))] if was_asked else []


def _relation(model: DeskModel) -> ft.Control:
    return choice_field(
        t(f"field.{Field.GUARDIAN_RELATION}"),
        model.draft.value(Field.GUARDIAN_RELATION),
        {each.value: t(f"relation.{each}") for each in Relation},
        lambda value: later(model.filling.choose, Field.GUARDIAN_RELATION, value),
        error=field_error(model, Field.GUARDIAN_RELATION),
    )
