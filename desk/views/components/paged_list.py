"""Long lists, a page at a time: every row is a control that is built and sent, so fifty is a page.

The rows come from the store by page (LIMIT); the list draws them, says where one is, and turns pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import flet as ft

from desk.i18n import t
from desk.views.components.buttons import Act, icon_button
from desk.views.components.feedback import empty_state
from desk.views.components.text import note, strong
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS, TOUCH, Tone

PAGE_SIZE: Final = 50


@dataclass(frozen=True)
class Position:
    """Where one is in a list: page ``page`` (from 0) of ``total`` rows, ``size`` to a page."""

    page: int
    total: int
    size: int = PAGE_SIZE

    @property
    def first(self) -> int:
        """Number of the first row shown, from 1; 0 in an empty list."""
        return min(self.total, self.page * self.size + 1)

    @property
    def last(self) -> int:
        return min(self.total, (self.page + 1) * self.size)

    @property
    def has_next(self) -> bool:
        return self.last < self.total

    @property
    def has_previous(self) -> bool:
        return self.page > 0


def paged_list(
    rows: Sequence[ft.Control],
    position: Position,
    *,
    on_previous: Act,
    on_next: Act,
    empty: ft.Control | None = None,
) -> ft.Column:
    """The rows of one page, scrolling, above the page's position. Needs a bounded height.

    Rebuilding rows is what costs: keep them with ``ft.use_memo`` on (query, page, version of the data).
    """
    if not rows:
        return ft.Column([empty or empty_state(ft.Icons.INBOX_ROUNDED, t("list.none"))], expand=True)
    return ft.Column(
        [
            ft.ListView(list(rows), expand=True, spacing=GAP_4, padding=0),
            _turner(position, on_previous, on_next),
        ],
        expand=True,
        spacing=GAP_4,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def list_row(
    first_line: str,
    second_line: str,
    *,
    on_click: Act | None = None,
    trailing: ft.Control | None = None,
    leading: ft.Control | None = None,
    selected: bool = False,
    tone: Tone = Tone.NEUTRAL,
    first_lines: int = 2,
    beside_second: ft.Control | None = None,
) -> ft.Container:
    """A row of two lines; ``tone`` colours the second one (a deadline near, a refusal). ``first_lines``: how
    many the first may take where what it names must not be cut. ``beside_second`` leaves it the whole
    width."""
    second: ft.Control = note(second_line, tone, max_lines=1)
    if beside_second is not None:
        second = ft.Row([ft.Container(second, expand=True), beside_second], spacing=GAP_8)
    lines = ft.Column([strong(first_line, max_lines=first_lines), second], spacing=2, expand=True)
    parts = [part for part in (leading, lines, trailing) if part is not None]
    return ft.Container(
        content=ft.Row(parts, spacing=GAP_12),
        on_click=on_click,
        ink=on_click is not None,
        bgcolor=ft.Colors.PRIMARY_CONTAINER if selected else ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.PRIMARY if selected else ft.Colors.OUTLINE_VARIANT),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=GAP_12, vertical=GAP_8),
    )


def _turner(position: Position, on_previous: Act, on_next: Act) -> ft.Row:
    words = t("list.position", first=position.first, last=position.last, total=position.total)
    turns: list[ft.Control] = []
    if position.total > position.size:
        turns = [
            icon_button(
                ft.Icons.CHEVRON_LEFT_ROUNDED,
                t("list.previous"),
                on_previous,
                disabled=not position.has_previous,
            ),
            icon_button(
                ft.Icons.CHEVRON_RIGHT_ROUNDED, t("list.next"), on_next, disabled=not position.has_next
            ),
        ]
    return ft.Row([ft.Container(note(words), expand=True, padding=GAP_8), *turns], height=TOUCH)
