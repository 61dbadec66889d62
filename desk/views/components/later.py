"""Beginning an intent from a handler that cannot wait for it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec

import flet as ft

P = ParamSpec("P")


def later(intent: Callable[P, Coroutine[Any, Any, Any]], *args: P.args, **kwargs: P.kwargs) -> None:
    """Run a model's coroutine in this window's own context."""
    ft.context.page.run_task(intent, *args, **kwargs)
