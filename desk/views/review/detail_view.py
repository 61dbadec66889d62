"""One declaration: its photos, what was declared and checked, and the decision bar always in sight."""

from __future__ import annotations

import flet as ft

from declaration.wire.review import Claim, Decision
from desk.i18n import t
from desk.views.components.buttons import Act, icon_button, secondary
from desk.views.components.feedback import banner, empty_state, loading
from desk.views.components.status import chip
from desk.views.components.text import note, title
from desk.views.review.consent_view import consent_banners
from desk.views.review.decision_bar import decision_banner, decision_bar
from desk.views.review.decisions import Decisions
from desk.views.review.facts_view import facts_and_checks
from desk.views.review.model import ReviewModel
from desk.views.review.opened import Opened
from desk.views.review.photos_view import photos
from desk.views.review.queue import Queue
from desk.views.review.said import days_words, moment_this_year, moment_today, status_words
from desk.views.review.trouble import (
    Trouble,
    WayOut,
    trouble_words,
    way_out,
)
from desk.views.theme import GAP_8, GAP_12, Tone

_STRETCH = ft.CrossAxisAlignment.STRETCH


@ft.component
def detail_panel(
    model: ReviewModel, queue: Queue, opened: Opened, decisions: Decisions, is_wide: bool
) -> ft.Control:
    """The declaration that is open, or what to do when none is."""
    if opened.record_id is None:
        return _nothing_open(queue, decisions)
    if opened.detail is None:
        waiting = _opening_trouble(model, opened.trouble) if opened.trouble else loading(t("review.opening"))
        return ft.Column([*_back(model, is_wide), waiting], horizontal_alignment=_STRETCH)
    body = ft.Column(
        [photos(model, opened, is_wide=is_wide), facts_and_checks(model, opened, is_wide=is_wide)],
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        spacing=GAP_12,
        horizontal_alignment=_STRETCH,
    )
    parts = [
        _head(model, opened, is_wide),
        *_banners(model, opened, decisions),
        body,
        decision_bar(decisions),
    ]
    return ft.Column(parts, expand=True, spacing=GAP_8, horizontal_alignment=_STRETCH)


def _nothing_open(queue: Queue, decisions: Decisions) -> ft.Control:
    """What to do, and what was done last."""
    middle = ft.Container(expand=True)  # the list says why it is empty; once is enough
    if queue.items:
        hint = t("review.open_one_hint")
        middle = empty_state(ft.Icons.FACT_CHECK_OUTLINED, t("review.open_one"), hint=hint)
        middle.expand = True
    done = [decision_bar(decisions)] if decisions.done is not None else []
    return ft.Column([middle, *done], expand=True, horizontal_alignment=_STRETCH)


def _back(model: ReviewModel, is_wide: bool) -> list[ft.Control]:
    async def back() -> None:
        await model.open(None)

    if is_wide:
        return []
    return [icon_button(ft.Icons.ARROW_BACK_ROUNDED, t("review.back"), back)]


def _head(model: ReviewModel, opened: Opened, is_wide: bool) -> ft.Control:
    assert opened.detail is not None, "drawn only then"
    summary = opened.detail.summary
    line = t(
        "review.dossier",
        number=summary.dossier_number,
        unit=summary.unit_name,
        station=summary.station,
        at=moment_this_year(summary.received_at),
    )
    said = note(line, max_lines=2 if is_wide else 3)
    names = ft.Column([title(summary.full_name), said], spacing=2, expand=True)
    tone, words = status_words(summary.status)
    chips = [chip(tone, words)]
    if summary.revision > 1:
        chips.append(chip(Tone.NEUTRAL, t("review.revision", number=summary.revision)))
    if opened.possible(Decision.APPROVE):
        tone, words = days_words(summary.hand_in_by, model.clock.today())
        chips.append(chip(tone, words, icon=ft.Icons.SCHEDULE_ROUNDED))
    return ft.Row([*_back(model, is_wide), names, *chips, *_steps(model)], spacing=GAP_8)


def _steps(model: ReviewModel) -> list[ft.Control]:
    def step(by: int) -> Act:
        async def act() -> None:
            await model.step(by)

        return act

    return [
        icon_button(ft.Icons.KEYBOARD_ARROW_UP_ROUNDED, t("review.previous"), step(-1)),
        icon_button(ft.Icons.KEYBOARD_ARROW_DOWN_ROUNDED, t("review.next"), step(1)),
    ]


def _banners(model: ReviewModel, opened: Opened, decisions: Decisions) -> list[ft.Control]:
    found: list[ft.Control] = []
    if opened.trouble is not None:
        found.append(_opening_trouble(model, opened.trouble))
    if decisions.trouble is not None and decisions.asking is None:
        found.append(decision_banner(model, decisions.trouble))
    elif decisions.has_entries and decisions.asking is None:
        found.append(banner(Tone.NEUTRAL, t("review.kept")))
    if opened.taken is not None:
        found.append(_taken(model, opened.taken))
    found += consent_banners(opened)
    if opened.content is None:
        found.append(banner(Tone.WARNING, t("review.facts.unreadable")))
    return found


def _taken(model: ReviewModel, claim: Claim) -> ft.Control:
    words = t("review.taken_until", name=claim.name, at=moment_today(claim.until))
    return banner(Tone.WARNING, words, action=secondary(t("review.act.look_again"), model.reload))


def _opening_trouble(model: ReviewModel, trouble: Trouble) -> ft.Control:
    way = way_out(trouble)

    async def act() -> None:
        await model.take(WayOut.RELOAD if way is WayOut.RETRY else way)

    return banner(Tone.OFFLINE, trouble_words(trouble), action=secondary(t(f"review.act.{way}"), act))
