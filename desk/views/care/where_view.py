"""Where something goes, as part of a dialog: the sticks that are there, or another folder, typed."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import flet as ft

from desk.i18n import t
from desk.views import shown
from desk.views.care.where import ELSEWHERE, Where
from desk.views.components.choices import one_of
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.text import note

_TYPED = "elsewhere"  # a radio button needs a value
Heard = Callable[[str], None]
Done = Callable[[], Coroutine[Any, Any, None]]


def where_parts(
    where: Where, on_choose: Heard, on_type: Heard, on_enter: Done, hint: str
) -> list[ft.Control]:
    """``on_enter``: Enter in the folder's line is what the dialog's own button does."""
    parts: list[ft.Control] = (
        [_places(where, on_choose)] if where.places else [note(t("care.screen.no_stick"))]
    )
    if where.chosen == ELSEWHERE:
        parts.append(_field(where, on_type, on_enter, hint))
    return parts


def _places(where: Where, on_choose: Heard) -> ft.Control:
    options = {str(place.folder): _named(place.folder, place.free) for place in where.places}
    options[_TYPED] = t("care.screen.elsewhere")
    return one_of(
        "", where.chosen or _TYPED, options, lambda key: on_choose(ELSEWHERE if key == _TYPED else key)
    )


def _field(where: Where, on_type: Heard, on_enter: Done, hint: str) -> ft.Control:
    missed = "care.screen.folder_part" if where.folder else "care.screen.folder_missing"
    return text_field(
        t("care.screen.folder"),
        where.typed,
        on_change=on_type,
        on_submit=lambda _: later(on_enter),
        error=t(missed) if where.is_missing else None,
        helper=hint,
        autofocus=True,
        focus_request=where.waits,
    )


def _named(folder: Path, free: int) -> str:
    return t("care.screen.place", folder=folder, free=shown.size(free))
