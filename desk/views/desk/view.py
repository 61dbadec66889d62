"""Quầy: three blocks and a bar on one screen; nothing scrolls at 1366 × 768, all is stacked on a tablet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import flet as ft

from declaration.wire.sign_in import Agency
from desk.i18n import t
from desk.views.components.buttons import Act
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.sounds import use_sounds
from desk.views.desk.agency_choice import agency_choice
from desk.views.desk.aim import Aim
from desk.views.desk.blocks import columns, stacked, use_scrolled
from desk.views.desk.comparing import comparison
from desk.views.desk.corners import corner_sheet
from desk.views.desk.email_asking_view import email_sheet
from desk.views.desk.finish_bar import finish_bar
from desk.views.desk.left_drafts import left_drafts_sheet
from desk.views.desk.model import DeskModel
from desk.views.desk.signing import signing_pad
from desk.views.desk.slip import slip
from desk.views.desk.watching import use_camera
from desk.views.place import Place
from desk.views.theme import GAP_8, RAIL_FROM

_THREE_COLUMNS_FROM = 1200
_LOOK_AGAIN_SECONDS = 60


def desk_screen(place: Place, model: DeskModel) -> ft.Control:
    """The registrar's screen; the slip takes its place when a declaration is finished.

    Drawn anew when the desk itself changes, the window's width or whether there is a line: not with every
    other news of the program, such as each photo that was sent.
    """
    sync = place.program.sync
    is_online = sync is not None and sync.state.online
    return _SCREEN(model, place.width, place.is_in_front, is_online)  # type: ignore[no-any-return]


@ft.component
def _screen(model: DeskModel, width: float, is_in_front: Callable[[], bool], _is_online: bool) -> ft.Control:
    agencies, set_agencies = ft.use_state(tuple[Agency, ...]())
    is_beside = width >= _THREE_COLUMNS_FROM

    async def load() -> None:
        set_agencies(tuple(await asyncio.to_thread(model.table.registration.agencies)))
        await model.open()

    async def forget() -> None:
        if model.before is not None:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            model.forget_before()

    def tell_room() -> None:
        model.is_beside = is_beside

    use_camera(model, is_in_front)
    use_sounds(model.rings, model.said.tone if model.said else None)
    ft.use_effect(tell_room, [is_beside])
    ft.use_effect(load, [])
    ft.use_effect(forget, [model.before])
    use_confirm(_discard_question(model), on_confirm=model.discard, on_cancel=model.keep_draft)
    use_confirm(
        _other_card_question(model),
        on_confirm=model.begin_with_other_card,
        on_cancel=model.ignore_other_card,
    )
    use_confirm(
        _typed_question(model),
        on_confirm=model.passports.use_read,
        on_cancel=model.passports.keep_typed,
    )
    use_shortcuts(_keys(model))
    scrolled = use_scrolled(model, is_beside=is_beside)
    if model.slip is not None:
        return slip(model, model.slip)
    blocks = (columns if is_beside else stacked)(model, agencies, scrolled)
    return ft.Column(
        [
            blocks,
            ft.Container(finish_bar(model, is_wide=width >= RAIL_FROM), margin=ft.Margin.only(top=GAP_8)),
            signing_pad(model),
            comparison(model, room=width),
            corner_sheet(model, room=width),
            agency_choice(model, agencies),
            email_sheet(model.email_asking),
            left_drafts_sheet(model),
        ],
        spacing=0,  # the last six are dialogs: nothing is seen of them here
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


_SCREEN = ft.memo(_screen)  # type: ignore[no-untyped-call]


def _keys(model: DeskModel) -> dict[str, Act]:
    """While a slip is shown there is one key, to leave it."""
    if model.slip is not None:
        return {"F9": model.leave_slip}
    portrait = model.aim is Aim.PORTRAIT
    return {
        "F2": model.taking.scan_again if portrait else model.photos.capture,
        "F3": model.photos.capture_portrait,
        "F4": model.attesting.open_pad,
        "F9": model.finish,
    }


def _discard_question(model: DeskModel) -> Question | None:
    if not model.is_discarding:
        return None
    return Question(
        t("desk.discard.title"),
        t("desk.discard.words"),
        t("desk.discard.confirm"),
        is_danger=True,
        cancel_label=t("desk.discard.go_on"),
    )


def _typed_question(model: DeskModel) -> Question | None:
    """The passport says something else than was typed: nothing typed gives way unasked."""
    if not model.zone_asked:
        return None
    return Question(
        t("desk.typed.title"),
        t("desk.typed.words", fields=", ".join(t(f"field.{name}") for name in model.zone_fields)),
        t("desk.typed.confirm"),
        cancel_label=t("desk.typed.keep"),
    )


def _other_card_question(model: DeskModel) -> Question | None:
    if not model.other_card:
        return None
    return Question(
        t("desk.other_card.title"),
        t("desk.other_card.words", name=model.other_name),
        t("desk.other_card.confirm"),
        cancel_label=t("desk.other_card.stay"),
    )
