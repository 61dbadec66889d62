"""The dialogs of the three decisions: what is to be mended, why not, which code. Nothing entered is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import flet as ft

from declaration.lifecycle import Kind
from declaration.wire.review import Decision
from desk.i18n import t
from desk.views.components.buttons import danger, primary, quiet
from desk.views.components.dialog import sheet
from desk.views.components.fields import text_field
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.status import mark
from desk.views.components.text import body, note, strong
from desk.views.review.concerns import concerns_of
from desk.views.review.decision_bar import decision_banner
from desk.views.review.decisions import Decisions
from desk.views.review.email_view import email_owed
from desk.views.review.forms import NOTE_LENGTH, REASON_LENGTH, Form, markable, reasons_for
from desk.views.review.model import ReviewModel
from desk.views.review.opened import Opened
from desk.views.review.picks import picks
from desk.views.review.said import coded_words
from desk.views.review.trouble import problem_words
from desk.views.theme import GAP_12, Tone

_WIDTH = 640


@ft.component
def decision_dialog(model: ReviewModel, decisions: Decisions) -> ft.Control:
    """The dialog while a decision is asked for; it takes no room itself."""
    if decisions.asking is None:
        return ft.Container()
    return _asked(model, decisions, decisions.opened, decisions.asking)


@ft.component
def _asked(
    model: ReviewModel,
    decisions: Decisions,
    opened: Opened,  # noqa: ARG001 - what is asked follows what is read of it
    decision: Decision,
) -> ft.Control:
    use_shortcuts({"Escape": decisions.dismiss, "Ctrl+Enter": decisions.confirm}, modal=True)
    parts: list[ft.Control] = []
    if decisions.trouble is not None:
        parts.append(decision_banner(model, decisions.trouble))
    parts += _CONTENTS[decision](decisions)
    content = ft.Column(parts, spacing=GAP_12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    ft.use_dialog(
        sheet(t(f"review.{decision}.title"), content, actions=_actions(decisions, decision), width=_WIDTH)
    )
    return ft.Container()


def _actions(decisions: Decisions, decision: Decision) -> list[ft.Control]:
    label = t(f"review.{decision}.confirm")
    if decision is Decision.APPROVE and concerns_of(decisions.opened):
        label = t("review.approve.confirm_anyway")
    if decision is Decision.REJECT:
        confirm: ft.Control = danger(
            label, decisions.confirm, key_hint="Ctrl Enter", disabled=decisions.deciding
        )
    else:
        confirm = primary(label, decisions.confirm, key_hint="Ctrl Enter", busy=decisions.deciding)
    return [quiet(t("review.act.look_on"), decisions.dismiss), confirm]


def _approving(decisions: Decisions) -> list[ft.Control]:
    parts: list[ft.Control] = []
    concerns = concerns_of(decisions.opened)
    if concerns:
        parts.append(strong(t("review.approve.concerns")))
        parts += [mark(Tone.WARNING, t(f"review.concern.{concern}")) for concern in concerns]
    if decisions.email.is_owed:
        parts += [email_owed(decisions.email), _email_reason(decisions)]
    if decisions.needs_code:
        parts += [body(t("review.approve.code_words")), _code(decisions)]
    parts.append(note(t(f"review.approve.words_{_kind(decisions)}")))
    return parts


def _kind(decisions: Decisions) -> str:
    content = decisions.opened.content
    return content.kind if content is not None else Kind.REGISTER


def _code(decisions: Decisions) -> ft.Control:
    form = decisions.form(Decision.APPROVE)
    return text_field(
        t("field.insurance_code"),
        form.code,
        on_change=lambda text: decisions.enter(Decision.APPROVE, replace(form, code=text)),
        error=_problem(decisions, "insurance_code"),
        keyboard=ft.KeyboardType.NUMBER,
        allowed=r"[0-9A-Za-z .-]*",
        max_length=20,
        autofocus=True,
    )


def _email_reason(decisions: Decisions) -> ft.Control:
    form = decisions.form(Decision.APPROVE)
    return text_field(
        t("review.email.reason"),
        form.email_reason,
        on_change=lambda text: decisions.enter(Decision.APPROVE, replace(form, email_reason=text)),
        error=_problem(decisions, "email"),
        max_length=REASON_LENGTH,
    )


def _returning(decisions: Decisions) -> list[ft.Control]:
    form = decisions.form(Decision.RETURN)

    def mark_field(name: str, marked: bool) -> None:
        decisions.enter(Decision.RETURN, decisions.form(Decision.RETURN).with_field(name, marked))

    fields = {str(name): t(f"field.{name}") for name in markable(decisions.opened.content)}
    return [
        picks(t("review.return.fields"), fields, form.fields, mark_field, _problem(decisions, "fields")),
        _reasons(decisions, Decision.RETURN, form),
        _note(decisions, Decision.RETURN, form),
    ]


def _rejecting(decisions: Decisions) -> list[ft.Control]:
    form = decisions.form(Decision.REJECT)
    return [
        body(t("review.reject.words")),
        _reasons(decisions, Decision.REJECT, form),
        _note(decisions, Decision.REJECT, form),
    ]


_CONTENTS: Mapping[Decision, Callable[[Decisions], list[ft.Control]]] = {
    Decision.APPROVE: _approving,
    Decision.RETURN: _returning,
    Decision.REJECT: _rejecting,
}


def _reasons(decisions: Decisions, decision: Decision, form: Form) -> ft.Control:
    def choose(code: str, chosen: bool) -> None:
        decisions.enter(decision, decisions.form(decision).with_reason(code, chosen))

    reasons = reasons_for(decision, decisions.reasons)
    offered = {reason: coded_words(f"{decision}_reason", reason) for reason in reasons}
    title = t(f"review.{decision}.reasons")
    return picks(title, offered, form.reasons, choose, _problem(decisions, "reasons"))


def _note(decisions: Decisions, decision: Decision, form: Form) -> ft.Control:
    return text_field(
        t(f"review.{decision}.note"),
        form.note,
        on_change=lambda text: decisions.enter(decision, replace(decisions.form(decision), note=text)),
        max_length=NOTE_LENGTH,
        lines=2,
    )


def _problem(decisions: Decisions, field: str) -> str | None:
    return next((problem_words(each) for each in decisions.problems if each.field == field), None)
