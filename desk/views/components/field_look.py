"""What every field looks like: its frame, and the mark that says where its value came from."""

from __future__ import annotations

from enum import StrEnum

import flet as ft

from desk.i18n import t
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS_FIELD

_ON_THE_BORDER = 12  # as large as the client draws a field's own label there


class SourceMark(StrEnum):
    """Where a value came from: read from a card or a passport's zone, found in a list, told by the agency,
    typed here, declared online."""

    CARD = "card"
    PASSPORT = "passport"
    LIST = "list"
    AGENCY = "agency"
    TYPED = "typed"
    ONLINE = "online"


_SOURCE_ICONS = {
    SourceMark.CARD: ft.Icons.QR_CODE_2_ROUNDED,
    SourceMark.PASSPORT: ft.Icons.MENU_BOOK_ROUNDED,
    SourceMark.LIST: ft.Icons.LIST_ALT_ROUNDED,
    SourceMark.AGENCY: ft.Icons.ACCOUNT_BALANCE_OUTLINED,
    SourceMark.TYPED: ft.Icons.EDIT_OUTLINED,
    SourceMark.ONLINE: ft.Icons.PUBLIC_ROUNDED,
}


def source_mark(source: SourceMark) -> ft.Container:
    """Icon and word of a value's source, for the end of a field."""
    words = t(f"source.{source}")
    color = ft.Colors.ON_SURFACE_VARIANT
    return ft.Container(
        padding=ft.Padding.only(left=GAP_8, right=GAP_12),
        tooltip=t("source.from_zone") if source is SourceMark.PASSPORT else t("source.said", source=words),
        content=ft.Row(
            [
                ft.Icon(_SOURCE_ICONS[source], size=16, color=color),
                ft.Text(words, theme_style=ft.TextThemeStyle.LABEL_SMALL, color=color),
            ],
            tight=True,
            spacing=GAP_4,
        ),
    )


def field_border() -> dict[ft.ControlState, ft.InputBorder]:
    """The frame of a field: quiet, in the accent colour while one types, in the error's when it is wrong."""

    def frame(width: float, color: ft.Colors) -> ft.InputBorder:
        return ft.OutlineInputBorder(side=ft.BorderSide(width, color), border_radius=RADIUS_FIELD)

    return {
        ft.ControlState.ERROR: frame(1.5, ft.Colors.ERROR),
        ft.ControlState.FOCUSED: frame(2, ft.Colors.PRIMARY),
        ft.ControlState.DISABLED: frame(1, ft.Colors.OUTLINE_VARIANT),
        ft.ControlState.DEFAULT: frame(1, ft.Colors.OUTLINE),
    }


def label_on_the_border(label: str, *, error: str | None) -> ft.Control:
    """Where a text field has its own."""
    color = ft.Colors.ERROR if error else ft.Colors.ON_SURFACE_VARIANT
    return ft.Container(
        ft.Text(label, size=_ON_THE_BORDER, color=color),
        left=GAP_12,
        top=-_ON_THE_BORDER / 2 - 2,
        padding=ft.Padding.symmetric(horizontal=GAP_4, vertical=0),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        ignore_interactions=True,
    )
