"""Signs of a person at the desk: what keeps it from locking itself."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Final

import flet as ft

BY_HAND: Final = frozenset(
    {"click", "tap", "tap_down", "long_press", "keyboard_event", "change", "select", "submit", "hover"}
    | {"scroll", "pan_start", "pan_update", "pan_end"}
)
"""Events only a person's hand makes. Focus that the program itself moved, a camera's state or a window's size
are no sign of anybody."""
_HOVER_MS: Final = 2000


def tell_of_hands(page: ft.Page, active: Callable[[], None]) -> None:
    """Call ``active`` at every event of this window that a hand made."""
    dispatch: Callable[[int, str, Any], Coroutine[Any, Any, Any]] = page.session.dispatch_event

    async def dispatched(control_id: int, event_name: str, event_data: Any) -> None:
        if event_name in BY_HAND:
            active()
        await dispatch(control_id, event_name, event_data)

    page.session.dispatch_event = dispatched  # type: ignore[method-assign]


def under_the_mouse(content: ft.Control) -> ft.Control:
    """The same content; the mouse moved over it is told of, now and then."""
    return ft.GestureDetector(content, on_hover=_nothing, hover_interval=_HOVER_MS, expand=True)


def _nothing() -> None:
    """The event itself is what counts."""
