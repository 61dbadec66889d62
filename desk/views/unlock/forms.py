"""The fields of the three ways into a station: passphrase, recovery code, a passphrase to be changed."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from desk.i18n import t
from desk.ports.recovery import RecoveryState
from desk.views.components.buttons import quiet
from desk.views.components.choices import choice_field
from desk.views.components.feedback import banner
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.text import note
from desk.views.theme import GAP_8, Tone
from desk.views.unlock.asked import Asked, Form
from desk.views.unlock.model import UnlockModel


def fields(model: UnlockModel) -> list[ft.Control]:
    """What is asked for now, from top to bottom; Enter in the last one is the button."""
    match model.form:
        case Form.RECOVER:
            state = model.program.recovery
            return [*_about_code(state), name(model), _code(model), *_new_twice(model)]
        case Form.CHANGE:
            old = passphrase(model, t("unlock.change.old"))
            return [name(model), old, *_second_step(model), *_new_twice(model)]
        case Form.OPEN:
            return [name(model), passphrase(model, t("unlock.passphrase")), *_second_step(model)]


def other_ways(model: UnlockModel) -> ft.Control:
    """From the passphrase to the other two forms, and back."""
    if model.form is Form.OPEN and not model.is_station:
        ways = [("unlock.change.way", Form.CHANGE)]
    elif model.form is Form.OPEN:
        ways = [("unlock.forgot", Form.RECOVER), ("unlock.change.way", Form.CHANGE)]
    else:
        ways = [("unlock.back" if model.is_station else "unlock.back_service", Form.OPEN)]
    buttons = [quiet(t(key), _to(model, form)) for key, form in ways]
    return ft.Row(list(buttons), spacing=GAP_8, wrap=True)


def name(model: UnlockModel) -> ft.Control:
    if model.is_station and model.people:
        names = {person.name: person.display_name for person in model.people}
        return choice_field(t("unlock.name"), model.name, names, model.choose_person)
    return text_field(
        t("unlock.sign_in_name"),
        model.name,
        on_change=model.type_name,
        on_submit=_on(model, Asked.NAME),
        autofocus=True,
        focus_request=_cursor(model, Asked.NAME),
    )


def passphrase(model: UnlockModel, label: str) -> ft.Control:
    return text_field(
        label,
        model.passphrase,
        on_change=model.type_passphrase,
        on_submit=_on(model, Asked.PASSPHRASE),
        password=True,
        autofocus=model.is_station,
        focus_request=_cursor(model, Asked.PASSPHRASE),
    )


def _to(model: UnlockModel, form: Form) -> Callable[[], None]:
    return lambda: model.show(form)


def _about_code(state: RecoveryState | None) -> list[ft.Control]:
    """Which code, and whether the supervisor has it at all: nobody should telephone in vain."""
    if state is None:
        return [banner(Tone.WARNING, t("unlock.trouble.no_code"))]
    if not state.is_at_agency:
        return [banner(Tone.WARNING, t("unlock.recover.not_at_agency", serial=state.serial))]
    return [note(t("unlock.recover.call", serial=state.serial))]


def _code(model: UnlockModel) -> ft.Control:
    return text_field(
        t("unlock.recover.code"),
        model.code,
        on_change=model.type_code,
        on_submit=_on(model, Asked.CODE),
        helper=t("unlock.recover.code_hint"),
        focus_request=_cursor(model, Asked.CODE),
    )


def _second_step(model: UnlockModel) -> list[ft.Control]:
    """Always shown: whether somebody has one is not said to who does not know the passphrase."""
    if model.is_station:
        return []
    code = text_field(
        t("unlock.code"),
        model.code,
        on_change=model.type_code,
        on_submit=_on(model, Asked.CODE),
        helper=t("unlock.code_hint"),
        focus_request=_cursor(model, Asked.CODE),
    )
    return [code]


def _new_twice(model: UnlockModel) -> list[ft.Control]:
    return [
        text_field(
            t("unlock.change.new"),
            model.new,
            on_change=model.type_new,
            on_submit=_on(model, Asked.NEW),
            password=True,
            focus_request=_cursor(model, Asked.NEW),
        ),
        text_field(
            t("unlock.change.again"),
            model.again,
            on_change=model.type_again,
            on_submit=_on(model, Asked.AGAIN),
            password=True,
            focus_request=_cursor(model, Asked.AGAIN),
        ),
    ]


def _on(model: UnlockModel, asked: Asked) -> Callable[[str], None]:
    return lambda _: later(model.go_on, asked)


def _cursor(model: UnlockModel, asked: Asked) -> int:
    return model.focus_count if model.focus_on is asked else 0
