"""How the three blocks stand: side by side on a laptop, one under the other on an upright tablet.

Plain functions of the screen, not components of their own: what changes at the desk is drawn once, not
again by every part that looks at the model too.
"""

from __future__ import annotations

import asyncio

import flet as ft

from declaration.draft import Field
from declaration.wire.sign_in import Agency
from desk.views.desk.aim import Aim
from desk.views.desk.camera import camera_block
from desk.views.desk.checking import checking_block
from desk.views.desk.form import IN_OF_KIND, OF_KIND, form_block
from desk.views.desk.form_more import MORE, UNFOLDED
from desk.views.desk.model import DeskModel
from desk.views.desk.scanner import SCAN_LINE
from desk.views.theme import GAP_12, MOTION_MS

_SHARES = (30, 42, 30)
_CAMERA, _FORM, _CHECKING = "camera", "form", "checking"
_IN_CHECKING = {"verification", "consent", "photo_reason"}
# Flet's own dataclass decorator hides the argument from the type checker.
_CAMERA_KEY = ft.ScrollKey(_CAMERA)  # type: ignore[call-arg]
_FORM_KEY, _CHECKING_KEY = ft.ScrollKey(_FORM), ft.ScrollKey(_CHECKING)  # type: ignore[call-arg]
_DRAWN = 0.1
"""Seconds until a line that was just added counts in the length of what scrolls."""


def use_scrolled(model: DeskModel, *, is_beside: bool) -> ft.MutableRef[ft.Column]:
    """Hook: what is unfolded, or belongs to the kind, comes into sight when it was just opened or lacks
    something; on a tablet whatever is missing does.

    The column that scrolls is the form's own on a laptop, that of all three on a tablet.
    """
    now: ft.MutableRef[ft.Column] = ft.use_ref()

    async def bring_what_is_missing() -> None:
        block = _block_of(model.cursor.name)
        if model.cursor.count and block and (block in (MORE, OF_KIND) or not is_beside):
            await asyncio.sleep(_DRAWN)
            await now.current.scroll_to(scroll_key=block, duration=MOTION_MS)

    async def bring_what_was_unfolded() -> None:
        if model.is_more_open:
            await now.current.scroll_to(scroll_key=MORE, duration=MOTION_MS)

    ft.use_effect(bring_what_is_missing, [model.cursor.count])
    ft.use_effect(bring_what_was_unfolded, [model.is_more_open])
    return now


def _block_of(name: str) -> str:
    """Where the cursor goes to, or what it cannot be put into stands: with all that is said there."""
    if name in _IN_CHECKING:
        return _CHECKING
    if name in UNFOLDED:
        return MORE
    if name in IN_OF_KIND:
        return OF_KIND
    if name == SCAN_LINE or name in set(Aim):
        return _CAMERA
    return _FORM if name in set(Field) else ""


def columns(model: DeskModel, agencies: tuple[Agency, ...], scrolled: ft.MutableRef[ft.Column]) -> ft.Control:
    """Everything in sight; a column scrolls only when its own messages need the room, or is unfolded."""
    blocks = (camera_block(model, tall=True), form_block(model, agencies), checking_block(model))
    parts = [
        ft.Column(
            [block],
            scroll=ft.ScrollMode.AUTO,
            expand=share,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
        for block, share in zip(blocks, _SHARES, strict=True)
    ]
    scrolled.current = parts[1]
    return ft.Row(list(parts), spacing=GAP_12, expand=True, vertical_alignment=ft.CrossAxisAlignment.START)


def stacked(model: DeskModel, agencies: tuple[Agency, ...], scrolled: ft.MutableRef[ft.Column]) -> ft.Control:
    """Camera on top; going to what is missing brings its block into sight, a photo's as well."""
    scrolled.current = column = ft.Column(
        [
            ft.Container(camera_block(model, tall=False), key=_CAMERA_KEY),
            ft.Container(form_block(model, agencies), key=_FORM_KEY),
            ft.Container(checking_block(model), key=_CHECKING_KEY),
        ],
        spacing=GAP_12,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return column
