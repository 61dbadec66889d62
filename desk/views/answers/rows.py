"""One answer: returned with what is faulty and the way to mend it, an account, or just where it stands."""

from __future__ import annotations

from functools import partial

import flet as ft

from desk.i18n import t
from desk.ports.clock import Clock
from desk.views import shown
from desk.views.answers.model import Answer
from desk.views.components.buttons import primary, quiet, secondary
from desk.views.components.paged_list import list_row
from desk.views.components.status import chip
from desk.views.components.text import note, strong
from desk.views.declarations.answer import answer_lines
from desk.views.place import Place
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS, TONES, Tone
from desk.views.wanted import look_at


def explained_row(answer: Answer, clock: Clock, place: Place, *, is_next: bool) -> ft.Container:
    """A returned or rejected one, lit, with the reviewer's reasons; ``is_next`` makes it the next act."""
    line = answer.line
    look = TONES[Tone.WARNING if answer.may_correct else Tone.ERROR]
    parts: list[ft.Control] = [_who(answer, clock)]
    if answer.detail is not None:
        parts += answer_lines(answer.detail)
    acts: list[ft.Control] = [quiet(t("answers.look"), partial(look_at, place, line.id))]
    if answer.may_correct:
        button = primary if is_next else secondary
        acts.append(button(t("answers.correct_now"), partial(place.correct, line.id)))
    parts.append(ft.Row(acts, alignment=ft.MainAxisAlignment.END, spacing=GAP_8))
    return ft.Container(
        ft.Column(parts, spacing=GAP_4, tight=True),
        bgcolor=look.soft,
        border_radius=RADIUS,
        padding=GAP_12,
    )


def account_row(answer: Answer, clock: Clock, place: Place) -> ft.Container:
    """Whose account, the user name to sign in with, the phone that gets the password."""
    line = answer.line
    facts = [t("answers.user_name", name=line.user_name)] if line.user_name else []
    facts += [shown.phone(line.phone), shown.moment(line.changed_at, clock.now())]
    return list_row(
        line.full_name.upper(),
        " · ".join(facts),
        on_click=partial(look_at, place, line.id),
        trailing=chip(*shown.status(line)),
    )


def plain_row(answer: Answer, clock: Clock, place: Place) -> ft.Container:
    """Who, the dossier number, since when."""
    line = answer.line
    dossier = [t("declarations.dossier", number=line.dossier_number)] if line.dossier_number else []
    return list_row(
        line.full_name.upper(),
        " · ".join([*dossier, shown.moment(line.changed_at, clock.now())]),
        on_click=partial(look_at, place, line.id),
        trailing=chip(*shown.status(line)),
    )


def _who(answer: Answer, clock: Clock) -> ft.Row:
    line = answer.line
    name = strong(line.full_name.upper(), max_lines=1)
    name.expand = True
    parts: list[ft.Control] = [name]
    due = shown.deadline(line, clock.today())
    if due is not None:
        parts.append(note(due, Tone.WARNING))
    parts.append(note(shown.moment(line.changed_at, clock.now())))
    return ft.Row(parts, spacing=GAP_12)
