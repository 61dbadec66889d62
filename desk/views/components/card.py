"""A block of a screen: a quiet frame with its number and its name, so that people can say "look at two"."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from desk.views.components.text import strong
from desk.views.theme import GAP_8, GAP_12, RADIUS, TEXT_SMALL

Columns = ft.ResponsiveNumber  # of twelve: 6, or {"xs": 12, "md": 6}


def section_card(
    title: str,
    content: ft.Control,
    *,
    number: int | None = None,
    trailing: ft.Control | None = None,
    expand: bool | int | None = None,
    col: Columns = 12,
    fills: bool = False,
) -> ft.Container:
    """A titled block. ``fills``: the content takes all the height there is (the card stands in a row)."""
    head: list[ft.Control] = [] if number is None else [_number(number)]
    head.append(ft.Semantics(header=True, expand=True, content=strong(title, max_lines=2)))
    if trailing is not None:
        head.append(trailing)
    body = ft.Container(content, expand=fills)
    return ft.Container(
        content=ft.Column(
            [ft.Row(head, spacing=GAP_8), body],
            spacing=GAP_12,
            expand=fills,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=RADIUS,
        padding=GAP_12,
        expand=expand,
        col=col,
    )


def stacked(controls: Sequence[ft.Control], *, gap: int = GAP_12) -> ft.Column:
    """Things one under the other, each as wide as the block: fields, banners, lists."""
    return ft.Column(list(controls), spacing=gap, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def side_by_side(controls: Sequence[ft.Control], *, gap: int = GAP_12) -> ft.Row:
    """Things beside each other in equal shares, aligned at the top."""
    shares = [ft.Container(control, expand=True) for control in controls]
    return ft.Row(list(shares), spacing=gap, vertical_alignment=ft.CrossAxisAlignment.START)


def _number(number: int) -> ft.Container:
    return ft.Container(
        width=24,
        height=24,
        border_radius=12,
        bgcolor=ft.Colors.PRIMARY_CONTAINER,
        alignment=ft.Alignment.CENTER,
        content=ft.Text(
            str(number),
            size=TEXT_SMALL,
            weight=ft.FontWeight.W_700,
            color=ft.Colors.ON_PRIMARY_CONTAINER,
        ),
    )
