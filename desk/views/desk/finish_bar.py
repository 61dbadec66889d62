"""The bar at the foot: what is still missing, and the one act that ends it."""

from __future__ import annotations

import flet as ft

from declaration.problems import Problem
from desk.i18n import t
from desk.views.components.buttons import primary, quiet, secondary
from desk.views.components.text import note
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_8, GAP_12, GAP_16, RADIUS, TONES, Tone


@ft.component
def finish_bar(model: DeskModel, *, is_wide: bool) -> ft.Control:
    """Says what is missing and jumps there; F9 finishes."""
    missing = model.blocking
    parts: list[ft.Control] = [ft.Container(_missing(model, missing), expand=True)]
    if model.before is not None:
        parts.append(quiet(t("desk.look_again"), model.look_at_before, icon=ft.Icons.HISTORY_ROUNDED))
    if model.left_behind:
        parts.append(quiet(t("desk.bar.left_behind", count=model.left_behind), model.open_left_behind))
    if not model.draft.is_empty:
        parts.append(quiet(t("desk.bar.discard"), model.ask_discard, icon=ft.Icons.DELETE_OUTLINE_ROUNDED))
        parts.append(quiet(t("desk.bar.next"), model.next_person, icon=ft.Icons.PERSON_ADD_ALT_ROUNDED))
    parts.append(_finish(model, is_next=not missing))
    return ft.Container(
        ft.Row(parts, spacing=GAP_8, wrap=not is_wide, alignment=ft.MainAxisAlignment.END)
        if is_wide
        else ft.Column(
            [parts[0], ft.Row(parts[1:], spacing=GAP_8, alignment=ft.MainAxisAlignment.END)], spacing=GAP_8
        ),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=GAP_16, vertical=GAP_8),
    )


def _finish(model: DeskModel, *, is_next: bool) -> ft.Control:
    """In the accent colour only when it is the next act."""
    words, icon = t("desk.bar.finish"), ft.Icons.CHECK_ROUNDED
    if is_next:
        return primary(words, model.finish, icon=icon, key_hint="F9", busy=model.is_finishing)
    return secondary(words, model.finish, icon=icon, key_hint="F9", disabled=model.draft.is_empty)


def _missing(model: DeskModel, missing: tuple[Problem, ...]) -> ft.Control:
    if model.draft.is_empty:
        return note(t("desk.bar.begin"))
    if not missing:
        look = TONES[Tone.SUCCESS]
        return ft.Row(
            [ft.Icon(look.icon, color=look.strong, size=20), note(t("desk.bar.complete"), Tone.SUCCESS)],
            spacing=GAP_8,
        )
    names = list(dict.fromkeys(_name(problem) for problem in missing))
    shown = ", ".join(names[:4]) + ("…" if len(names) > 4 else "")
    return ft.Row(
        [
            note(t("desk.bar.missing", what=shown), Tone.WARNING, max_lines=1),
            quiet(t("desk.bar.go"), lambda: model.go_to(missing[0]), icon=ft.Icons.ARROW_FORWARD_ROUNDED),
        ],
        spacing=GAP_12,
        wrap=True,
    )


def _name(problem: Problem) -> str:
    return t(f"field.{problem.field}").lower()
