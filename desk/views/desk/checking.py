"""Block 3, Đối chiếu: the person, the portrait, the card; what the machine checked; the registrar's word."""

from __future__ import annotations

import flet as ft

from declaration.draft import Field, PhotoRole
from desk.i18n import t
from desk.views.components.buttons import secondary
from desk.views.components.card import section_card
from desk.views.components.choices import one_of, tick
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.status import mark
from desk.views.components.text import note
from desk.views.desk.form import words_of
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS_FIELD, Tone

_HEIGHT = 132
_SHOWN_BESIDE_FIELDS = frozenset(Field)


@ft.component
def checking_block(model: DeskModel) -> ft.Control:
    """Compare, state the outcome, consent, sign."""
    content = ft.Column(
        [
            _faces(model),
            _checks(model),
            _outcome(model),
            *_reason(model),
            ft.Divider(height=1),
            _consent(model),
            _sign(model),
        ],
        spacing=GAP_8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return section_card(t("desk.check.title"), content, number=3)


def _faces(model: DeskModel) -> ft.Control:
    return ft.Row(
        [
            ft.Container(_face(model, PhotoRole.PORTRAIT), expand=2),
            ft.Container(_face(model, PhotoRole.CARD_FRONT), expand=3),
        ],
        spacing=GAP_8,
    )


def _face(model: DeskModel, role: PhotoRole) -> ft.Control:
    data = model.pictures.get(role)
    name = t(f"desk.tile.{role}")
    inside: ft.Control = (
        ft.Image(src=data, fit=ft.BoxFit.CONTAIN, gapless_playback=True, semantics_label=name)
        if data is not None
        else note(t("desk.check.no_photo", name=name))
    )
    return ft.Container(
        inside,
        height=_HEIGHT,
        alignment=ft.Alignment.CENTER,
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border_radius=RADIUS_FIELD,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        padding=0 if data is not None else GAP_8,
    )


def _checks(model: DeskModel) -> ft.Control:
    """Good news first and short; each doubt in its own words."""
    lines: list[ft.Control] = []
    has_number = bool(model.draft.value(Field.DOCUMENT_NUMBER))
    doubts = [p for p in model.problems if not p.blocks]
    codes = {p.code for p in model.problems}
    if has_number and not codes & {
        "citizen_id_not_12_digits",
        "citizen_id_sex_differs",
        "citizen_id_birth_year_differs",
    }:
        lines.append(mark(Tone.SUCCESS, t("desk.check.number_sound")))
    if has_number and model.draft.value(Field.ISSUED) and "card_expired" not in codes:
        lines.append(mark(Tone.SUCCESS, t("desk.check.card_valid")))
    if model.matched is not None:
        lines.append(mark(Tone.SUCCESS, t("desk.check.in_roster")))
    lines += [mark(Tone.WARNING, words_of(problem)) for problem in doubts]
    if not lines:
        lines.append(note(t("desk.check.nothing_yet")))
    return ft.Column(lines, spacing=GAP_4)


def _outcome(model: DeskModel) -> ft.Control:
    verification = model.draft.verification
    value = "" if verification is None else "same" if verification.same_person else "exception"
    error = "desk.check.say" if "verification" in model.left and verification is None else None
    return one_of(
        t("desk.check.outcome"),
        value,
        {"same": t("desk.check.same_person"), "exception": t("desk.check.exception")},
        lambda chosen: later(model.verify, chosen == "same"),
        error=t(error) if error else None,
    )


def _reason(model: DeskModel) -> list[ft.Control]:
    verification = model.draft.verification
    if verification is None or verification.same_person:
        return []
    code = model.error("verification")
    return [
        text_field(
            t("desk.check.reason"),
            verification.reason,
            on_change=model.type_reason,
            error=t(f"problem.{code}") if code else None,
            focus_request=model.focus_count if model.focus_on == "verification" else 0,
        )
    ]


def _consent(model: DeskModel) -> ft.Control:
    consent = tick(
        t("desk.consent.tick"),
        model.draft.consent is not None,
        lambda agreed: later(model.consent, agreed),
    )
    words = ft.Text(
        t("desk.consent.text"), theme_style=ft.TextThemeStyle.BODY_SMALL, color=ft.Colors.ON_SURFACE_VARIANT
    )
    code = model.error("consent")
    parts: list[ft.Control] = [words, consent]
    if code:
        parts.append(note(t(f"problem.{code}"), Tone.ERROR))
    return ft.Column(parts, spacing=GAP_4)


def _sign(model: DeskModel) -> ft.Control:
    signed = PhotoRole.SIGNATURE in model.draft.photos or PhotoRole.SIGNED_FORM in model.draft.photos
    label = t("desk.sign.again" if signed else "desk.sign.open")
    icon = ft.Icons.CHECK_CIRCLE_ROUNDED if signed else ft.Icons.DRAW_OUTLINED
    return ft.Row(
        [ft.Container(secondary(label, model.open_pad, icon=icon, key_hint="F4"), expand=True)],
        spacing=GAP_12,
    )
