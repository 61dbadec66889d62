"""The photos of this declaration as small pictures: held or missing at a glance, pressed to take again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import flet as ft

from declaration.draft import PhotoDoubt, PhotoRole
from declaration.photos_needed import is_returned, photos_needed
from declaration.signing import SIGNATURES, signature_held, signature_of
from desk.i18n import t
from desk.views.desk.aim import Aim
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_4, GAP_8, RADIUS_FIELD, TONES, Tone

_HEIGHT = 64
_SHARE, _SHARES = 4, {PhotoRole.PORTRAIT: 5, PhotoRole.PASSPORT_PAGE: 5, PhotoRole.BIRTH_CERTIFICATE: 5}
"""Of the width: longer words need more."""


def thumbnails(model: DeskModel) -> ft.Control:
    """The document, portrait, signature, in the order they are taken."""
    signed = signature_held(model.draft) or PhotoRole.SIGNATURE
    roles = photos_needed(model.draft)
    tiles = [
        _tile(model, role, partial(model.taking.aim_or_rest, Aim(role)), is_aimed=model.aim is Aim(role))
        for role in roles
    ]
    tiles.append(_tile(model, signed, model.attesting.open_pad, is_aimed=model.aim is Aim.SIGNED_FORM))
    shown = (*roles, signed)
    boxes: list[ft.Control] = [
        ft.Container(tile, expand=_SHARES.get(role, _SHARE)) for role, tile in zip(shown, tiles, strict=True)
    ]
    return ft.Row(boxes, spacing=GAP_8)


def _tile(model: DeskModel, role: PhotoRole, on_click: Callable[[], None], *, is_aimed: bool) -> ft.Control:
    held = role in model.draft.photos
    data = model.pictures.get(role)
    name = t(f"desk.tile.{role}")
    tone, words = _standing(model, role, name)
    return ft.Semantics(
        button=True,
        label=words,
        exclude_semantics=True,
        content=ft.Container(
            ft.Column(
                [_picture(data, held, tone, is_returned(model.draft, role)), _caption(name, held, tone)],
                spacing=GAP_4,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                tight=True,
            ),
            on_click=on_click,
            ink=True,
            padding=ft.Padding.symmetric(vertical=GAP_4, horizontal=1),
            tooltip=words,
            border_radius=RADIUS_FIELD,
            border=ft.Border.all(
                2 if is_aimed else 1, ft.Colors.PRIMARY if is_aimed else ft.Colors.OUTLINE_VARIANT
            ),
        ),
    )


def _standing(model: DeskModel, role: PhotoRole, name: str) -> tuple[Tone, str]:
    """How the picture stands, for the eye and in words."""
    if is_returned(model.draft, role):
        return Tone.WARNING, t("desk.tile.returned", name=name)
    held = role in model.draft.photos
    if role in SIGNATURES and held and signature_of(model.draft) is None:
        return Tone.WARNING, f"{name}: {t('problem.signature_outdated')}"
    doubt = model.draft.doubts.get(role)
    words = t("desk.tile.held" if held else "desk.tile.missing", name=name)
    return (Tone.SUCCESS, words) if doubt is None else (Tone.WARNING, f"{words}. {_first_doubt(doubt)}")


def _first_doubt(doubt: PhotoDoubt) -> str:
    return t(f"problem.{doubt.codes[0]}")


def _picture(data: bytes | None, held: bool, tone: Tone, returned: bool) -> ft.Control:
    if data is None:
        icon = ft.Icons.CHECK_ROUNDED if held else ft.Icons.ADD_A_PHOTO_OUTLINED
        return ft.Container(
            ft.Icon(icon, color=ft.Colors.OUTLINE), height=_HEIGHT, alignment=ft.Alignment.CENTER
        )
    look = TONES[tone]
    picture = ft.Container(
        ft.Image(src=data, fit=ft.BoxFit.CONTAIN, gapless_playback=True, border_radius=4),
        height=_HEIGHT,
        alignment=ft.Alignment.CENTER,
    )
    tick = ft.Container(
        ft.Icon(look.icon, size=20, color=look.strong),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border_radius=10,
    )
    parts: list[ft.Control] = [picture, tick, _returned_mark()] if returned else [picture, tick]
    return ft.Stack(parts, alignment=ft.Alignment.TOP_RIGHT)


def _returned_mark() -> ft.Control:
    """Across the foot of the picture."""
    look = TONES[Tone.WARNING]
    words = ft.Text(
        t("desk.tile.returned_mark"), theme_style=ft.TextThemeStyle.LABEL_SMALL, color=look.on_soft
    )
    return ft.Container(words, bgcolor=look.soft, alignment=ft.Alignment.CENTER, bottom=0, left=0, right=0)


def _caption(name: str, held: bool, tone: Tone) -> ft.Control:
    return ft.Text(
        name,
        theme_style=ft.TextThemeStyle.LABEL_SMALL,
        color=TONES[tone].strong if held else None,
        text_align=ft.TextAlign.CENTER,
        max_lines=1,
        no_wrap=True,
    )
