"""The dialog in which two declarations stand beside each other, what differs in another tone."""

from __future__ import annotations

from functools import partial
from typing import Final

import flet as ft

from declaration.wire.review import ReviewSummary
from desk.i18n import t
from desk.views.components.buttons import quiet, secondary
from desk.views.components.dialog import sheet
from desk.views.components.feedback import banner, loading
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.status import chip
from desk.views.components.text import body, note, strong
from desk.views.review.compared import SHOWN, ComparedLine, NoPhoto, Seen, SideBySide
from desk.views.review.model import ReviewModel
from desk.views.review.said import status_words
from desk.views.review.trouble import trouble_words
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS_FIELD, TONES, Tone

_WIDTH: Final = 840
_LABEL, _VALUE = 5, 8  # shares of a line
_PHOTO_HEIGHT: Final = 120
_STRETCH: Final = ft.CrossAxisAlignment.STRETCH


@ft.component
def side_by_side_dialog(model: ReviewModel, beside: SideBySide) -> ft.Control:
    """The dialog while it is open; it takes no room itself."""
    return _opened(model, beside) if beside.other is not None else ft.Container()


@ft.component
def _opened(model: ReviewModel, beside: SideBySide) -> ft.Control:
    use_shortcuts({"Escape": beside.dismiss}, modal=True)
    content = ft.Column(_parts(beside), spacing=GAP_8, tight=True, horizontal_alignment=_STRETCH)
    actions: list[ft.Control] = [
        secondary(t("review.duplicates.go"), partial(_go_to, model, beside)),
        quiet(t("action.close"), beside.dismiss, key_hint="Esc"),
    ]
    ft.use_dialog(sheet(t("review.duplicates.beside"), content, actions=actions, width=_WIDTH))
    return ft.Container()


async def _go_to(model: ReviewModel, beside: SideBySide) -> None:
    other = beside.other
    beside.dismiss()
    await model.open(other)


def _parts(beside: SideBySide) -> list[ft.Control]:
    if beside.trouble is not None:
        return [banner(Tone.OFFLINE, trouble_words(beside.trouble))]
    if beside.detail is None or beside.opened.detail is None:
        return [loading(t("review.opening"))]
    heads = (_head(beside.opened.detail.summary), _head(beside.detail.summary))
    pictures = (
        _pictures([beside.our_photo(role) for role in SHOWN]),
        _pictures([beside.their_photo(role) for role in SHOWN]),
    )
    rows = [_row(_label(""), *heads), _row(_label(t("review.photo.title")), *pictures)]
    return [*rows, *(_line(each) for each in beside.lines())]


def _row(label: ft.Control, ours: ft.Control, theirs: ft.Control) -> ft.Control:
    shares = ((label, _LABEL), (ours, _VALUE), (theirs, _VALUE))
    cells: list[ft.Control] = [ft.Container(control, expand=share) for control, share in shares]
    return ft.Row(cells, spacing=GAP_12, vertical_alignment=ft.CrossAxisAlignment.START)


def _label(words: str) -> ft.Control:
    return note(words, max_lines=2)


def _head(summary: ReviewSummary) -> ft.Control:
    tone, words = status_words(summary.status)
    lines = [strong(summary.full_name, max_lines=2), note(summary.dossier_number), chip(tone, words)]
    return ft.Column(list(lines), spacing=GAP_4, tight=True)


def _pictures(photos: list[Seen]) -> ft.Control:
    frames: list[ft.Control] = [
        ft.Container(
            _words_for(photo) if isinstance(photo, NoPhoto) else ft.Image(src=photo, fit=ft.BoxFit.CONTAIN),
            height=_PHOTO_HEIGHT,
            expand=True,
            alignment=ft.Alignment.CENTER,
            bgcolor=ft.Colors.SURFACE_CONTAINER,
            border_radius=RADIUS_FIELD,
        )
        for photo in photos
    ]
    return ft.Row(frames, spacing=GAP_8)


def _words_for(photo: NoPhoto) -> ft.Control:
    return note(t(f"review.duplicates.photo.{photo}"))


def _line(line: ComparedLine) -> ft.Control:
    ours, theirs = body(line.ours or "–"), body(line.theirs or "–")
    if line.differs:
        theirs.color, theirs.weight = TONES[Tone.WARNING].strong, ft.FontWeight.W_600
        theirs.semantics_label = t("review.duplicates.differs", value=line.theirs)
    return _row(_label(line.label), ours, theirs)
