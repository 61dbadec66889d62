"""Duyệt: the list at the left by deadline, one declaration at the right, three keys to decide.

In an upright window the declaration takes the list's place and has a way back. A approves, R returns,
J rejects; N and P go to the next and the previous declaration; G approves what is green together.
"""

from __future__ import annotations

import flet as ft

from declaration.wire.review import Decision
from desk.ports.clock import SystemClock
from desk.views.components.buttons import Act
from desk.views.components.shortcuts import use_shortcuts
from desk.views.place import Place
from desk.views.review.compared_view import side_by_side_dialog
from desk.views.review.detail_view import detail_panel
from desk.views.review.dialogs_view import decision_dialog
from desk.views.review.enlarged_view import enlarged_photo
from desk.views.review.model import ReviewModel
from desk.views.review.opened import Opened
from desk.views.review.queue_view import queue_panel
from desk.views.review.telling_view import password_dialog
from desk.views.review.together_view import together_dialog
from desk.views.theme import GAP_12

_LIST_WIDTH = 400


@ft.component
def review_screen(place: Place) -> ft.Control:
    """The reviewer's whole screen; drawn only while a reviewer is signed in."""
    reviewing = place.program.reviewing
    assert reviewing is not None, "locked"
    me = place.program.person.name if place.program.person else ""
    model = ft.use_memo(lambda: ReviewModel(reviewing, SystemClock(), place.program.lock, me), [reviewing])

    async def begin() -> None:
        await model.begin(open_first=place.is_wide)

    def while_shown() -> None:
        place.program.before_lock(model.leave)

    ft.use_effect(begin, [place.version, reviewing])
    ft.use_effect(while_shown, [reviewing], cleanup=model.leave)
    use_shortcuts(_keys(model))
    return ft.Column(
        [
            _body(model, model.opened, place.is_wide),
            decision_dialog(model, model.decisions),
            together_dialog(model.together),
            password_dialog(model.telling),
            side_by_side_dialog(model, model.beside),
            enlarged_photo(model, model.opened),
        ],
        expand=True,
        spacing=0,
    )


def _keys(model: ReviewModel) -> dict[str, Act]:
    decisions = model.decisions

    async def onward() -> None:
        await model.step(1)

    async def back() -> None:
        await model.step(-1)

    return {
        "A": decisions.approve,
        "R": lambda: decisions.ask(Decision.RETURN),
        "J": lambda: decisions.ask(Decision.REJECT),
        "N": onward,
        "P": back,
        "G": model.together.ask,
        "Z": model.enlarge_first,
        "F5": model.queue.load,
    }


@ft.component
def _body(model: ReviewModel, opened: Opened, is_wide: bool) -> ft.Control:
    queue = queue_panel(model, model.queue, opened, model.together, is_wide)
    detail = detail_panel(model, model.queue, opened, model.decisions, is_wide)
    if is_wide:
        left = ft.Container(queue, width=_LIST_WIDTH)
        right = ft.Container(detail, expand=True)
        stretch = ft.CrossAxisAlignment.STRETCH
        return ft.Row([left, right], expand=True, spacing=GAP_12, vertical_alignment=stretch)
    return ft.Container(queue if opened.record_id is None else detail, expand=True)
