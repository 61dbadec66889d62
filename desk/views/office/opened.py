"""The card with the form that is open, to be brought into sight: what unfolds may lie below the edge."""

from __future__ import annotations

from typing import Final

import flet as ft

OPENED: Final = "opened"
# Flet's own dataclass decorator hides the argument from the type checker.
_KEY: Final = ft.ScrollKey(OPENED)  # type: ignore[call-arg]


def opened(card: ft.Control, *, is_open: bool) -> ft.Control:
    """Marked while its form is open."""
    return ft.Container(card, key=_KEY if is_open else None)
