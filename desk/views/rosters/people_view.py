"""One unit: its figures, whom to ask, the line for the scanner, and its people page by page."""

from __future__ import annotations

from functools import partial

import flet as ft

from desk.i18n import t
from desk.ports.clock import SystemClock
from desk.ports.rosters import ListedPerson, Standing
from desk.views import shown
from desk.views.components.buttons import Act, icon_button, primary, quiet, secondary
from desk.views.components.card import side_by_side, stacked
from desk.views.components.choices import choice_field, filter_chips
from desk.views.components.feedback import banner, empty_state, loading
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.paged_list import Position, list_row, paged_list
from desk.views.components.status import chip
from desk.views.components.text import note, title
from desk.views.place import Place
from desk.views.rosters.figures import TONE_OF, contact_line, figures_bar
from desk.views.rosters.giving_away import GivingAway
from desk.views.rosters.giving_view import giving_state
from desk.views.rosters.looking_view import card_camera
from desk.views.rosters.model import RostersModel
from desk.views.theme import GAP_8, GAP_12, RADIUS, TONES, Tone

_ALL, _TAKEN_OFF = "all", "taken_off"


def unit_people(model: RostersModel, giving: GivingAway, place: Place, begin: Act) -> ft.Control:
    """The opened unit."""
    return ft.Column(
        [
            _head(model, begin),
            _scanner(model),
            *([card_camera(place, model.scan)] if model.is_looking else []),
            *_said(model),
            _search(model, giving),
            *giving_state(giving),
            *_parts(model),
            _chips(model),
            _people(model),
        ],
        expand=True,
        spacing=GAP_8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _head(model: RostersModel, begin: Act) -> ft.Control:
    figures = model.figures
    assert figures is not None, "a unit is open"
    counts = [t("rosters.people", count=figures.people)]
    if figures.relatives:
        counts.append(t("rosters.relatives", count=figures.relatives))
    if figures.ticked:
        counts.append(t("rosters.ticked", count=figures.ticked))
    told = [t(f"rosters.kind.{figures.unit.kind}"), *counts]
    words = ft.Column(
        [title(figures.unit.name), note(" · ".join(told)), note(contact_line(figures.unit.contact))],
        spacing=2,
        expand=True,
    )
    acts: list[ft.Control] = [
        icon_button(ft.Icons.EDIT_OUTLINED, t("rosters.edit_unit"), model.edit),
        icon_button(ft.Icons.UPLOAD_FILE_OUTLINED, t("rosters.put_in_again"), begin),
        icon_button(ft.Icons.DELETE_OUTLINE_ROUNDED, t("rosters.drop_this"), model.ask_to_drop),
    ]
    return stacked([ft.Row([words, *acts], spacing=0), figures_bar(figures)], gap=GAP_8)


def _scanner(model: RostersModel) -> ft.Control:
    """A scanner or pasted text, or the desk's camera."""
    line = text_field(
        t("rosters.scan.line"),
        "",
        on_submit=lambda text: later(model.scan, text),
        trailing=ft.Icon(ft.Icons.BARCODE_READER, size=20),
        autofocus=True,
        focus_request=model.waits,
        restore_request=model.scans,
        blinks_empty=False,
    )
    icon, words = (
        (ft.Icons.VIDEOCAM_OFF_OUTLINED, "rosters.scan.no_camera")
        if model.is_looking
        else (ft.Icons.VIDEOCAM_OUTLINED, "rosters.scan.camera")
    )
    camera = secondary(t(words), model.turn_camera, icon=icon)
    return ft.Row([ft.Container(line, expand=True), camera], spacing=GAP_8)


def _said(model: RostersModel) -> list[ft.Control]:
    if model.asked is not None:
        return [_asked(model)]
    said = model.said
    if said is None:
        return []
    undo = quiet(t("rosters.off.undo"), partial(model.put_back, said.taken_off)) if said.taken_off else None
    return [banner(said.tone, said.words, action=undo)]


def _asked(model: RostersModel) -> ft.Control:
    """A card, and people of its name without a number: which of them, a person says."""
    assert model.asked is not None, "somebody is asked about"
    is_bare = not any(person.birth for person in model.asked.possible)
    look = TONES[Tone.WARNING]
    answers: list[ft.Control] = [
        primary(
            t("rosters.scan.yes", name=_told(person.member_code, person.full_name, person.school_class)),
            partial(model.is_this, person),
        )
        for person in model.asked.possible
    ]
    answers.append(quiet(t("rosters.scan.no"), model.is_nobody))
    words = ft.Semantics(
        live_region=True, content=note(t(f"rosters.scan.{'is_it_by_name' if is_bare else 'is_it'}"))
    )
    return ft.Container(
        ft.Column([words, ft.Row(answers, wrap=True, spacing=GAP_8)], spacing=GAP_8),
        bgcolor=look.soft,
        border_radius=RADIUS,
        padding=GAP_12,
    )


def _search(model: RostersModel, giving: GivingAway) -> ft.Control:
    figures = model.figures
    assert figures is not None, "a unit is open"
    search = text_field(
        t("rosters.search"),
        model.text,
        on_change=lambda text: later(model.search_for, text),
        trailing=ft.Icon(ft.Icons.SEARCH_ROUNDED),
    )

    async def give_away() -> None:
        await giving.give(figures.unit, model.group)
        model.wait_for_card()

    give = secondary(
        t("rosters.missing_file"),
        give_away,
        icon=ft.Icons.DOWNLOAD_ROUNDED,
        disabled=bool(giving.unit),
    )
    return ft.Row([ft.Container(search, expand=True), give], spacing=GAP_8)


def _parts(model: RostersModel) -> list[ft.Control]:
    """Faculty and class, where the list names any: what is found and given away is of these."""
    every = {_ALL: t("rosters.every_faculty")} | {each: each for each in model.faculties}
    fields: list[ft.Control] = []
    if model.faculties:
        fields.append(
            choice_field(
                t("rosters.faculty"),
                model.group.faculty or _ALL,
                every,
                lambda key: later(model.show_faculty, "" if key == _ALL else key),
                searchable=True,
            )
        )
    if model.classes:
        fields.append(
            choice_field(
                t("rosters.school_class"),
                model.group.school_class or _ALL,
                {_ALL: t("rosters.every_class")} | {each: each for each in model.classes},
                lambda key: later(model.show_class, "" if key == _ALL else key),
                searchable=True,
            )
        )
    return [side_by_side(fields, gap=GAP_8)] if fields else []


def _chips(model: RostersModel) -> ft.Control:
    figures = model.figures
    assert figures is not None, "a unit is open"
    offered: dict[str, tuple[str, int | None]] = {_ALL: (t("rosters.all"), figures.people)}
    for each in Standing:
        if figures.standings[each] or each is model.standing:
            offered[each] = (t(f"rosters.standing.{each}"), figures.standings[each])
    if figures.taken_off or model.shows_taken_off:
        offered[_TAKEN_OFF] = (t("rosters.off.some"), figures.taken_off)

    def show(key: str) -> None:
        if key == _TAKEN_OFF:
            later(model.show_taken_off)
        else:
            later(model.show, None if key == _ALL else Standing(key))

    return filter_chips(_TAKEN_OFF if model.shows_taken_off else model.standing or _ALL, offered, show)


@ft.component
def _people(model: RostersModel) -> ft.Control:
    page = model.page
    rows = ft.use_memo(lambda: [_row(model, line) for line in page.lines] if page else [], [page])
    if page is None:
        return loading(t("rosters.loading"))
    return paged_list(
        rows,
        Position(model.number, page.total),
        on_previous=partial(model.turn, -1),
        on_next=partial(model.turn, 1),
        empty=empty_state(ft.Icons.SEARCH_OFF_ROUNDED, t("rosters.nobody")),
    )


def _row(model: RostersModel, line: ListedPerson) -> ft.Control:
    person, now = line.person, SystemClock().now()
    whom = _told(person.relation, person.relative_of)
    facts = [
        person.member_code,
        person.school_class,
        person.faculty,
        shown.document_number(person.document_number),
        shown.phone(person.phone) if person.phone.startswith("+84") else person.phone,
        t("rosters.relative", whom=whom) if whom else "",
        t("rosters.ticked_at", at=shown.moment(line.ticked_at, now)) if line.ticked_at else "",
        t("rosters.off.since", at=shown.moment(line.taken_off_at, now)) if line.taken_off_at else "",
    ]
    standing = chip(TONE_OF[line.standing], t(f"rosters.standing.{line.standing}"))
    return list_row(
        person.full_name.upper(),
        _told(*facts) or "—",
        trailing=ft.Row([standing, _act(model, line)], spacing=GAP_8, tight=True),
    )


def _act(model: RostersModel, line: ListedPerson) -> ft.Control:
    """Take this person off, or put them back."""
    person, name = line.person, line.person.full_name.upper()
    icon, words, act = (
        (ft.Icons.PERSON_ADD_OUTLINED, "put_back", model.put_back)
        if line.taken_off_at
        else (ft.Icons.PERSON_REMOVE_OUTLINED, "take_one", model.ask_to_take_off)
    )
    return icon_button(icon, t(f"rosters.off.{words}", name=name), partial(act, person))


def _told(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
