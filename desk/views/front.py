"""Which of the open windows is in front."""

from __future__ import annotations

import flet as ft


class Front:
    """Which of the open windows is in front: the one last opened or come back to, as long as it is there.

    Two windows share one camera and one registrar: a card held up must not fill a form in each.
    """

    def __init__(self) -> None:
        self._page: ft.Page | None = None

    def come(self, page: ft.Page) -> None:
        self._page = page

    def is_here(self, page: ft.Page) -> bool:
        if not _is_there(page):
            return False
        if self._page is None or not _is_there(self._page):
            self._page = page
        return self._page is page


def _is_there(page: ft.Page) -> bool:
    """A closed window's session lives on for a while, in case it only reloads."""
    return page.session.connection is not None
