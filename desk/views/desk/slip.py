"""What stands on the screen when a declaration is finished: the proof that it is held here."""

from __future__ import annotations

import asyncio

import flet as ft

from desk.i18n import t
from desk.ports.clock import VIETNAM
from desk.registration.declarations import Finished
from desk.views.components.buttons import primary
from desk.views.components.later import later
from desk.views.components.text import body, display, note, title
from desk.views.desk.model import DeskModel
from desk.views.desk.watching import use_task
from desk.views.theme import GAP_12, GAP_16, GAP_24, RADIUS, TONES, Tone

SLIP_SECONDS = 12.0


@ft.component
def slip(model: DeskModel, finished: Finished) -> ft.Control:
    """The slip; by itself the next empty desk after a while."""

    async def wait() -> None:
        await asyncio.sleep(SLIP_SECONDS)
        later(model.leave_slip)  # in a task of its own: this one ends with the slip

    use_task(wait)
    look = TONES[Tone.SUCCESS]
    number = slip_number(finished.digest)
    card = ft.Container(
        ft.Column(
            [
                ft.Icon(look.icon, size=56, color=look.strong),
                display(t("desk.slip.title")),
                title(finished.full_name),
                ft.Semantics(label=t("desk.slip.number", number=number), content=display(number)),
                body(t("desk.slip.held", at=f"{finished.finished_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}")),
                note(t("desk.slip.what_next")),
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


def slip_number(digest: str) -> str:
    """The first digits of the sealed bytes' digest, in a form that can be read out: 1A2B-3C4D-5E6F."""
    text = digest[:12].upper()
    return "-".join(text[i : i + 4] for i in range(0, 12, 4))
