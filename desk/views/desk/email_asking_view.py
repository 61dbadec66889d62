"""Beside the e-mail field the way to confirm it, and the dialog that takes the code the person reads out."""

from __future__ import annotations

from typing import Final

import flet as ft

from declaration.draft import Field
from declaration.wire.contact_codes import CODE_DIGITS
from desk.i18n import has, t
from desk.ports.clock import VIETNAM
from desk.ports.service import Denied, NoAnswer
from desk.views.components.buttons import icon_button, primary, quiet
from desk.views.components.card import stacked
from desk.views.components.dialog import sheet
from desk.views.components.feedback import busy
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.status import chip, mark
from desk.views.components.text import body, note
from desk.views.desk.email_asking import ASKED_IN, EmailAsking
from desk.views.desk.form_field import form_field
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_8, GAP_12, TOUCH, Tone

_WIDTH: Final = 520


def email_row(model: DeskModel, name: Field) -> ft.Control:
    """The field, and what can be done about a readable address that an account is to have."""
    field = form_field(model, name, keyboard=ft.KeyboardType.EMAIL)
    asked = ASKED_IN.get(model.draft.kind) == name
    beside: list[ft.Control] = [_beside(model, model.email_asking)] if asked else []
    return ft.Row(
        [ft.Container(field, expand=True), *beside],
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


@ft.component
def _beside(model: DeskModel, asking: EmailAsking) -> ft.Control:  # noqa: ARG001 - it follows what is typed
    if asking.on_table is None:
        return ft.Container()
    if asking.is_confirmed:
        said = chip(Tone.SUCCESS, t("desk.email.confirmed"))
        return ft.Container(
            said, height=TOUCH, alignment=ft.Alignment.CENTER, padding=ft.Padding.only(left=GAP_8)
        )
    # An icon alone: the address beside it is to be read whole.
    return icon_button(ft.Icons.MARK_EMAIL_READ_OUTLINED, t("desk.email.button"), asking.begin)


@ft.component
def email_sheet(asking: EmailAsking) -> ft.Control:
    """The dialog while it is open; it takes no room itself."""
    return _opened(asking, asking.about[1]) if asking.about is not None else ft.Container()


@ft.component
def _opened(asking: EmailAsking, email: str) -> ft.Control:
    use_shortcuts({"Escape": asking.dismiss}, modal=True)
    field = text_field(
        t("desk.email.code"),
        asking.code,
        on_change=asking.type,
        on_submit=lambda _: later(asking.confirm),
        keyboard=ft.KeyboardType.NUMBER,
        allowed=r"[0-9 ]*",
        max_length=CODE_DIGITS + 1,
        autofocus=True,
        focus_request=asking.waits,
    )
    content = stacked([body(t("desk.email.words", email=email)), field, *_said(asking, email)], gap=GAP_12)
    can_say = bool(asking.code.strip()) and not asking.is_busy
    actions: list[ft.Control] = [
        quiet(t("desk.email.later"), asking.dismiss, key_hint="Esc"),
        quiet(t("desk.email.send"), asking.send, disabled=asking.is_busy),
        primary(t("desk.email.confirm"), asking.confirm, key_hint="Enter", disabled=not can_say),
    ]
    ft.use_dialog(sheet(t("desk.email.title"), content, actions=actions, width=_WIDTH))
    return ft.Container()


def _said(asking: EmailAsking, email: str) -> list[ft.Control]:
    """What came of the last act; a screen reader says it by itself."""
    if asking.is_busy:
        return [busy(t("desk.email.busy"))]
    if asking.trouble is not None:
        lines: list[ft.Control] = [mark(Tone.WARNING, _trouble_words(asking.trouble))]
        if not _is_about_the_code(asking.trouble):
            lines.append(note(t("desk.email.goes_on")))
        return [ft.Semantics(live_region=True, content=stacked(lines, gap=GAP_8))]
    if asking.good_until is not None:
        at = f"{asking.good_until.astimezone(VIETNAM):%H:%M}"
        words = mark(Tone.NEUTRAL, t("desk.email.sent", email=email, at=at))
        return [ft.Semantics(live_region=True, content=words)]
    return []


def _is_about_the_code(trouble: Denied | NoAnswer) -> bool:
    """Another try, or another code, mends it."""
    return isinstance(trouble, Denied) and trouble.code in ("code_wrong", "code_asked_too_soon")


def _trouble_words(trouble: Denied | NoAnswer) -> str:
    if isinstance(trouble, NoAnswer):
        return t("desk.email.no_answer", reason=t(f"reason.{trouble.reason}"))
    key = f"desk.email.trouble.{trouble.code}"
    return t(key) if has(key) else t("desk.email.trouble.unknown", code=trouble.code)
