"""Which camera this desk looks through, and the others one press away."""

from __future__ import annotations

import asyncio

import flet as ft

from desk.ports.camera import CameraKind, CameraOffer
from desk.views.components.browser_camera import BrowserCamera
from desk.views.components.camera_picker import camera_picker
from desk.views.desk.model import DeskModel


@ft.component
def camera_choice(model: DeskModel) -> ft.Control:
    """The list is asked for when the screen opens, when another camera is chosen, and on "look again"."""
    offers, set_offers = ft.use_state(tuple[CameraOffer, ...]())
    cameras, own = model.program.cameras, model.own_camera
    devices = own.devices if isinstance(own, BrowserCamera) else ()

    async def load() -> None:
        set_offers(await asyncio.to_thread(cameras.offers))

    async def choose(key: str, device: str) -> None:
        await asyncio.to_thread(cameras.choose, key, device)
        if isinstance(own, BrowserCamera) and model.program.cameras.chosen.kind is CameraKind.BROWSER:
            own.choose(device)

    ft.use_effect(load, [model.chosen.key])
    in_use = own.name if model.chosen.kind is CameraKind.BROWSER else ""
    return camera_picker(offers or (model.chosen,), model.chosen.key, devices, in_use, choose, load)
