"""Block 1, Thẻ: the live camera, what it is for, the photos already held, and the ways on without it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

import flet as ft

from desk.i18n import t
from desk.ports.camera import CameraState
from desk.views.components.buttons import primary, quiet, secondary
from desk.views.components.card import section_card
from desk.views.components.feedback import banner
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.text import note
from desk.views.desk.aim import Aim
from desk.views.desk.model import DeskModel
from desk.views.desk.thumbnails import thumbnails
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS_FIELD, TONES, Tone

_WIDE, _HIGH = 16, 9
_PREVIEW_WIDTH = 640
_PAUSE = 0.03
_LOOK_EVERY = 0.1

Work = Callable[[], Coroutine[Any, Any, None]]


@ft.component
def camera_block(model: DeskModel, *, tall: bool) -> ft.Control:
    """``tall``: the block has a column of its own; otherwise camera and the rest stand side by side."""
    screen = ft.use_memo(lambda: ft.RawImage(fit=ft.BoxFit.COVER, ready_timeout=None), [])
    state, set_state = ft.use_state(model.program.camera.state)

    async def run() -> None:
        model.program.camera.start()
        await asyncio.gather(_show(model, screen), _look(model), _watch(model, set_state))

    async def rest() -> None:
        await asyncio.to_thread(model.program.camera.stop)

    _use_task(run, rest)
    side = [_message(model, state), _acts(model), thumbnails(model), _scanner_line(model)]
    seen = _seen(screen, model, state)
    if tall:
        content: ft.Control = ft.Column(
            [seen, *side], spacing=GAP_8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        )
    else:
        content = ft.Row(
            [
                ft.Container(seen, expand=True),
                ft.Container(
                    ft.Column(side, spacing=GAP_8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
                    expand=True,
                ),
            ],
            spacing=GAP_12,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
    return section_card(t("desk.card.title"), content, number=1, trailing=note(model.program.camera.name))


def _use_task(run: Work, rest: Work) -> None:
    """Run while the component is on the screen; whatever it started is put to rest afterwards."""
    holder: ft.MutableRef[asyncio.Task[None]] = ft.use_ref()

    async def begin() -> None:
        holder.current = asyncio.create_task(run())

    async def end() -> None:
        if holder.current is not None:
            holder.current.cancel()
        await rest()

    ft.use_effect(begin, [], cleanup=end)


async def _show(model: DeskModel, screen: ft.RawImage) -> None:
    """Newest frame only; the client's acknowledgement keeps the pace."""
    shown = 0.0
    while True:
        frame = model.program.camera.latest()
        if frame is not None and frame.taken_at != shown:
            shown = frame.taken_at
            picture = await asyncio.to_thread(model.program.lab.preview, frame, _PREVIEW_WIDTH)
            try:
                await screen.render_encoded(picture)
            except TimeoutError:
                await asyncio.sleep(0.5)  # the window is hidden or gone for a moment: the next frame will do
        await asyncio.sleep(_PAUSE)


async def _look(model: DeskModel) -> None:
    """Look for a code on the newest frame, beside the showing."""
    looked = 0.0
    while True:
        frame = model.program.camera.latest()
        if frame is not None and frame.taken_at > looked:
            looked = frame.taken_at
            began = time.monotonic()
            await model.look(frame)
            await asyncio.sleep(max(0.0, _LOOK_EVERY - (time.monotonic() - began)))
        else:
            await asyncio.sleep(_PAUSE)


async def _watch(model: DeskModel, tell: Callable[[CameraState], None]) -> None:
    """Plugged, unplugged, busy: the picture's place says so."""
    while True:
        tell(model.program.camera.state)
        await asyncio.sleep(0.3)


def _seen(screen: ft.RawImage, model: DeskModel, state: CameraState) -> ft.Control:
    tone = model.said.tone if model.said else Tone.NEUTRAL
    edge = TONES[tone].strong if tone is not Tone.NEUTRAL else ft.Colors.OUTLINE_VARIANT
    frame = ft.Container(
        ft.Semantics(label=t("desk.card.picture"), image=True, content=screen),
        aspect_ratio=_WIDE / _HIGH,
        bgcolor=ft.Colors.BLACK,
        border_radius=RADIUS_FIELD,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    layers: list[ft.Control] = [frame]
    if state not in (CameraState.READY, CameraState.STARTING):
        layers.append(_without_camera(state))
    return ft.Container(
        ft.Stack(layers, alignment=ft.Alignment.CENTER),
        border=ft.Border.all(3, edge),
        border_radius=RADIUS_FIELD + 3,
    )


def _without_camera(state: CameraState) -> ft.Control:
    return ft.Container(
        ft.Column(
            [
                ft.Icon(ft.Icons.VIDEOCAM_OFF_ROUNDED, color=ft.Colors.WHITE, size=32),
                ft.Text(
                    t(f"desk.camera.{state}"),
                    color=ft.Colors.WHITE,
                    text_align=ft.TextAlign.CENTER,
                    theme_style=ft.TextThemeStyle.BODY_MEDIUM,
                ),
            ],
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        padding=GAP_12,
    )


def _message(model: DeskModel, state: CameraState) -> ft.Control:
    """What just happened and, in the same breath, what is wanted now."""
    key = f"desk.aim.{model.aim}" if state is CameraState.READY else "desk.aim.without_camera"
    if model.said is None:
        return banner(Tone.NEUTRAL, t(key))
    words = t(model.said.key)
    if model.said.tone is Tone.SUCCESS:
        words = f"{words}. {t(key)}"
    return banner(model.said.tone, words)


def _acts(model: DeskModel) -> ft.Control:
    picker = ft.use_memo(ft.FilePicker, [])

    async def pick() -> None:
        files = await picker.pick_files(
            with_data=True, file_type=ft.FilePickerFileType.IMAGE, dialog_title=t("desk.card.file")
        )
        if files and files[0].bytes:
            await model.take_file(files[0].bytes)

    hint = "F3" if model.aim is Aim.PORTRAIT else "F2"
    take: ft.Control = primary(
        t(f"desk.take.{model.aim}"), model.capture, icon=ft.Icons.PHOTO_CAMERA_ROUNDED, key_hint=hint
    )
    if model.aim in (Aim.SCAN, Aim.REST):
        take = secondary(
            t("desk.take.scan"),
            lambda: model.set_aim(Aim.SCAN),
            icon=ft.Icons.QR_CODE_SCANNER_ROUNDED,
            key_hint=hint,
            disabled=model.aim is Aim.SCAN,
        )
    return ft.Row(
        [ft.Container(take, expand=True), quiet(t("desk.card.file"), pick, icon=ft.Icons.IMAGE_OUTLINED)],
        spacing=GAP_4,
    )


def _scanner_line(model: DeskModel) -> ft.Control:
    return text_field(
        t("desk.card.scanner"),
        model.scan_text,
        on_change=model.type_scan,
        on_submit=lambda text: later(model.submit_scan, text),
        trailing=ft.Icon(ft.Icons.BARCODE_READER, size=20),
    )
