"""The signature pad: pen, finger or mouse; the last stroke can be taken back."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft
import flet.canvas as cv

from declaration.draft import Field
from declaration.lifecycle import Kind
from desk.i18n import t
from desk.ports.printing import PDF
from desk.ports.strokes import pieces
from desk.views.components.buttons import Act, primary, quiet
from desk.views.components.dialog import sheet
from desk.views.components.open_file import use_open_file
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import body, note, strong
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_4, GAP_8, GAP_16, RADIUS_FIELD, Tone

WIDTH, HEIGHT = 600, 220
Stroke = list[tuple[float, float]]
_ASKED = {
    Kind.REGISTER: (),
    Kind.ADJUST: (Field.NEW_PHONE, Field.NEW_EMAIL, Field.NEW_CERTIFICATE),
    Kind.STOP: (Field.STOP_FROM, Field.STOP_REASON),
}


@ft.component
def signing_pad(model: DeskModel) -> ft.Control:
    """A hook in the shape of a component: the dialog stands while the model is signing."""
    strokes, set_strokes = ft.use_state(list[Stroke]())
    empty, set_empty = ft.use_state(False)
    offer = use_open_file(model.program)

    async def print_form() -> None:
        pages = await model.attesting.form_to_sign()
        if pages is not None:
            offer(pages, PDF, t("printing.file.form"))

    def close() -> None:
        set_strokes([])
        set_empty(False)
        model.attesting.close_pad()

    async def done() -> None:
        if await model.attesting.sign(strokes, (WIDTH, HEIGHT)):
            set_strokes([])
            set_empty(False)
        else:
            set_empty(True)

    def on_paper() -> None:
        set_strokes([])
        model.attesting.sign_on_paper()

    def begin(event: ft.DragStartEvent[ft.GestureDetector]) -> None:
        set_empty(False)
        set_strokes([*strokes, [(event.local_position.x, event.local_position.y)]])

    def go_on(event: ft.DragUpdateEvent[ft.GestureDetector]) -> None:
        point = (event.local_position.x, event.local_position.y)
        set_strokes(lambda now: [*now[:-1], [*now[-1], point]] if now else [[point]])

    dialog = sheet(
        t("desk.sign.title"),
        ft.Column(
            [
                _declared(model),
                _pad(strokes, begin, go_on),
                note(t("problem.signature_empty"), Tone.ERROR) if empty else note(t("desk.sign.hint")),
            ],
            spacing=GAP_8,
            tight=True,
        ),
        actions=[
            quiet(t("desk.sign.print"), print_form, icon=ft.Icons.PRINT_OUTLINED),
            quiet(t("desk.sign.on_paper"), on_paper, icon=ft.Icons.PHOTO_CAMERA_OUTLINED),
            quiet(t("desk.sign.undo"), lambda: set_strokes(strokes[:-1]), disabled=not strokes),
            quiet(t("desk.sign.not_yet"), close),
            primary(t("desk.sign.done"), done, key_hint="Ctrl Enter"),
        ],
        width=WIDTH,
    )
    ft.use_dialog(dialog if model.is_signing else None)
    keys: dict[str, Act] = {"Escape": close, "Ctrl+Enter": done}
    use_shortcuts(keys if model.is_signing else {}, modal=model.is_signing)
    return ft.Container()


def _declared(model: DeskModel) -> ft.Control:
    """What the person signs for, to be read by them."""
    value = model.draft.value
    code = value(Field.INSURANCE_CODE) or t("desk.form.code_unknown")
    said = {
        Field.DOCUMENT_NUMBER: value(Field.DOCUMENT_NUMBER),
        Field.BIRTH: value(Field.BIRTH),
        Field.PHONE: value(Field.PHONE),
        Field.INSURANCE_CODE: code,
        Field.EMAIL: value(Field.EMAIL),
        **{name: value(name) for name in _ASKED[model.draft.kind]},
    }
    facts: list[ft.Control] = [body(f"{t(f'field.{name}')}: {text}") for name, text in said.items() if text]
    return ft.Column(
        [
            strong(f"{value(Field.FULL_NAME)} · {t(f'kind.{model.draft.kind}')}"),
            ft.Row(facts, wrap=True, spacing=GAP_16, run_spacing=0),  # none is broken while there is room
            note(t("desk.sign.under")),
        ],
        spacing=GAP_4,
        tight=True,
    )


def _pad(
    strokes: list[Stroke],
    begin: Callable[[ft.DragStartEvent[ft.GestureDetector]], None],
    go_on: Callable[[ft.DragUpdateEvent[ft.GestureDetector]], None],
) -> ft.Control:
    pen = ft.Paint(
        stroke_width=3,
        style=ft.PaintingStyle.STROKE,
        stroke_cap=ft.StrokeCap.ROUND,
        stroke_join=ft.StrokeJoin.ROUND,
        color=ft.Colors.BLACK,
    )
    paths: list[cv.Shape] = [cv.Path(_elements(stroke), paint=pen) for stroke in strokes if len(stroke) > 1]
    touch = ft.GestureDetector(
        on_pan_start=begin,
        on_pan_update=go_on,
        drag_interval=8,
        mouse_cursor=ft.MouseCursor.PRECISE,
        content=ft.Container(width=WIDTH, height=HEIGHT),
    )
    return ft.Semantics(
        label=t("desk.sign.title"),
        identifier="signature-pad",
        content=ft.Container(
            cv.Canvas(paths, content=touch, width=WIDTH, height=HEIGHT),
            bgcolor=ft.Colors.WHITE,
            border=ft.Border.all(1, ft.Colors.OUTLINE),
            border_radius=RADIUS_FIELD,
            width=WIDTH,
            height=HEIGHT,
        ),
    )


def _elements(stroke: Stroke) -> list[cv.Path.PathElement]:
    return [
        cv.Path.MoveTo(*stroke[0]),
        *(cv.Path.QuadraticTo(*control, *end) for control, end in pieces(stroke)),
    ]
