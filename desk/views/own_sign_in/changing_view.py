"""One's own passphrase at the service: the fields, what is wrong beside each, the word that it is changed."""

from __future__ import annotations

from math import ceil

import flet as ft

from desk.i18n import t
from desk.ports.service import WAIT, Denied, NoAnswer, Reason
from desk.views import shown
from desk.views.components.buttons import Act, next_or_other, primary
from desk.views.components.card import section_card, stacked
from desk.views.components.feedback import banner
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.text import body
from desk.views.own_sign_in.changing import ChangingModel, Typed
from desk.views.own_sign_in.model import OwnSignInModel
from desk.views.review.trouble import Trouble, trouble_words
from desk.views.theme import Tone


@ft.component
def passphrase_card(model: ChangingModel, second_step: OwnSignInModel, sign_in_again: Act) -> ft.Control:
    """``sign_in_again`` leads to the sign-in page: the new passphrase ended every sign-in. Until the second
    step is settled that is the next act."""
    parts = _changed(sign_in_again) if model.is_changed else _asking(model, is_next=second_step.is_settled)
    return section_card(t("own.change.title"), stacked(parts))


def _asking(model: ChangingModel, *, is_next: bool) -> list[ft.Control]:
    parts: list[ft.Control] = [body(t("own.change.words")), *(_field(model, typed) for typed in Typed)]
    if model.trouble is not None:
        parts.append(banner(Tone.ERROR, _words(model.trouble)))
    act = next_or_other(t("own.change.act"), model.change, is_next=is_next, busy=model.is_busy)
    return [*parts, ft.Row([act])]


def _field(model: ChangingModel, typed: Typed) -> ft.Control:
    fault = model.faults.get(typed)
    return text_field(
        t(f"own.change.{typed}"),
        model.typed[typed],
        on_change=lambda text: model.type(typed, text),
        on_submit=lambda _: later(model.go_on, typed),
        error=t(fault) if fault else None,
        helper=t("own.change.rules") if typed is Typed.NEW else None,
        focus_request=model.cursor.of(typed),
        password=True,
    )


def _words(trouble: Trouble) -> str:
    """Without an answer nobody knows yet whether it was changed."""
    match trouble:
        case Denied(code, _, float(seconds)) if code == WAIT:
            return t("own.change.wait", span=shown.countdown(ceil(seconds)))
        case NoAnswer(reason) if reason not in (Reason.SIGN_IN, Reason.TOO_MANY):
            return f"{trouble_words(trouble)} {t('own.change.unknown')}"
    return trouble_words(trouble)


def _changed(sign_in_again: Act) -> list[ft.Control]:
    return [
        banner(Tone.SUCCESS, t("own.change.done")),
        ft.Row([primary(t("own.change.sign_in"), sign_in_again)]),
    ]
