"""What is amiss with a photo that is held, and the two ways on: a better photo, or a reason."""

from __future__ import annotations

from functools import partial

import flet as ft

from declaration.draft import PhotoDoubt, PhotoReason, PhotoRole
from desk.i18n import t
from desk.views.components.buttons import icon_button
from desk.views.components.choices import choice_field
from desk.views.components.later import later
from desk.views.components.status import mark
from desk.views.desk.aim import Aim
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_4, Tone


def photo_doubts(model: DeskModel) -> list[ft.Control]:
    """One part for each photo in doubt, in the order they are taken."""
    return [_doubt(model, role, model.draft.doubts[role]) for role in PhotoRole if role in model.draft.doubts]


def _doubt(model: DeskModel, role: PhotoRole, doubt: PhotoDoubt) -> ft.Control:
    words = " · ".join(t(f"problem.{code}").removesuffix(".") for code in doubt.codes)
    said = mark(Tone.WARNING, f"{t(f'field.{role}')}: {words}")
    said.expand = True
    line: list[ft.Control] = [said]
    if model.photos.original(role) is not None:
        cut = partial(model.cut_corners, role)
        line.append(icon_button(ft.Icons.CROP_FREE_ROUNDED, _named("desk.corners.open", role), cut))
    again = partial(model.taking.set_aim, Aim(role))
    line.append(icon_button(ft.Icons.PHOTO_CAMERA_OUTLINED, _named("desk.photo.again", role), again))
    parts: list[ft.Control] = [ft.Row(line, spacing=0)]
    if doubt.asks_reason:
        parts.append(_reason(model, role, doubt))
    return ft.Column(parts, spacing=GAP_4, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _named(key: str, role: PhotoRole) -> str:
    """An act with the photo it is about: two photos may be in doubt at once."""
    return t(key, name=t(f"desk.tile.{role}"))


def _reason(model: DeskModel, role: PhotoRole, doubt: PhotoDoubt) -> ft.Control:
    is_open = doubt.reason is None and role in model.left
    return choice_field(
        t("photo_reason.ask"),
        doubt.reason or "",
        {reason: t(f"photo_reason.{reason}") for reason in PhotoReason},
        lambda chosen: later(model.photos.use_nevertheless, role, PhotoReason(chosen)),
        error=t("problem.photo_reason_missing") if is_open else None,
    )
