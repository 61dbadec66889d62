"""What every field looks like: its frame, and the mark that says where its value came from."""

from __future__ import annotations

from enum import StrEnum

import flet as ft

from desk.i18n import t
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS_FIELD


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
