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
    return _field(model, Asked.NAME, t("unlock.sign_in_name"), model.name, model.type_name, autofocus=True)


def passphrase(model: UnlockModel, label: str) -> ft.Control:
    return _field(
        model,
        Asked.PASSPHRASE,
        label,
        model.passphrase,
        model.type_passphrase,
        hides=True,
        autofocus=model.is_station,
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
    hint = t("unlock.recover.code_hint")
    return _field(model, Asked.CODE, t("unlock.recover.code"), model.code, model.type_code, helper=hint)


def _second_step(model: UnlockModel) -> list[ft.Control]:
    """Always shown: whether somebody has one is not said to who does not know the passphrase."""
    if model.is_station:
        return []
    hint = t("unlock.code_hint")
    return [_field(model, Asked.CODE, t("unlock.code"), model.code, model.type_code, helper=hint)]


def _new_twice(model: UnlockModel) -> list[ft.Control]:
    new, again = t("unlock.change.new"), t("unlock.change.again")
    return [
        _field(model, Asked.NEW, new, model.new, model.type_new, hides=True),
        _field(model, Asked.AGAIN, again, model.again, model.type_again, hides=True),
    ]


def _field(
    model: UnlockModel,
    asked: Asked,
    label: str,
    text: str,
    on_change: Callable[[str], None],
    *,
    helper: str | None = None,
    hides: bool = False,
    autofocus: bool = False,
) -> ft.Control:
    """Enter in it leads on, and it takes the cursor when its turn has come."""
    return text_field(
        label,
        text,
        on_change=on_change,
        on_submit=_on(model, asked),
        helper=helper,
        password=hides,
        autofocus=autofocus,
        focus_request=model.cursor.of(asked),
    )


def _on(model: UnlockModel, asked: Asked) -> Callable[[str], None]:
    return lambda _: later(model.go_on, asked)
