"""The three decisions, always in sight, and why the last one was not taken."""

from __future__ import annotations

import flet as ft

from declaration.wire.review import Decision
from desk.i18n import t
from desk.views.components.buttons import Act, primary, secondary
from desk.views.components.feedback import banner
from desk.views.components.text import note
from desk.views.review.decisions import Decisions
from desk.views.review.model import ReviewModel
from desk.views.review.trouble import Trouble, WayOut, decision_trouble_words, way_out
from desk.views.theme import GAP_4, GAP_8, Tone


def decision_banner(model: ReviewModel, trouble: Trouble) -> ft.Control:
    """Why the decision was not taken, with the way out beside it."""
    way = way_out(trouble)

    async def act() -> None:
        await model.take(way)

    tone = Tone.WARNING if way is not WayOut.RETRY else Tone.OFFLINE
    return banner(tone, decision_trouble_words(trouble), action=secondary(t(f"review.act.{way}"), act))


def decision_bar(decisions: Decisions) -> ft.Control:
    """The buttons with their keys, beside them what was done last; none where nothing can be decided."""

    def ask(decision: Decision) -> Act:
        return lambda: decisions.ask(decision)

    buttons: list[ft.Control] = []
    if any(decisions.opened.possible(decision) for decision in Decision):
        buttons = [
            secondary(
                t("review.act.reject"),
                ask(Decision.REJECT),
                key_hint="J",
                disabled=not decisions.can(Decision.REJECT),
            ),
            secondary(
                t("review.act.return"),
                ask(Decision.RETURN),
                key_hint="R",
                disabled=not decisions.can(Decision.RETURN),
            ),
            primary(
                t("review.act.approve"),
                decisions.approve,
                icon=ft.Icons.CHECK_ROUNDED,
                key_hint="A",
                disabled=not decisions.can(Decision.APPROVE),
                busy=decisions.deciding,
            ),
        ]
    return ft.Row([ft.Container(_said(decisions), expand=True), *buttons], spacing=GAP_8)


def _said(decisions: Decisions) -> ft.Control:
    if decisions.done is not None:
        words = t(f"review.done_{decisions.done.decision}", name=decisions.done.name)
        icon = ft.Icon(ft.Icons.CHECK_ROUNDED, size=18, color=ft.Colors.ON_SURFACE_VARIANT)
        return ft.Row([icon, ft.Container(note(words, max_lines=1), expand=True)], spacing=GAP_4)
    if not any(decisions.opened.possible(decision) for decision in Decision):
        return note(t("review.not_for_decision"), max_lines=1)
    return ft.Container()
