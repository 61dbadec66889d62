"""Where something goes, as part of a dialog: the sticks that are there, or another folder, typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import flet as ft

from desk.i18n import t
from desk.views import shown
from desk.views.care.where import ELSEWHERE, Where
from desk.views.components.choices import one_of
from desk.views.components.fields import text_field
from desk.views.components.text import note

_TYPED = "elsewhere"  # a radio button needs a value
Heard = Callable[[str], None]


def where_parts(where: Where, on_choose: Heard, on_type: Heard, hint: str) -> list[ft.Control]:
    parts: list[ft.Control] = (
        [_places(where, on_choose)] if where.places else [note(t("care.screen.no_stick"))]
    )
    if where.chosen == ELSEWHERE:
        parts.append(_field(where, on_type, hint))
    return parts


def _places(where: Where, on_choose: Heard) -> ft.Control:
    options = {str(place.folder): _named(place.folder, place.free) for place in where.places}
    options[_TYPED] = t("care.screen.elsewhere")
    return one_of(
        "", where.chosen or _TYPED, options, lambda key: on_choose(ELSEWHERE if key == _TYPED else key)
    )


def _field(where: Where, on_type: Heard, hint: str) -> ft.Control:
    return text_field(
        t("care.screen.folder"),
        where.typed,
        on_change=on_type,
        error=t("care.screen.folder_missing") if where.is_missing else None,
        helper=hint,
        autofocus=True,
        focus_request=where.waits,
    )


def _named(folder: Path, free: int) -> str:
    return t("care.screen.place", folder=folder, free=shown.size(free))
