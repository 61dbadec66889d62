"""A question before what cannot be undone: two buttons, Escape is "no", Ctrl+Enter the act, and the keys
behind it are silent.

No button has the cursor: a scanner's space or Enter would press it.
"""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from desk.views.components.buttons import Act, danger, primary, quiet
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import body, title
from desk.views.theme import GAP_12, GAP_24


@dataclass(frozen=True)
class Question:
    """What is asked; ``confirm_label`` names the act itself ("Xóa bản nháp"), never "OK", and
    ``cancel_label`` what is so after a "no" ("Giữ bản nháp"), never "Cancel"."""

    title: str
    words: str
    confirm_label: str
    cancel_label: str
    is_danger: bool = False


def use_confirm(question: Question | None, *, on_confirm: Act, on_cancel: Act) -> None:
    """Hook: ask while ``question`` stands. Both acts must take the question away (set it to None)."""
    ft.use_dialog(None if question is None else confirm_dialog(question, on_confirm, on_cancel))
    keys = {"Escape": on_cancel, "Ctrl+Enter": on_confirm} if question else {}
    use_shortcuts(keys, modal=question is not None)


def confirm_dialog(question: Question, on_confirm: Act, on_cancel: Act) -> ft.AlertDialog:
    """The dialog itself, without hooks."""
    confirm = danger if question.is_danger else primary
    return sheet(
        question.title,
        body(question.words),
        actions=[
            quiet(question.cancel_label, on_cancel),
            confirm(question.confirm_label, on_confirm, key_hint="Ctrl Enter"),
        ],
    )


def sheet(name: str, content: ft.Control, *, actions: list[ft.Control], width: int = 480) -> ft.AlertDialog:
    """Any dialog of the desk (for ``ft.use_dialog``): a title, a content, its buttons at the right."""
    return ft.AlertDialog(
        modal=True,
        title=title(name),
        content=ft.Container(content, width=width),
        actions=actions,
        actions_alignment=ft.MainAxisAlignment.END,
        actions_padding=GAP_12,
        content_padding=ft.Padding.symmetric(horizontal=GAP_24, vertical=GAP_12),
        scrollable=True,
    )
