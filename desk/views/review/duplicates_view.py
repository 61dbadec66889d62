"""The card of declarations that may be of the same person."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any
from uuid import UUID

import flet as ft

from declaration.wire.review import PossibleDuplicate
from desk.i18n import has, t
from desk.views.components.buttons import icon_button
from desk.views.components.card import section_card
from desk.views.components.status import chip, mark
from desk.views.components.text import body, note
from desk.views.review.model import ReviewModel
from desk.views.review.said import status_words
from desk.views.theme import GAP_8, Tone


def duplicates_card(model: ReviewModel, found: tuple[PossibleDuplicate, ...]) -> ft.Control:
    """Each with what it shares, to be laid beside this one or to be gone to."""
    if not found:
        return section_card(t("review.duplicates.title"), mark(Tone.NEUTRAL, t("review.duplicates.none")))
    rows = [_duplicate(model, each) for each in found]
    warns = chip(Tone.WARNING, str(len(found)))
    return section_card(t("review.duplicates.title"), ft.Column(rows, spacing=GAP_8), trailing=warns)


def _duplicate(model: ReviewModel, found: PossibleDuplicate) -> ft.Control:
    field = t(f"field.{found.on}") if has(f"field.{found.on}") else found.on
    line = t(
        "review.duplicates.line",
        field=field,
        status=status_words(found.status)[1],
        dossier=found.dossier_number,
    )
    words = ft.Column([body(found.full_name), note(line, Tone.WARNING)], spacing=0, expand=True)
    begin = partial(model.beside.begin, found.id)
    beside = icon_button(ft.Icons.COMPARE_ROUNDED, t("review.duplicates.beside"), begin)
    opening = icon_button(ft.Icons.OPEN_IN_FULL_ROUNDED, t("review.duplicates.open"), _opens(model, found.id))
    return ft.Row([words, beside, opening], spacing=GAP_8)


def _opens(model: ReviewModel, record_id: UUID) -> Callable[[], Coroutine[Any, Any, None]]:
    async def act() -> None:
        await model.open(record_id)

    return act
