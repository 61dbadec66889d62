"""One declaration, closer: where it stands, what one may do now, what was declared, photos, history."""

from __future__ import annotations

from functools import partial

import flet as ft

from declaration.lifecycle import Delivery, Status
from desk.i18n import t
from desk.ports.clock import Clock
from desk.ports.store import DeclarationDetail, DeclarationLine
from desk.views import shown
from desk.views.components.buttons import primary, quiet
from desk.views.components.card import section_card
from desk.views.components.feedback import banner
from desk.views.components.status import chip
from desk.views.components.text import note, title
from desk.views.declarations.acts import Acts
from desk.views.declarations.answer import answer_block
from desk.views.declarations.facts import facts
from desk.views.declarations.model import Opened
from desk.views.declarations.photos import photos
from desk.views.declarations.taking_back_view import consent_card
from desk.views.declarations.timeline import timeline
from desk.views.declarations.twins import twins_card
from desk.views.place import Place
from desk.views.printing.view import print_buttons
from desk.views.theme import GAP_4, GAP_8, GAP_12, Tone


def declaration_detail(opened: Opened, place: Place, clock: Clock, acts: Acts) -> ft.Control:
    """Scrolls in the height it is given. Shows only what is allowed and works."""
    detail, people = opened.detail, place.registrars
    parts: list[ft.Control] = [_head(opened, place, clock, acts)]
    held_up = _held_up(detail, place)
    if held_up is not None:
        parts.append(held_up)
    if detail.line.status in (Status.RETURNED, Status.REJECTED):
        parts.append(answer_block(detail))
    if opened.twins:
        parts.append(twins_card(opened.twins, acts, clock))
    parts.append(
        print_buttons(
            acts.printing,
            place.table,
            (detail.line.id,),
            has_account=bool(detail.line.user_name),
            has_list=False,
            has_taken_back=any(each.taken_back for each in opened.consents),
        )
    )
    parts += [
        section_card(t("declarations.declared"), facts(detail, opened.agencies, people)),
        section_card(t("declarations.photos"), photos(opened)),
        *([consent_card(acts.taking_back, detail, opened.consents, people)] if opened.consents else []),
        section_card(t("declarations.history"), timeline(detail, clock, people)),
        ft.Row(_ending(opened, acts), alignment=ft.MainAxisAlignment.END, wrap=True),
    ]
    return ft.Column(
        parts,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        spacing=GAP_12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _ending(opened: Opened, acts: Acts) -> list[ft.Control]:
    """The acts that end a declaration, away from the others."""
    line = opened.detail.line
    erase = quiet(
        t("care.erasing.act"), partial(acts.erasing.ask, line.id), icon=ft.Icons.DELETE_FOREVER_OUTLINED
    )
    if not opened.may_withdraw:
        return [erase]
    withdraw = quiet(t("withdrawal.act"), partial(acts.withdrawing.ask, line), icon=ft.Icons.UNDO_ROUNDED)
    return [withdraw, erase]


def _head(opened: Opened, place: Place, clock: Clock, acts: Acts) -> ft.Control:
    line = opened.detail.line
    chips: list[ft.Control] = [chip(*shown.status(line))]
    due = shown.deadline(line, clock.today())
    if due is not None:
        chips.append(chip(Tone.WARNING, due))
    left = ft.Column(
        [
            ft.Semantics(header=True, content=title(line.full_name.upper())),
            ft.Row(chips, wrap=True, spacing=GAP_8, run_spacing=GAP_4),
            note(_numbers(line)),
        ],
        spacing=GAP_4,
        expand=True,
    )
    parts: list[ft.Control] = [left]
    if opened.may_correct:
        correct = primary(
            t("declarations.correct"), partial(place.correct, line.id), icon=ft.Icons.EDIT_OUTLINED
        )
        parts.append(correct)
    elif line.status is Status.DRAFT:
        take_up = partial(place.correct, line.id)
        parts.append(primary(t("declarations.take_up"), take_up, icon=ft.Icons.EDIT_OUTLINED))
    elif opened.may_declare_anew:
        anew = partial(acts.declare_anew, place.correct)
        parts.append(primary(t("declarations.anew"), anew, icon=ft.Icons.REPLAY_ROUNDED))
    return ft.Row(parts, spacing=GAP_12, vertical_alignment=ft.CrossAxisAlignment.START)


def _numbers(line: DeclarationLine) -> str:
    said = [t("declarations.revision", number=line.revision)]
    if line.dossier_number:
        said.insert(0, t("declarations.dossier", number=line.dossier_number))
    if line.user_name:
        said.append(t("declarations.account", name=line.user_name))
    return " · ".join(said)


def _held_up(detail: DeclarationDetail, place: Place) -> ft.Control | None:
    """Why the newest revision does not travel on, and where a person decides about it."""
    if detail.line.delivery not in (Delivery.REFUSED, Delivery.SET_ASIDE):
        return None
    code = next((e.detail for e in reversed(detail.history) if e.event == detail.line.delivery), "")
    return banner(
        Tone.ERROR,
        t("declarations.held_up", reason=shown.reason(code)),
        action=quiet(t("declarations.to_sync"), partial(place.go, "sync")),
    )
