"""The camera above a unit's people: hold up a card, its person is ticked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import flet as ft

from desk.i18n import t
from desk.ports.camera import CameraState
from desk.views.components.browser_camera import BrowserCamera
from desk.views.components.feedback import banner
from desk.views.components.live_picture import live_picture
from desk.views.components.tasks import use_task
from desk.views.place import Place
from desk.views.rosters.looking import Heard, Looking
from desk.views.theme import GAP_12, RADIUS_FIELD, Tone

_WIDTH, _HEIGHT = 256, 144
_EVERY: Final = 1 / 12
_SEES = (CameraState.READY, CameraState.STARTING)


@ft.component
def card_camera(place: Place, heard: Callable[[str], Awaitable[None]]) -> ft.Control:
    """While it is on the screen cards are read; what came of it is said by whoever heard the text."""
    state, set_state = ft.use_state(CameraState.STARTING)
    looking = ft.use_memo(lambda: Looking(place.program, place.is_in_front), [])
    use_task(lambda: looking.run(Heard(heard, set_state)))
    own = looking.camera if isinstance(looking.camera, BrowserCamera) else None
    picture = own.preview() if own else live_picture(looking.newest, lambda: _EVERY, lambda: _WIDTH)
    frame = ft.Container(
        ft.Semantics(label=t("desk.card.picture"), image=True, content=picture),
        width=_WIDTH,
        height=_HEIGHT,
        bgcolor=ft.Colors.BLACK,
        border_radius=RADIUS_FIELD,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    told = (
        banner(Tone.NEUTRAL, t("rosters.scan.hold"))
        if state in _SEES
        else banner(Tone.WARNING, t(f"desk.camera.{state}"))
    )
    return ft.Row([frame, ft.Container(told, expand=True)], spacing=GAP_12)
