"""Quầy: three blocks and a bar on one screen; nothing scrolls at 1366 × 768, all is stacked on a tablet."""

from __future__ import annotations

import asyncio

import flet as ft

from declaration.wire.sign_in import Agency
from desk.i18n import t
from desk.views.components.buttons import Act
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.shortcuts import use_shortcuts
from desk.views.desk.aim import Aim
from desk.views.desk.camera import camera_block
from desk.views.desk.checking import checking_block
from desk.views.desk.finish_bar import finish_bar
from desk.views.desk.form import form_block
from desk.views.desk.model import DeskModel
from desk.views.desk.signing import signing_pad
from desk.views.desk.slip import slip
from desk.views.place import Place
from desk.views.theme import GAP_8, GAP_12

_THREE_COLUMNS_FROM = 1200
_LOOK_AGAIN_SECONDS = 60


@ft.component
def desk_screen(place: Place, model: DeskModel) -> ft.Control:
    """The registrar's screen; the slip takes its place when a declaration is finished."""
    agencies, set_agencies = ft.use_state(tuple[Agency, ...]())

    async def load() -> None:
        set_agencies(tuple(await asyncio.to_thread(model.table.registration.agencies)))
        await model.open()

    async def forget() -> None:
        if model.before is not None:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            model.forget_before()

    ft.use_effect(load, [])
    ft.use_effect(forget, [model.before])
    use_confirm(_discard_question(model), on_confirm=model.discard, on_cancel=model.keep)
    use_confirm(
        _other_card_question(model),
        on_confirm=model.begin_with_other_card,
        on_cancel=model.ignore_other_card,
    )
    use_shortcuts(_keys(model))
    if model.finished is not None:
        return slip(model)
    wide = place.width >= _THREE_COLUMNS_FROM
    blocks = _columns(model, agencies) if wide else _stacked(model, agencies)
    return ft.Column(
        [blocks, finish_bar(model, is_wide=place.is_wide), signing_pad(model)],
        spacing=GAP_8,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _columns(model: DeskModel, agencies: tuple[Agency, ...]) -> ft.Control:
    blocks = [
        (camera_block(model, tall=True), 30),
        (form_block(model, agencies), 42),
        (checking_block(model), 30),
    ]
    columns = [
        ft.Column(
            [block],
            scroll=ft.ScrollMode.AUTO,
            expand=share,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
        for block, share in blocks
    ]
    return ft.Row(list(columns), spacing=GAP_12, expand=True, vertical_alignment=ft.CrossAxisAlignment.START)


def _stacked(model: DeskModel, agencies: tuple[Agency, ...]) -> ft.Control:
    return ft.Column(
        [camera_block(model, tall=False), form_block(model, agencies), checking_block(model)],
        spacing=GAP_12,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _keys(model: DeskModel) -> dict[str, Act]:
    async def scan_or_take() -> None:
        if model.aim in (Aim.CARD_FRONT, Aim.CARD_BACK, Aim.SIGNED_FORM):
            await model.capture()
        else:
            model.set_aim(Aim.SCAN)

    end = model.leave_slip if model.finished is not None else model.finish
    return {"F2": scan_or_take, "F3": model.capture_portrait, "F4": model.open_pad, "F9": end}


def _discard_question(model: DeskModel) -> Question | None:
    if not model.is_discarding:
        return None
    return Question(
        t("desk.discard.title"), t("desk.discard.words"), t("desk.discard.confirm"), is_danger=True
    )


def _other_card_question(model: DeskModel) -> Question | None:
    if not model.other_card:
        return None
    return Question(t("desk.other_card.title"), t("desk.other_card.words"), t("desk.other_card.confirm"))
