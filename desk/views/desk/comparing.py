"""Portrait and card, large and side by side: the registrar compares them with the person in front."""

from __future__ import annotations

import flet as ft

from declaration.draft import PhotoRole
from desk.i18n import t
from desk.views.components.buttons import primary
from desk.views.components.dialog import sheet
from desk.views.components.shortcuts import use_shortcuts
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_12, RADIUS_FIELD

_MARGIN = 200
_HIGH = 440


@ft.component
def comparison(model: DeskModel, *, room: float) -> ft.Control:
    """A hook in the shape of a component; ``room``: the window's width in pixels."""
    width = round(min(960, room - _MARGIN))
    dialog = sheet(
        t("desk.check.title"),
        ft.Row(
            [_large(model, PhotoRole.PORTRAIT, 2), _large(model, model.face_page, 3)],
            spacing=GAP_12,
            height=min(_HIGH, width // 2),
        ),
        actions=[primary(t("action.close"), model.stop_comparing)],
        width=width,
    )
    ft.use_dialog(dialog if model.is_comparing else None)
    keys = {"Escape": model.stop_comparing}
    use_shortcuts(keys if model.is_comparing else {}, modal=model.is_comparing)
    return ft.Container()


def _large(model: DeskModel, role: PhotoRole, share: int) -> ft.Control:
    return ft.Container(
        ft.Image(
            src=model.pictures.get(role, b""),
            fit=ft.BoxFit.CONTAIN,
            semantics_label=t(f"desk.tile.{role}"),
        ),
        expand=share,
        alignment=ft.Alignment.CENTER,
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border_radius=RADIUS_FIELD,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
