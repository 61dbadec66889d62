"""The photos of a declaration, large and side by side; a tap shows one over the whole window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flet as ft

from declaration.wire.records import BlobRef
from desk.i18n import has, t
from desk.ports.camera import PhotoRole
from desk.views.components.buttons import quiet
from desk.views.components.status import mark
from desk.views.components.text import note
from desk.views.review.model import ReviewModel
from desk.views.review.opened import Opened
from desk.views.theme import GAP_4, GAP_12, RADIUS_FIELD, Tone

_SLIM: Final = {PhotoRole.PORTRAIT.value, PhotoRole.SIGNATURE.value}
_SHARES: Final = {True: 13, False: 25}  # by is_slim; broad: a card side, and a photographed form
_HEIGHT: Final = {True: 188, False: 236}  # by is_wide

_Frame = tuple[BlobRef, ft.Container]


def photos(model: ReviewModel, opened: Opened, *, is_wide: bool) -> ft.Control:
    """All photos in one row, or in two where the window is upright."""
    if not opened.blobs:
        return note(t("review.photo.none"), Tone.WARNING)
    frames = [(ref, _frame(model, opened, ref, _HEIGHT[is_wide])) for ref in opened.blobs]
    slim = [frame for frame in frames if frame[0].role in _SLIM]
    broad = [frame for frame in frames if frame[0].role not in _SLIM]
    rows: list[ft.Control] = [_row(frames)] if is_wide else [_row(each) for each in (slim, broad) if each]
    if opened.photos_failed:
        again = quiet(t("review.photo.retry"), opened.load_photos, icon=ft.Icons.REFRESH_ROUNDED)
        rows.append(ft.Row([again]))
    return ft.Column(rows, spacing=GAP_12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def role_words(role: str) -> str:
    """What a photo shows; a role of a newer form is named as it came."""
    return t(f"field.{role}") if has(f"field.{role}") else role


def _row(frames: Sequence[_Frame]) -> ft.Row:
    for ref, frame in frames:
        frame.expand = _SHARES[ref.role in _SLIM]
    drawn: list[ft.Control] = [frame for _, frame in frames]
    return ft.Row(drawn, spacing=GAP_12, vertical_alignment=ft.CrossAxisAlignment.START)


def _frame(model: ReviewModel, opened: Opened, ref: BlobRef, height: int) -> ft.Container:
    name, is_loaded = role_words(ref.role), isinstance(opened.photos.get(ref.sha256), bytes)

    def enlarge() -> None:
        model.enlarge(ref.sha256)

    pressable = ft.Container(
        _inside(opened, ref, name),
        height=height,
        alignment=ft.Alignment.CENTER,
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border_radius=RADIUS_FIELD,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        on_click=enlarge if is_loaded else None,
    )
    # A tooltip would cover the very thing one wants to see.
    named = ft.Semantics(label=t("review.photo.enlarge", photo=name), button=is_loaded, content=pressable)
    caption: list[ft.Control] = [note(name, max_lines=1)]
    if ref.sha256 in opened.loaded[:1]:
        caption.append(ft.Semantics(exclude_semantics=True, content=note("(Z)")))  # its key, for the eye
    elif is_loaded:
        caption.append(ft.Icon(ft.Icons.ZOOM_IN_ROUNDED, size=18, color=ft.Colors.ON_SURFACE_VARIANT))
    unread = opened.detail is not None and ref.sha256 in opened.detail.unreadable_photos
    marked = [mark(Tone.ERROR, t("review.photo.unreadable"))] if unread else []
    column = ft.Column(
        [named, ft.Row(caption, spacing=GAP_4), *marked],
        spacing=GAP_4,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Container(column)


def _inside(opened: Opened, ref: BlobRef, name: str) -> ft.Control:
    photo = opened.photos.get(ref.sha256)
    if isinstance(photo, bytes):
        return ft.Image(src=photo, fit=ft.BoxFit.CONTAIN, semantics_label=name, gapless_playback=True)
    if photo is None:
        return ft.ProgressRing(width=24, height=24, stroke_width=2.5)
    return note(t("review.photo.missing"), Tone.ERROR)
