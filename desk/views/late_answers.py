"""What a window answers for a control that has left the screen meanwhile is nobody's loss."""

from __future__ import annotations

from typing import Any

import flet as ft


def let_late_answers_go(page: ft.Page) -> None:
    """Flet (1.0.5) would take such an answer for a fault and end the window's connection: a cursor put into a
    field and the screen left in the same moment are enough. Whoever asked has gone with the control, or waits
    until its own time is over."""
    session = page.session
    take = session.handle_invoke_method_results

    def taken(control_id: int, call_id: str, result: Any, error: str | None) -> None:
        if control_id in session.index:
            take(control_id, call_id, result, error)

    session.handle_invoke_method_results = taken  # type: ignore[method-assign]
