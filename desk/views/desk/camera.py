"""Block 1, Thẻ: the live camera, what it is for, the photos already held, and the ways on without it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import flet as ft

from declaration.draft import Field
from desk.i18n import t
from desk.ports.camera import CameraKind, CameraState
from desk.views.components.browser_camera import BrowserCamera
from desk.views.components.buttons import icon_button, primary, quiet, secondary
from desk.views.components.card import section_card
from desk.views.components.feedback import banner
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.live_picture import live_picture
from desk.views.desk.aim import Aim, NextAct, Said
from desk.views.desk.camera_choice import camera_choice
from desk.views.desk.filling import OTHER_DOCUMENT
from desk.views.desk.model import DeskModel
from desk.views.desk.overlay import overlay
from desk.views.desk.scanner import SCAN_LINE
from desk.views.desk.thumbnails import thumbnails
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS_FIELD, TONES, Tone

_WIDE, _HIGH = 16, 9
_CAMERA_WIDTH = 380  # beside the rest, on an upright tablet
_CAMERA_SHARE = 0.3  # of a laptop's window, in a column of its own
_EVERY, _AT_REST = 1 / 15, 1.0
_LOOKS = 2  # a picture takes no more of the machine than the looking, which takes the photos
_SEES = (CameraState.READY, CameraState.STARTING)


def camera_block(model: DeskModel, *, tall: bool) -> ft.Control:
    """``tall``: the block has a column of its own; otherwise camera and the rest stand side by side."""
    side = ft.Column(
        [_message(model), _acts(model), thumbnails(model), _scanner_line(model)],
        spacing=GAP_8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    if tall:
        content: ft.Control = ft.Column(
            [_seen(model), side], spacing=GAP_8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        )
    else:
        content = ft.Row(
            [ft.Container(_seen(model), width=_CAMERA_WIDTH), ft.Container(side, expand=True)],
            spacing=GAP_12,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
    return section_card(t("desk.card.title"), content, number=1, trailing=camera_choice(model))


def _seen(model: DeskModel) -> ft.Control:
    picture = ft.Container(
        ft.Semantics(label=t("desk.card.picture"), image=True, content=_picture(model)),
        aspect_ratio=_WIDE / _HIGH,
        bgcolor=ft.Colors.BLACK,
        border_radius=RADIUS_FIELD,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    layers: list[ft.Control] = [picture]
    if model.camera_state in _SEES:
        layers.append(ft.Container(overlay(model.coaching), left=0, top=0, right=0, bottom=0))
        layers += _lamp(model)
    else:
        layers.append(_without_camera(model.camera_state))
    return ft.Container(
        ft.Stack(layers, alignment=ft.Alignment.CENTER),
        border=ft.Border.all(3, _edge(model)),
        border_radius=RADIUS_FIELD + 3,
    )


def _picture(model: DeskModel) -> ft.Control:
    """The browser draws its own camera's picture; every other camera's comes from here."""
    own = model.own_camera
    if model.chosen.kind is not CameraKind.BROWSER or not isinstance(own, BrowserCamera):
        return live_picture(
            lambda: model.camera.latest(), partial(pace, model), partial(_across, ft.context.page)
        )
    return ft.Container(own.preview(), alignment=ft.Alignment.CENTER)


def _across(page: ft.Page) -> float:
    return max(_CAMERA_WIDTH, (page.width or 0) * _CAMERA_SHARE)


def pace(model: DeskModel) -> float:
    """Seconds from picture to picture: quick while something is held up, as far as the machine can do it
    beside looking; else the window has other work."""
    if model.aim is Aim.REST or not model.taking.looks:
        return _AT_REST
    return min(_AT_REST, max(_EVERY, _LOOKS * model.taking.look_seconds))


def _lamp(model: DeskModel) -> list[ft.Control]:
    """A tablet's lamp, over the picture; one that turns out to have none says so."""
    own = model.own_camera
    is_used = model.chosen.kind is CameraKind.BROWSER
    if not is_used or not isinstance(own, BrowserCamera) or not own.may_have_lamp:
        return []

    async def switch() -> None:
        if not await own.set_torch(not own.is_lit):
            model.say(Said(Tone.WARNING, "desk.said.no_lamp"))

    lamp = icon_button(ft.Icons.FLASHLIGHT_ON_ROUNDED, t("desk.card.lamp"), switch)
    return [ft.Container(lamp, right=0, top=0)]


def _edge(model: DeskModel) -> ft.Colors:
    """Green when read, amber when not; in the accent colour while a card is what comes next."""
    if model.said is not None and model.said.tone is not Tone.NEUTRAL:
        return TONES[model.said.tone].strong
    if model.next_act is NextAct.SHOW_CARD and model.camera_state in _SEES:
        return ft.Colors.PRIMARY
    return ft.Colors.OUTLINE_VARIANT


def _without_camera(state: CameraState) -> ft.Control:
    words = ft.Text(
        t(f"desk.camera.{state}"),
        color=ft.Colors.WHITE,
        text_align=ft.TextAlign.CENTER,
        theme_style=ft.TextThemeStyle.BODY_MEDIUM,
    )
    icon = ft.Icon(ft.Icons.VIDEOCAM_OFF_ROUNDED, color=ft.Colors.WHITE, size=32)
    return ft.Container(
        ft.Column([icon, words], tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER),
        padding=GAP_12,
    )


def _message(model: DeskModel) -> ft.Control:
    """What just happened and, in the same breath, what is wanted now."""
    wanted = f"desk.aim.{model.aim}" if model.camera_state in _SEES else "desk.aim.without_camera"
    if model.aim is Aim.REST and (model.draft.value(Field.INSURANCE_CODE) or model.draft.insurance_unknown):
        wanted = "desk.aim.all_held"
    if model.said is None:
        return banner(Tone.NEUTRAL, t(wanted))
    words = t(model.said.key, **model.said.details)
    if model.said.key == OTHER_DOCUMENT and model.former_document is not None:
        undo = quiet(t("desk.said.undo"), model.filling.undo_document, icon=ft.Icons.UNDO_ROUNDED)
        return banner(model.said.tone, f"{words} {t(wanted)}", action=undo)
    if model.said.tone in (Tone.SUCCESS, Tone.NEUTRAL):
        words = f"{words}. {t(wanted)}"
    return banner(model.said.tone, words)


def _acts(model: DeskModel) -> ft.Control:
    """By camera or from a file; where there is no camera the file is the next act."""
    sees = model.camera_state in _SEES
    is_next = model.next_act is NextAct.TAKE_PHOTO
    hint = "F3" if model.aim is Aim.PORTRAIT else "F2"
    if model.aim.role is None:
        take: ft.Control = secondary(
            t("desk.take.scan"),
            model.taking.scan_again,
            icon=ft.Icons.QR_CODE_SCANNER_ROUNDED,
            key_hint=hint,
            disabled=not sees or model.aim is Aim.SCAN,
        )
    else:
        button = primary if sees and is_next else secondary
        take = button(
            t(f"desk.take.{model.aim}"),
            model.photos.capture,
            key_hint=hint,
            disabled=not sees,
        )
    file = _from_file(model.photos.take_file, is_next=is_next and not sees)
    return ft.Row([ft.Container(take, expand=True), file], spacing=GAP_4)


@ft.component
def _from_file(take: Callable[[bytes], Awaitable[None]], *, is_next: bool) -> ft.Control:
    picker = ft.use_memo(ft.FilePicker, [])

    async def pick() -> None:
        files = await picker.pick_files(
            with_data=True, file_type=ft.FilePickerFileType.IMAGE, dialog_title=t("desk.card.file")
        )
        if files and files[0].bytes:
            await take(files[0].bytes)

    return (primary if is_next else quiet)(t("desk.card.file"), pick)


_LINE_HEIGHT = 50  # px, whatever lines come


def _scanner_line(model: DeskModel) -> ft.Control:
    line = text_field(
        t("desk.card.scanner"),
        "",
        on_change=model.codes.type_scan,
        on_submit=lambda text: later(model.codes.submit_scan, text),
        trailing=ft.Icon(ft.Icons.BARCODE_READER, size=20),
        focus_request=model.cursor.of(SCAN_LINE) if model.is_beside else 0,
        restore_request=model.restored.of(SCAN_LINE),
        blinks_empty=False,
        keeps_cursor=True,
    )
    return ft.Container(line, height=_LINE_HEIGHT)
