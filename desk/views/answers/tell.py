"""What to tell a person whose account was issued: the agency's published steps and its help line."""

from __future__ import annotations

import flet as ft

from desk.i18n import t
from desk.views.components.text import body, strong
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS

_STEPS = (
    (ft.Icons.INSTALL_MOBILE_ROUNDED, "answers.tell.install"),
    (ft.Icons.LOGIN_ROUNDED, "answers.tell.sign_in"),
    (ft.Icons.PASSWORD_ROUNDED, "answers.tell.change"),
    (ft.Icons.SUPPORT_AGENT_ROUNDED, "answers.tell.help"),
)


def tell_card() -> ft.Container:
    """Four short lines to read out."""
    lines: list[ft.Control] = [strong(t("answers.tell.title"))]
    lines += [_step(icon, t(key)) for icon, key in _STEPS]
    return ft.Container(
        ft.Column(lines, spacing=GAP_4, tight=True),
        bgcolor=ft.Colors.SECONDARY_CONTAINER,
        border_radius=RADIUS,
        padding=GAP_12,
    )


def _step(icon: ft.IconData, words: str) -> ft.Row:
    said = body(words)
    said.expand = True
    return ft.Row([ft.Icon(icon, size=20, color=ft.Colors.ON_SECONDARY_CONTAINER), said], spacing=GAP_8)
