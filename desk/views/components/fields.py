"""A field one types into, safe for Vietnamese typing (Unikey, EVKey, Gboard).

The text on the screen is never rewritten while someone types: what was typed stays until the model itself
says something else (a card was scanned, the text was tidied on leaving). Filters for digits work in the
browser; upper case and tidying belong into ``on_blur``: the browser's own capitals swallow spaces.
"""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from desk.views.components.field_look import SourceMark as SourceMark
from desk.views.components.field_look import field_border, source_mark
from desk.views.components.shortcuts import Shortcuts
from desk.views.theme import GAP_12

Heard = Callable[[str], None]


@ft.component
def text_field(
    label: str,
    value: str,
    *,
    on_change: Heard | None = None,
    on_blur: Heard | None = None,
    on_submit: Heard | None = None,
    error: str | None = None,
    helper: str | None = None,
    source: SourceMark | None = None,
    keyboard: ft.KeyboardType = ft.KeyboardType.TEXT,
    allowed: str | None = None,
    max_length: int | None = None,
    lines: int = 1,
    password: bool = False,
    read_only: bool = False,
    disabled: bool = False,
    autofocus: bool = False,
    focus_request: int = 0,
    restore_request: int = 0,
    trailing: ft.Control | None = None,
    blinks_empty: bool = True,
    keeps_cursor: bool = False,
) -> ft.Control:
    """A labelled field; the handlers get the text, at once and on leaving.

    ``allowed``: a regular expression the whole text must match (``r"[0-9 ]*"``), kept by the browser.
    ``focus_request``: raise it by one to put the cursor here; ``restore_request``: to show the model's text
    whatever was typed. ``trailing`` replaces the source mark. ``blinks_empty``: off where the cursor waits
    for hours, as each blink draws the window anew, twice a second; the border says that it is here.
    ``keeps_cursor``: Enter is heard by ``on_submit`` and the cursor stays, where a reader types line upon
    line without waiting; from a field of one line the client takes it away, and the next line is lost.
    Two fields side by side take each their share in a ``ft.Container(..., expand=...)``.
    """
    now: ft.MutableRef[ft.TextField] = ft.use_ref()
    shown = _use_shown(value, now.current, restore_request)
    shortcuts = Shortcuts.of(ft.context.page)
    _, draw_anew = ft.use_state(0)

    def changed(event: ft.Event[ft.TextField]) -> None:
        shown.typed = event.control.value
        if keeps_cursor and shown.typed.endswith("\n"):
            submitted(event)
            return
        if not blinks_empty and event.control.show_cursor != bool(shown.typed):
            draw_anew(lambda times: times + 1)
        if on_change is not None:
            on_change(shown.typed)

    def left(event: ft.Event[ft.TextField]) -> None:
        shortcuts.typing_ends(shown)
        if on_blur is not None:
            on_blur(event.control.value)

    def submitted(event: ft.Event[ft.TextField]) -> None:
        if on_submit is not None:
            on_submit(event.control.value)

    async def take_focus() -> None:
        if focus_request:
            await now.current.focus()

    ft.use_effect(take_focus, [focus_request])
    ft.use_effect(lambda: None, [], cleanup=lambda: shortcuts.typing_ends(shown))
    now.current = field = ft.TextField(
        label=label,
        value=shown.typed,
        error=error,
        helper=helper,
        suffix_icon=trailing or (source_mark(source) if source else None),
        keyboard_type=ft.KeyboardType.MULTILINE if keeps_cursor else keyboard,
        input_filter=ft.InputFilter(rf"^{allowed}$") if allowed else None,
        max_length=max_length,
        counter="" if max_length else None,
        multiline=lines > 1 or keeps_cursor,
        min_lines=lines if lines > 1 else None,
        max_lines=2 if keeps_cursor else lines if lines > 1 else None,
        password=password,
        can_reveal_password=password,
        read_only=read_only,
        disabled=disabled,
        autofocus=autofocus,
        show_cursor=blinks_empty or bool(shown.typed),
        on_change=changed,
        on_blur=left,
        on_focus=lambda: shortcuts.typing_begins(shown),
        on_submit=submitted if on_submit else None,
        filled=True,
        fill_color=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=field_border(),
        content_padding=ft.Padding.symmetric(horizontal=GAP_12, vertical=GAP_12 + 2),
        dense=True,
        error_max_lines=2,
        helper_max_lines=2,
    )
    return field


class _Shown:
    """What stands in a field: the model's last word, and what was typed since."""

    def __init__(self, value: str) -> None:
        self.model = self.typed = value
        self.restored = 0


def _use_shown(value: str, last: ft.TextField | None, restore: int) -> _Shown:
    """``last``: the field as drawn before; it has the newest letters, whose event may still be on its way."""
    shown = ft.use_memo(lambda: _Shown(value), [])
    is_news = restore > shown.restored or (shown.model != value and shown.typed != value)
    shown.model, shown.restored = value, max(restore, shown.restored)
    if is_news:
        shown.typed = value
    elif last is not None:
        shown.typed = last.value
    return shown
