"""Kiểm tra: who did what to what, when; nobody's form, number or photo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import flet as ft

from declaration.wire.audit import AuditEntry, AuditPage
from desk.auditing.auditing import Span, Wanted
from desk.i18n import has, t
from desk.ports.clock import VIETNAM, SystemClock
from desk.views import shown
from desk.views.audit.model import ACTS, AuditModel
from desk.views.audit.notes import note_words, subject_words
from desk.views.components.buttons import icon_button, secondary
from desk.views.components.choices import choice_field, filter_chips
from desk.views.components.feedback import banner, empty_state, loading
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.text import note, strong
from desk.views.place import Place
from desk.views.review.trouble import WayOut, trouble_words, way_out
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS, Tone

_STRETCH: Final = ft.CrossAxisAlignment.STRETCH


@ft.component
def audit_screen(place: Place) -> ft.Control:
    """The auditor's whole screen; drawn only while one is signed in."""
    auditing = place.program.auditing
    assert auditing is not None, "locked"
    model = ft.use_memo(lambda: AuditModel(auditing, SystemClock(), place.program.lock), [auditing])
    ft.use_effect(model.load, [auditing])
    return _content(model, place.is_wide)


@ft.component
def _content(model: AuditModel, is_wide: bool) -> ft.Control:
    page = model.page
    rows = ft.use_memo(
        lambda: [_row(each, page.agencies, is_wide) for each in page.entries] if page else [], [page, is_wide]
    )
    parts: list[ft.Control] = [*_filters(model)]
    if model.trouble is not None:
        parts.append(_trouble(model))
    if page is None:
        parts += [] if model.trouble else [loading(t("audit.loading"))]
    elif not rows:
        parts.append(_empty(model))
    else:
        parts += [ft.ListView(rows, expand=True, spacing=GAP_4, padding=0), _turner(model, page)]
    return ft.Column(parts, expand=True, spacing=GAP_8, horizontal_alignment=_STRETCH)


def _empty(model: AuditModel) -> ft.Control:
    wanted = model.wanted
    hint = t("audit.none_by_name" if wanted.actor.strip() else "audit.none_hint")
    is_narrowed = wanted != Wanted(span=wanted.span)
    act = secondary(t("audit.show_all"), model.show_all) if is_narrowed else None
    return empty_state(ft.Icons.SEARCH_OFF_ROUNDED, t("audit.none"), hint=hint, action=act)


def _filters(model: AuditModel) -> list[ft.Control]:
    spans: dict[str, tuple[str, int | None]] = {
        str(int(span)): (t(f"audit.span.{span.name.lower()}"), None) for span in Span
    }
    chips = filter_chips(str(int(model.wanted.span)), spans, lambda span: later(model.show_span, span))
    again = icon_button(ft.Icons.REFRESH_ROUNDED, t("audit.refresh"), model.load, disabled=model.is_loading)
    acts = {act or "any": _act_words(act) for act in ACTS}
    chosen = choice_field(
        t("audit.field.act"), model.wanted.action or "any", acts, lambda act: later(model.show_act, act)
    )
    actor = text_field(
        t("audit.field.actor"),
        model.actor,
        on_change=model.type_actor,
        on_submit=lambda _: later(model.load),
        max_length=64,
    )
    fields: list[ft.Control] = [ft.Container(each, expand=True) for each in (actor, *_agency(model), chosen)]
    head: list[ft.Control] = [ft.Container(chips, expand=True), again]
    return [ft.Row(head, spacing=0), ft.Row(fields, spacing=GAP_8)]


def _agency(model: AuditModel) -> list[ft.Control]:
    """To be chosen where there are several."""
    known = model.page.agencies if model.page else {}
    if len(known) < 2:
        return []
    return [
        choice_field(
            t("audit.field.agency"),
            model.wanted.agency or "any",
            {"any": t("audit.every_agency"), **known},
            lambda code: later(model.show_agency, code),
            searchable=True,
        )
    ]


def _row(entry: AuditEntry, agencies: Mapping[str, str], is_wide: bool) -> ft.Control:
    """When · who · what · to what, at which agency where there are several; upright on two lines."""
    at = note(f"{entry.at.astimezone(VIETNAM):%H:%M:%S %d/%m/%Y}")
    act, actor = strong(_act_words(entry.action), max_lines=1), note(_who(entry), max_lines=2)
    about = note(_about(entry, agencies), max_lines=3)
    if is_wide:
        cells = [ft.Container(at, width=164), _cell(actor, 4), _cell(act, 4), _cell(about, 6)]
        content: ft.Control = ft.Row(list(cells), spacing=GAP_12)
    else:
        lines: list[ft.Control] = [ft.Row([_cell(act, 1), at], spacing=GAP_8)]
        top = ft.CrossAxisAlignment.START
        lines.append(ft.Row([_cell(actor, 1), _cell(about, 2)], spacing=GAP_8, vertical_alignment=top))
        content = ft.Column(lines, spacing=2)
    return ft.Container(
        content,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=GAP_12, vertical=GAP_8),
    )


def _cell(text: ft.Control, share: int) -> ft.Container:
    return ft.Container(text, expand=share)


def _who(entry: AuditEntry) -> str:
    """The sign-in name too, once: it is what one filters by, and two of one full name bear it already."""
    name, sign_in = shown.doer(entry.actor, entry.name), f"({entry.actor})"
    return name if name == entry.actor or name.endswith(sign_in) else f"{name} {sign_in}"


def _about(entry: AuditEntry, agencies: Mapping[str, str]) -> str:
    agency = agencies.get(entry.agency, entry.agency) if len(agencies) != 1 else ""
    return " · ".join(part for part in (subject_words(entry), note_words(entry), agency) if part)


def _act_words(action: str) -> str:
    """An act this program does not know yet is shown as it is."""
    key = f"audit.act.{action or 'any'}"
    return t(key) if has(key) else action


def _turner(model: AuditModel, page: AuditPage) -> ft.Control:
    words = t("audit.page", number=len(model.before), count=len(page.entries))
    is_first, is_last = len(model.before) == 1, page.next_after is None
    back = icon_button(ft.Icons.CHEVRON_LEFT_ROUNDED, t("list.previous"), model.turn_back, disabled=is_first)
    on = icon_button(ft.Icons.CHEVRON_RIGHT_ROUNDED, t("list.next"), model.turn_on, disabled=is_last)
    return ft.Row([ft.Container(note(words), expand=True, padding=GAP_8), back, on])


def _trouble(model: AuditModel) -> ft.Control:
    assert model.trouble is not None, "drawn only then"
    words = trouble_words(model.trouble)
    if way_out(model.trouble) is WayOut.SIGN_IN:
        return banner(Tone.OFFLINE, words, action=secondary(t("review.act.sign_in"), model.sign_out))
    return banner(Tone.OFFLINE, words, action=secondary(t("action.retry"), model.load))
