"""The list of those to be approved together, to be unticked one by one; afterwards what came of it."""

from __future__ import annotations

import flet as ft

from declaration.wire.review import ReviewSummary
from desk.i18n import has, t
from desk.views import shown
from desk.views.components.buttons import primary, quiet
from desk.views.components.choices import tick
from desk.views.components.dialog import sheet
from desk.views.components.feedback import banner
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.status import mark
from desk.views.components.text import body, note
from desk.views.review.together import NotApproved, Outcome, Together
from desk.views.review.trouble import code_words, decision_trouble_words
from desk.views.theme import GAP_4, GAP_12, Tone

_WIDTH, _LIST_HEIGHT = 640, 360


@ft.component
def together_dialog(together: Together) -> ft.Control:
    """The dialog while it is asked for; it takes no room itself."""
    return ft.Container() if together.offered is None else _asked(together)


@ft.component
def _asked(together: Together) -> ft.Control:
    use_shortcuts({"Escape": together.dismiss, "Ctrl+Enter": together.confirm}, modal=True)
    content = _content(together) if together.outcome is None else _said(together.outcome)
    column = ft.Column(
        content, spacing=GAP_12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
    ft.use_dialog(sheet(t("review.together.title"), column, actions=_actions(together), width=_WIDTH))
    return ft.Container()


def _content(together: Together) -> list[ft.Control]:
    parts: list[ft.Control] = []
    if together.trouble is not None:
        parts.append(banner(Tone.OFFLINE, decision_trouble_words(together.trouble)))
    rows: list[ft.Control] = [_row(together, each) for each in together.offered or ()]
    parts += [
        body(t("review.together.words")),
        ft.Container(ft.ListView(rows, spacing=GAP_4, padding=0), height=min(_LIST_HEIGHT, 48 * len(rows))),
    ]
    return parts


def _row(together: Together, item: ReviewSummary) -> ft.Control:
    key = str(item.id)

    def choose(chosen: bool) -> None:
        together.choose(key, chosen)

    name = tick(item.full_name, key not in together.left_out, choose, disabled=together.deciding)
    line = note(
        t("review.row", number=shown.document_number(item.document_number), station=item.station), max_lines=1
    )
    return ft.Row([ft.Container(name, expand=3), ft.Container(line, expand=2)], height=44)


def _said(outcome: Outcome) -> list[ft.Control]:
    parts: list[ft.Control] = [mark(Tone.SUCCESS, t("review.together.done", count=outcome.approved))]
    if outcome.staying:
        parts.append(body(t("review.together.staying", count=len(outcome.staying))))
        parts += [mark(Tone.WARNING, _stays(each)) for each in outcome.staying]
    return parts


def _stays(each: NotApproved) -> str:
    """Nothing was entered for it, so nothing is said of what is kept."""
    key = f"review.together.why.{each.code}"
    why = t(key) if has(key) else code_words(each.code)
    return t("review.together.stays", name=each.summary.full_name, why=why)


def _actions(together: Together) -> list[ft.Control]:
    if together.outcome is not None:
        return [quiet(t("action.close"), together.dismiss, key_hint="Esc")]
    count = len(together.chosen)
    label = t("review.together.confirm", count=count)
    return [
        quiet(t("review.together.not_yet"), together.dismiss, disabled=together.deciding),
        primary(label, together.confirm, key_hint="Ctrl Enter", disabled=not count, busy=together.deciding),
    ]
