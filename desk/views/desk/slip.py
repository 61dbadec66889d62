"""What stands on the screen when a declaration is finished: the proof that it is held here."""

from __future__ import annotations

import asyncio
from typing import cast

import flet as ft

from declaration.wire.slip import slip_number
from desk.i18n import t
from desk.ports.clock import VIETNAM
from desk.registration.declarations import Finished
from desk.views.components.buttons import primary, secondary
from desk.views.components.later import later
from desk.views.components.open_file import use_open_file
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.tasks import use_task
from desk.views.components.text import body, display, note, title
from desk.views.desk.model import DeskModel
from desk.views.printing.model import Printing
from desk.views.theme import GAP_8, GAP_12, GAP_16, GAP_24, RADIUS, TONES, Tone

SLIP_SECONDS = 12.0
_CODE, _PROOF = 232, 380


@ft.component
def slip(model: DeskModel, finished: Finished) -> ft.Control:
    """The slip; by itself the next empty desk after a while."""

    async def wait() -> None:
        await asyncio.sleep(SLIP_SECONDS)
        later(model.leave_slip)  # in a task of its own: this one ends with the slip

    use_task(wait)
    table, offer = model.table, use_open_file(model.program)
    code, set_code = ft.use_state(cast("bytes | None", None))

    async def draw_code() -> None:
        set_code(await asyncio.to_thread(table.printouts.slip_code, finished))

    use_task(draw_code)
    printing = ft.use_memo(lambda: Printing(offer), [table])

    async def print_slip() -> None:
        await printing.make(table.printouts.slips, (finished.id,), t("printing.file.slip"))

    use_shortcuts({"F8": print_slip})
    look = TONES[Tone.SUCCESS]
    card = ft.Container(
        ft.Column(
            [
                ft.Icon(look.icon, size=56, color=look.strong),
                display(t("desk.slip.title")),
                title(finished.full_name),
                ft.Row(
                    [_proof(finished), _code(code)],
                    spacing=GAP_24,
                    alignment=ft.MainAxisAlignment.CENTER,
                    vertical_alignment=ft.CrossAxisAlignment.CENTER,
                ),
                secondary(
                    t("printing.slip"),
                    print_slip,
                    icon=ft.Icons.PRINT_OUTLINED,
                    key_hint="F8",
                    disabled=printing.is_busy,
                ),
                primary(
                    t("desk.slip.next"), model.leave_slip, key_hint="F9", icon=ft.Icons.ARROW_FORWARD_ROUNDED
                ),
            ],
            spacing=GAP_16,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=RADIUS,
        padding=GAP_24,
        margin=GAP_12,
    )
    return ft.Container(card, alignment=ft.Alignment.CENTER, expand=True)


def _proof(finished: Finished) -> ft.Control:
    """The number, since when it is held, and what comes next."""
    number, at = slip_number(finished.digest), finished.finished_at.astimezone(VIETNAM)
    return ft.Column(
        [
            ft.Semantics(label=t("desk.slip.number", number=number), content=display(number)),
            body(t("desk.slip.held", at=f"{at:%H:%M %d/%m/%Y}")),
            note(t(f"desk.slip.what_next_{finished.kind}")),
        ],
        spacing=GAP_12,
        tight=True,
        width=_PROOF,
    )


def _code(code: bytes | None) -> ft.Control:
    """Black on white also in the dark: a telephone is to read it. Its place is kept until it is drawn."""
    name = t("desk.slip.code")
    drawn = ft.Image(src=code, width=_CODE, height=_CODE, semantics_label=name) if code else None
    box = ft.Container(drawn, width=_CODE, height=_CODE, bgcolor=ft.Colors.WHITE, border_radius=RADIUS)
    return ft.Column([box, note(name)], spacing=GAP_8, tight=True, width=_CODE)
