"""The bar at the foot: what is still missing, and the one act that ends it."""

from __future__ import annotations

import flet as ft

from declaration.problems import Problem
from desk.i18n import t
from desk.views.components.buttons import primary, quiet, secondary
from desk.views.components.text import note
from desk.views.desk.aim import NextAct
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_8, GAP_12, GAP_16, RADIUS, TONES, Tone

_NAMED = 3
_OF_THE_STATION = ("space", "intake")  # nothing in the form mends these: they are said in full
_IN_BLOCK_3 = (NextAct.VERIFY, NextAct.CONSENT)  # marked there, when it is in sight


def finish_bar(model: DeskModel, *, is_wide: bool) -> ft.Control:
    """Says what is missing and jumps there; F9 finishes. On an upright tablet it takes two lines."""
    missing = ft.Container(_missing(model, model.blocking), expand=True)
    acts = _acts(model)
    lines: ft.Control
    if is_wide:
        lines = ft.Row([missing, *acts], spacing=GAP_8)
    else:
        foot = ft.Row(acts, spacing=GAP_8, alignment=ft.MainAxisAlignment.END)
        lines = ft.Column([ft.Row([missing]), foot], spacing=GAP_8)
    return ft.Container(
        lines,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=GAP_16, vertical=GAP_8),
    )


def _acts(model: DeskModel) -> list[ft.Control]:
    acts: list[ft.Control] = []
    if model.before is not None:
        acts.append(quiet(t("desk.look_again"), model.look_at_before, icon=ft.Icons.HISTORY_ROUNDED))
    if model.left_drafts:
        words = t("desk.bar.left_behind", count=len(model.left_drafts))
        acts.append(quiet(words, model.open_left_behind))
    if not model.draft.is_empty:
        acts.append(quiet(t("desk.bar.discard"), model.ask_discard, icon=ft.Icons.DELETE_OUTLINE_ROUNDED))
        acts.append(quiet(t("desk.bar.next"), model.next_person, icon=ft.Icons.PERSON_ADD_ALT_ROUNDED))
    return [*acts, _finish(model)]


def _finish(model: DeskModel) -> ft.Control:
    words, icon = t("desk.bar.finish"), ft.Icons.CHECK_ROUNDED
    if model.next_act is NextAct.FINISH:
        return primary(words, model.finish, icon=icon, key_hint="F9", busy=model.is_finishing)
    return secondary(words, model.finish, icon=icon, key_hint="F9", disabled=model.draft.is_empty)


def _missing(model: DeskModel, missing: tuple[Problem, ...]) -> ft.Control:
    if model.next_act is NextAct.SHOW_CARD:
        return note(t("desk.bar.begin"))
    if not missing:
        look = TONES[Tone.SUCCESS]
        return ft.Row(
            [ft.Icon(look.icon, color=look.strong, size=20), note(t("desk.bar.complete"), Tone.SUCCESS)],
            spacing=GAP_8,
        )
    of_station = next((problem for problem in missing if problem.field in _OF_THE_STATION), None)
    if of_station is not None:
        return note(t(f"problem.{of_station.code}"), Tone.WARNING, max_lines=3)
    words = note(t("desk.bar.missing", what=_named(missing)), Tone.WARNING, max_lines=2)
    is_next = model.next_act is NextAct.FILL_IN or (model.next_act in _IN_BLOCK_3 and not model.is_beside)
    button = primary if is_next else quiet
    go = button(t("desk.bar.go"), lambda: model.go_to(missing[0]), icon=ft.Icons.ARROW_FORWARD_ROUNDED)
    return ft.Row([ft.Container(words, expand=True), go], spacing=GAP_12)


def _named(missing: tuple[Problem, ...]) -> str:
    """The first few by name, the others by their number."""
    names = list(dict.fromkeys(_uncapitalised(t(f"field.{problem.field}")) for problem in missing))
    shown = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return t("desk.bar.and_more", what=shown, count=more) if more > 0 else shown


def _uncapitalised(name: str) -> str:
    """Inside a sentence; abbreviations (BHXH) stay."""
    return name[:1].lower() + name[1:]
