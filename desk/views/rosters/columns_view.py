"""What each column of the file means, with what stands in it, to be confirmed or put right."""

from __future__ import annotations

from string import ascii_uppercase

import flet as ft

from desk.i18n import t
from desk.registration.rosters.columns import Column
from desk.views.components.buttons import quiet
from desk.views.components.card import section_card, stacked
from desk.views.components.choices import choice_field
from desk.views.components.later import later
from desk.views.components.text import note, strong
from desk.views.rosters.putting_in import PuttingIn
from desk.views.theme import GAP_8, GAP_12, Tone

_NONE = "none"
_MOST_SHOWN = 60
_EXAMPLES = 3


def columns_card(model: PuttingIn) -> ft.Control:
    """Every column that is used, the unused ones on asking."""
    layout = model.layout
    assert layout is not None, "a file was looked at"
    told = t("rosters.step.found", row=layout.first - 1) if layout.is_found else t("rosters.step.not_found")
    parts: list[ft.Control] = [note(told, Tone.NEUTRAL if layout.is_found else Tone.WARNING)]
    if len(model.sheets) > 1:
        parts.append(_sheet(model))
    used = [at for at, column in enumerate(model.columns) if column is not None]
    unused = [at for at, column in enumerate(model.columns) if column is None and layout.headings[at]]
    parts += [
        _column(model, at) for at in sorted([*used, *(unused if model.shows_unused else [])])[:_MOST_SHOWN]
    ]
    if unused and not model.shows_unused:
        words = note(t("rosters.step.unused", count=len(unused)))
        parts.append(
            ft.Row(
                [ft.Container(words, expand=True), quiet(t("rosters.step.show_unused"), model.show_unused)]
            )
        )
    return section_card(
        t("rosters.step.columns"), stacked(parts, gap=GAP_8), number=2, col={"xs": 12, "md": 8}
    )


def _sheet(model: PuttingIn) -> ft.Control:
    names = {str(at): name for at, name in enumerate(model.sheets)}
    return choice_field(
        t("rosters.step.sheet"), str(model.sheet), names, lambda key: later(model.look_at, int(key))
    )


def _column(model: PuttingIn, at: int) -> ft.Control:
    layout = model.layout
    assert layout is not None, "a file was looked at"
    heading, letter = layout.headings[at], column_letter(at)
    name = (
        t("rosters.step.column", letter=letter, heading=heading)
        if heading
        else t("rosters.step.column_bare", letter=letter)
    )
    values = [row[at] for row in layout.samples if at < len(row) and row[at]][:_EXAMPLES]
    example = t("rosters.step.example", values=" · ".join(values)) if values else ""
    words = ft.Column([strong(name, max_lines=1), note(example, max_lines=1)], spacing=2, expand=6)
    return ft.Row([words, ft.Container(_meaning(model, at), expand=5)], spacing=GAP_12)


def _meaning(model: PuttingIn, at: int) -> ft.Control:
    def mean(key: str) -> None:
        model.mean(at, None if key == _NONE else Column(key))

    meanings = {_NONE: t("rosters.column.none"), **{c.value: t(f"rosters.column.{c}") for c in Column}}
    chosen = model.columns[at] or _NONE
    field = choice_field(t("rosters.step.column_bare", letter=column_letter(at)), chosen, meanings, mean)
    return ft.Semantics(identifier=f"column_{column_letter(at)}", content=field)


def column_letter(at: int) -> str:
    """``A`` for 0, ``AA`` for 26, as spreadsheets count."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = ascii_uppercase[rest] + letters
    return letters
