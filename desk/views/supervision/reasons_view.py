"""The dialog in which a supervisor edits the agency's reasons: two lists, texts of one's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import flet as ft

from declaration.wire.reasons import LONGEST_REASON
from desk.i18n import t
from desk.views.components.buttons import icon_button, primary, quiet, secondary
from desk.views.components.choices import CHIP_PADDING, filter_chips
from desk.views.components.dialog import sheet
from desk.views.components.feedback import banner, loading
from desk.views.components.fields import text_field
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import body, note
from desk.views.review.said import coded_words
from desk.views.review.trouble import trouble_words
from desk.views.supervision.reasons import EditingReasons
from desk.views.theme import GAP_4, GAP_8, GAP_12, Tone

_WIDTH, _LIST_HEIGHT = 640, 280
_TABLES: Final = {"to_return": "return_reason", "to_reject": "reject_reason"}


@ft.component
def reasons_dialog(editing: EditingReasons) -> ft.Control:
    """The dialog while it is open; it takes no room itself."""
    return _edited(editing) if editing.is_open else ft.Container()


@ft.component
def _edited(editing: EditingReasons) -> ft.Control:
    use_shortcuts({"Escape": editing.dismiss}, modal=True)
    parts: list[ft.Control] = [_trouble(editing)] if editing.trouble is not None else []
    if editing.lists is not None:
        parts += [body(t("supervision.reasons.words")), _lists(editing), _rows(editing), _new(editing)]
        parts += _left_out(editing)
    elif editing.trouble is None:
        parts.append(loading(t("supervision.reasons.loading")))
    stretch = ft.CrossAxisAlignment.STRETCH
    content = ft.Column(parts, spacing=GAP_12, tight=True, horizontal_alignment=stretch)
    ft.use_dialog(sheet(t("supervision.reasons.title"), content, actions=_actions(editing), width=_WIDTH))
    return ft.Container()


def _trouble(editing: EditingReasons) -> ft.Control:
    assert editing.trouble is not None, "drawn only then"
    words = trouble_words(editing.trouble)
    is_changed = getattr(editing.trouble, "code", "") == "version_changed"
    if is_changed:
        words = t("supervision.reasons.changed_elsewhere")
    if editing.lists is None or is_changed:
        act = secondary(t("supervision.reasons.again"), editing.read)
    else:
        act = secondary(t("action.retry"), editing.save)  # what was changed here stays
    return banner(Tone.WARNING, words, action=act)


def _lists(editing: EditingReasons) -> ft.Control:
    options: dict[str, tuple[str, int | None]] = {
        which: (t(f"supervision.reasons.{which}"), None) for which in _TABLES
    }
    return filter_chips(editing.which, options, editing.show)


def _rows(editing: EditingReasons) -> ft.Control:
    rows: list[ft.Control] = [_row(editing, each) for each in editing.shown]
    height = min(_LIST_HEIGHT, 52 * len(rows))
    return ft.Container(ft.ListView(rows, spacing=GAP_4, padding=0), height=height)


def _row(editing: EditingReasons, reason: str) -> ft.Control:
    words = coded_words(_TABLES[editing.which], reason)
    name = t("supervision.reasons.remove", reason=words)
    remove = icon_button(
        ft.Icons.DELETE_OUTLINE_ROUNDED,
        name,
        partial(editing.remove, reason),
        disabled=len(editing.shown) == 1,
    )
    return ft.Row([ft.Container(body(words), expand=True), remove], spacing=GAP_8)


def _new(editing: EditingReasons) -> ft.Control:
    add: Callable[[], None] = partial(editing.add, editing.typed)
    field = text_field(
        t("supervision.reasons.own"),
        editing.typed,
        on_change=editing.type,
        on_submit=editing.add,
        max_length=LONGEST_REASON,
    )
    button = secondary(t("supervision.reasons.add"), add, disabled=not editing.typed.strip())
    return ft.Row([ft.Container(field, expand=True), button], spacing=GAP_8)


def _left_out(editing: EditingReasons) -> list[ft.Control]:
    if not editing.left_out:
        return []
    chips: list[ft.Control] = [
        ft.Chip(
            label=ft.Text(coded_words(_TABLES[editing.which], each)),
            leading=ft.Icon(ft.Icons.ADD_ROUNDED, size=18),
            padding=CHIP_PADDING,
            on_click=partial(editing.add, each),
        )
        for each in editing.left_out
    ]
    return [
        note(t("supervision.reasons.left_out")),
        ft.Row(chips, wrap=True, spacing=GAP_8, run_spacing=GAP_8),
    ]


def _actions(editing: EditingReasons) -> list[ft.Control]:
    save = primary(
        t("supervision.reasons.save"), editing.save, disabled=not editing.can_save, busy=editing.saving
    )
    leave = t("supervision.reasons.do_not_save" if editing.can_save else "action.close")
    return [quiet(leave, editing.dismiss), save]
