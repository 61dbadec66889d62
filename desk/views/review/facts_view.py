"""What was declared, what the machines found, what might be the same person, and what has happened so far."""

from __future__ import annotations

from collections.abc import Mapping

import flet as ft

from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.review import HistoryLine, ReviewDetail
from desk.i18n import has, t
from desk.views import shown
from desk.views.components.card import section_card, side_by_side, stacked
from desk.views.components.status import chip, mark
from desk.views.components.text import body, note
from desk.views.review.duplicates_view import duplicates_card
from desk.views.review.email_check import ASKED
from desk.views.review.facts import Fact, facts_of
from desk.views.review.model import ReviewModel
from desk.views.review.opened import Opened
from desk.views.review.said import (
    check_words,
    differing_words,
    history_words,
    moment,
    registry_words,
)
from desk.views.review.telling_view import telling_card
from desk.views.theme import GAP_4, GAP_8, TONES, Tone

_LABEL_WIDTH = 124
_MARK_WIDTH = 24
_SOURCES = {
    "card": (ft.Icons.QR_CODE_2_ROUNDED, "source.card"),
    "roster": (ft.Icons.LIST_ALT_ROUNDED, "source.list"),
    "agency": (ft.Icons.ACCOUNT_BALANCE_OUTLINED, "source.agency"),
    "typed": (ft.Icons.EDIT_OUTLINED, "source.typed"),
    "online": (ft.Icons.PUBLIC_ROUNDED, "source.online"),
}


def facts_and_checks(model: ReviewModel, opened: Opened, *, is_wide: bool) -> ft.Control:
    """Facts at the left, everything that helps to judge them at the right; one under the other if narrow."""
    detail, content = opened.detail, opened.content
    assert detail is not None, "drawn only then"
    judging = [duplicates_card(model, detail.duplicates), *_told(model, opened), _history(detail.history)]
    if content is None:
        return stacked(judging)
    left = [_facts(content, detail)]
    right = [_checks(content, detail.registrars), *judging]
    return side_by_side([stacked(left), stacked(right)]) if is_wide else stacked([*left, *right])


def _facts(content: DeclarationContent, detail: ReviewDetail) -> ft.Control:
    tone, words = registry_words(detail.registry, detail.registry_source)
    lines = [
        _fact(fact, words)
        for fact in facts_of(content, detail.registry, detail.agency_name, detail.found_code)
    ]
    differing = differing_words(detail.registry, detail.registry_fields)
    chips: list[ft.Control] = [chip(tone, words)]
    if has(f"review.email_state.{detail.email_state}"):
        email_tone = Tone.WARNING if detail.email_state == ASKED else Tone.SUCCESS
        chips.append(chip(email_tone, t(f"review.email_state.{detail.email_state}")))
    said = [
        ft.Row(chips, wrap=True, spacing=GAP_8, run_spacing=GAP_4),
        *([note(differing, Tone.WARNING)] if differing else []),
    ]
    return section_card(t("review.facts.title"), ft.Column([*said, *lines], spacing=GAP_4 + 2))


def _fact(fact: Fact, registry: str) -> ft.Control:
    return ft.Row(
        [
            ft.Container(note(fact.label, max_lines=2), width=_LABEL_WIDTH),
            ft.Container(body(fact.value), expand=True),
            ft.Container(_tick(registry) if fact.ticked else None, width=_MARK_WIDTH),
            ft.Container(_source(fact.source), width=_MARK_WIDTH),
        ],
        spacing=GAP_8,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _tick(said: str) -> ft.Icon:
    look = TONES[Tone.SUCCESS]
    return ft.Icon(look.icon, size=20, color=look.strong, tooltip=said, semantics_label=said)


def _source(source: str) -> ft.Icon | None:
    if source not in _SOURCES:
        return None
    icon, key = _SOURCES[source]
    said = t("source.said", source=t(key))
    return ft.Icon(icon, size=18, color=ft.Colors.ON_SURFACE_VARIANT, tooltip=said, semantics_label=said)


def _checks(content: DeclarationContent, registrars: Mapping[str, str]) -> ft.Control:
    said = content.verification
    by = note(t("review.checks.by", by=registrars.get(said.by, said.by), at=moment(said.at)))
    if said.outcome == "same_person":
        person = mark(Tone.SUCCESS, t("review.checks.same_person"))
    else:
        person = mark(Tone.WARNING, t("review.checks.exception", reason=said.reason))
    warnings = [mark(Tone.WARNING, check_words(code, content)) for code in content.checks]
    found = warnings or [mark(Tone.NEUTRAL, t("review.checks.none"))]
    return section_card(t("review.checks.title"), ft.Column([person, by, *found], spacing=GAP_8))


def _told(model: ReviewModel, opened: Opened) -> list[ft.Control]:
    has_something = bool(opened.detail and opened.detail.notices) or model.telling.can_renew
    return [telling_card(model.telling, opened)] if has_something else []


def _history(lines: tuple[HistoryLine, ...]) -> ft.Control:
    return section_card(
        t("review.history.title"), ft.Column([_happened(line) for line in lines], spacing=GAP_8)
    )


def _happened(line: HistoryLine) -> ft.Control:
    event, said = history_words(line)
    words: list[ft.Control] = [
        body(event),
        note(t("review.history.line", at=moment(line.at), by=shown.doer(line.by, line.name))),
    ]
    if said:
        words.append(note(said))
    dot = ft.Container(
        width=8, height=8, border_radius=4, bgcolor=ft.Colors.OUTLINE, margin=ft.Margin.only(top=8)
    )
    return ft.Row(
        [dot, ft.Column(words, spacing=0, expand=True)],
        spacing=GAP_8,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
