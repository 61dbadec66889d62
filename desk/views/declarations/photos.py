"""The photos of a declaration as thumbnails, each with its name; those a reviewer marked stand out."""

from __future__ import annotations

import flet as ft

from declaration.draft import PhotoRole
from desk.i18n import t
from desk.views import shown
from desk.views.components.text import note
from desk.views.declarations.model import Opened
from desk.views.theme import GAP_4, GAP_12, RADIUS_FIELD, TONES, Tone

_HEIGHT = 104
_CARD_WIDTH = 165  # of a card of that height (85.60 × 53.98 mm); a wide signature is fitted into it


def photos(opened: Opened) -> ft.Row:
    """Portrait, card, signature: in the order of the form."""
    held = [role for role in PhotoRole if role in opened.detail.photos]
    faulty = opened.detail.returned_fields
    pictures = [_thumbnail(role, opened.photos.get(role), role in faulty) for role in held]
    return ft.Row(list(pictures), wrap=True, spacing=GAP_12, run_spacing=GAP_12)


def _thumbnail(role: PhotoRole, data: bytes | None, is_faulty: bool) -> ft.Column:
    name = shown.field_name(role)
    edge = TONES[Tone.WARNING].strong if is_faulty else ft.Colors.OUTLINE_VARIANT
    return ft.Column(
        [
            ft.Container(
                _picture(data, name, role),
                border=ft.Border.all(2 if is_faulty else 1, edge),
                border_radius=RADIUS_FIELD,
                clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
                bgcolor=ft.Colors.SURFACE_CONTAINER,
            ),
            note(name, Tone.WARNING if is_faulty else Tone.NEUTRAL),
        ],
        spacing=GAP_4,
        tight=True,
    )


def _picture(data: bytes | None, name: str, role: PhotoRole) -> ft.Control:
    if data is None:
        missing = note(t("declarations.photo_missing"))
        return ft.Container(
            missing, width=_HEIGHT, height=_HEIGHT, alignment=ft.Alignment.CENTER, padding=GAP_4
        )
    return ft.Image(
        src=data,
        width=_CARD_WIDTH if role is PhotoRole.SIGNATURE else None,
        height=_HEIGHT,
        fit=ft.BoxFit.CONTAIN,
        semantics_label=name,
        gapless_playback=True,
    )
