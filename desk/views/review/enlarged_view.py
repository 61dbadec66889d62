"""One photo over the whole window: to be zoomed, moved, turned to the next, and left with Escape."""

from __future__ import annotations

from functools import partial
from typing import Final

import flet as ft

from declaration.wire.records import BlobRef
from desk.i18n import t
from desk.ports.camera import PhotoRole
from desk.views.components.buttons import Act, icon_button, quiet
from desk.views.components.dialog import sheet
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import note
from desk.views.review.model import ReviewModel
from desk.views.review.opened import Opened
from desk.views.review.photos_view import role_words
from desk.views.review.zooming import LARGEST, Zooming
from desk.views.theme import GAP_8

_TALL: Final = frozenset({PhotoRole.PORTRAIT, PhotoRole.SIGNED_FORM})
_WIDEST, _CARD_RATIO = 1200, 1.5
_WAYS: Final = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}
_AROUND_WIDTH, _AROUND_HEIGHT = 128, 232  # px a dialog needs around its content


@ft.component
def enlarged_photo(model: ReviewModel, opened: Opened) -> ft.Control:
    """The large photo while one is chosen; it takes no room itself."""
    ref = next((each for each in opened.blobs if each.sha256 == model.enlarged), None)
    photo = opened.photos.get(ref.sha256) if ref else None
    if ref is None or not isinstance(photo, bytes):
        return ft.Container()
    return _large(model, ref, photo)


@ft.component
def _large(model: ReviewModel, ref: BlobRef, photo: bytes) -> ft.Control:
    name = role_words(ref.role)
    width, height = _room(ref.role, ft.context.page)
    zooming = ft.use_memo(lambda: Zooming(width, height), [ref.sha256, width, height])
    keys: dict[str, Act] = {
        "Escape": model.shrink,
        "Arrow Left": _turns(model, -1),
        "Arrow Right": _turns(model, 1),
        **dict.fromkeys(("+", "Shift++", "=", "Numpad Add"), zooming.larger),
        **dict.fromkeys(("-", "Numpad Subtract"), zooming.smaller),
        **{f"Shift+Arrow {way}": partial(zooming.move, *by) for way, by in _WAYS.items()},
    }
    use_shortcuts(keys, modal=True)
    image = ft.Image(src=photo, fit=ft.BoxFit.CONTAIN, semantics_label=name)
    framed = ft.Container(image, width=width, height=height, alignment=ft.Alignment.CENTER)
    # By its key another photo begins anew, whole.
    zooming.viewer = ft.InteractiveViewer(framed, max_scale=LARGEST, key=ref.sha256)
    viewer = ft.Container(zooming.viewer, height=height, alignment=ft.Alignment.CENTER)
    content = ft.Column(
        [viewer, note(t("review.photo.hint"))],
        spacing=GAP_8,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    ft.use_dialog(sheet(name, content, actions=_actions(model, zooming), width=width))
    return ft.Container()


def _actions(model: ReviewModel, zooming: Zooming) -> list[ft.Control]:
    return [
        icon_button(ft.Icons.ZOOM_OUT_ROUNDED, t("review.photo.smaller"), zooming.smaller),
        icon_button(ft.Icons.ZOOM_IN_ROUNDED, t("review.photo.larger"), zooming.larger),
        icon_button(ft.Icons.CHEVRON_LEFT_ROUNDED, t("review.photo.previous"), _turns(model, -1)),
        icon_button(ft.Icons.CHEVRON_RIGHT_ROUNDED, t("review.photo.next"), _turns(model, 1)),
        quiet(t("action.close"), model.shrink, key_hint="Esc"),
    ]


def _turns(model: ReviewModel, by: int) -> Act:
    return lambda: model.turn_photo(by)


def _room(role: str, page: ft.Page) -> tuple[int, int]:
    """The largest box that fits the window and suits what the photo shows."""
    width = min(int((page.width or 1366) - _AROUND_WIDTH), _WIDEST)
    height = int((page.height or 768) - _AROUND_HEIGHT)
    return width, height if role in _TALL else min(height, int(width / _CARD_RATIO))
