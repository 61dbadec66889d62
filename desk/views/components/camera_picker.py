"""Choosing the camera: a button that says which one is in use, and the others one press away."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import flet as ft

from desk.i18n import t
from desk.ports.camera import CameraKind, CameraOffer
from desk.views.components.text import body, note
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS_FIELD, TOUCH

Choose = Callable[[str, str], Awaitable[None] | None]
Act = Callable[[], Awaitable[None] | None]
_ICONS = {
    CameraKind.BROWSER: ft.Icons.VIDEOCAM_ROUNDED,
    CameraKind.DEVICE: ft.Icons.USB_ROUNDED,
    CameraKind.STREAM: ft.Icons.WIFI_ROUNDED,
    CameraKind.FILES: ft.Icons.PHOTO_LIBRARY_ROUNDED,
    CameraKind.NONE: ft.Icons.VIDEOCAM_OFF_ROUNDED,
    CameraKind.PRACTICE: ft.Icons.SCHOOL_ROUNDED,
}
_MAKERS_NUMBER = re.compile(r" \([0-9a-f]{4}:[0-9a-f]{4}\)$")
_ITEM_HEIGHT = TOUCH + 8
_LONG_NAME = 24  # letters, about as wide as what a long one is cut to
_NAME_WIDTH, _MENU_WIDTH = 180, 280


@dataclass(frozen=True)
class _Choice:
    key: str
    device: str
    name: str
    kind: CameraKind


def camera_picker(
    offers: Sequence[CameraOffer],
    chosen_key: str,
    browser_devices: Sequence[str],
    chosen_device: str,
    on_choose: Choose,
    on_look_again: Act,
    *,
    disabled: bool = False,
) -> ft.Control:
    """``on_choose`` gets an offer's key and, for the browser's camera, which of its devices ("" its pick).

    ``chosen_device``: the browser's device in use. The browser's cameras are listed by their own names once
    it told them. What is plugged in may stand there twice, as the machine and its browser both see it.
    """
    choices = [choice for offer in offers for choice in _choices(offer, browser_devices)]
    used = next((choice for choice in choices if _is_used(choice, chosen_key, chosen_device)), None)
    kind, name = _in_use(offers, chosen_key, chosen_device)
    items = [_item(choice, choice is used, on_choose) for choice in choices]
    return ft.PopupMenuButton(
        content=_caption(name, kind),
        items=[*items, ft.PopupMenuItem(), _look_again(on_look_again)],
        tooltip=t("camera.pick.in_use", name=name),
        menu_position=ft.PopupMenuPosition.UNDER,
        padding=0,
        disabled=disabled,
    )


def _choices(offer: CameraOffer, browser_devices: Sequence[str]) -> list[_Choice]:
    if offer.kind is CameraKind.BROWSER and browser_devices:
        return [
            _Choice(offer.key, device, _plain(device) or offer.name, offer.kind) for device in browser_devices
        ]
    return [_Choice(offer.key, "", offer.name, offer.kind)]


def _is_used(choice: _Choice, chosen_key: str, chosen_device: str) -> bool:
    return choice.key == chosen_key and choice.device in ("", chosen_device)


def _in_use(offers: Sequence[CameraOffer], key: str, device: str) -> tuple[CameraKind, str]:
    """There or unplugged: it is what the desk waits for."""
    for offer in offers:
        if offer.key == key:
            is_browser = offer.kind is CameraKind.BROWSER
            return offer.kind, (_plain(device) if is_browser else "") or offer.name
    return CameraKind.NONE, t("camera.none")


def _plain(device: str) -> str:
    return _MAKERS_NUMBER.sub("", device)


def _caption(name: str, kind: CameraKind) -> ft.Control:
    words = ft.Container(note(name, max_lines=1), width=_NAME_WIDTH if len(name) > _LONG_NAME else None)
    parts = [ft.Icon(_ICONS[kind], size=20), words, ft.Icon(ft.Icons.ARROW_DROP_DOWN_ROUNDED, size=20)]
    return ft.Semantics(
        exclude_semantics=True,  # the tooltip is the button's name
        content=ft.Container(
            ft.Row(list(parts), tight=True, spacing=GAP_4),
            height=TOUCH,
            padding=ft.Padding.symmetric(horizontal=GAP_8),
            border_radius=RADIUS_FIELD,
        ),
    )


def _item(choice: _Choice, is_used: bool, on_choose: Choose) -> ft.PopupMenuItem:
    async def choose() -> None:
        outcome = on_choose(choice.key, choice.device)
        if outcome is not None:
            await outcome

    words = ft.Column(
        [body(choice.name, max_lines=1), note(t(f"camera.kind.{choice.kind}"), max_lines=1)],
        spacing=0,
        tight=True,
        expand=True,
    )
    used = t("camera.pick.used")
    mark = ft.Icon(
        ft.Icons.CHECK_ROUNDED, size=20, color=ft.Colors.PRIMARY, visible=is_used, semantics_label=used
    )
    row = ft.Row([ft.Icon(_ICONS[choice.kind], size=20), words, mark], spacing=GAP_12)
    return ft.PopupMenuItem(
        content=ft.Container(row, width=_MENU_WIDTH), height=_ITEM_HEIGHT, on_click=choose
    )


def _look_again(act: Act) -> ft.PopupMenuItem:
    words = ft.Row(
        [ft.Icon(ft.Icons.REFRESH_ROUNDED, size=20), body(t("camera.pick.look_again"))], spacing=GAP_12
    )
    return ft.PopupMenuItem(content=words, height=TOUCH, on_click=act)
