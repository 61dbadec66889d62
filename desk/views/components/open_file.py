"""Bytes made here are opened, or saved, by the browser: once, from an address nobody can guess."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from desk.views.components.later import later
from desk.views.program import Program


def use_open_file(program: Program) -> Callable[[bytes, str, str], None]:
    """Hook: what gives bytes, their media type and a file's name (no personal data) to this window."""
    launcher = ft.use_memo(ft.UrlLauncher, [])

    def open_file(data: bytes, media_type: str, name: str) -> None:
        later(launcher.launch_url, program.offer_file(data, media_type, name))

    return open_file
