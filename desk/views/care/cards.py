"""The blocks of the station's screen: its file, disk and clock, its recovery code, how long things stay."""

from __future__ import annotations

from dataclasses import asdict

import flet as ft

from desk.i18n import t
from desk.ports.care import Soundness
from desk.ports.recovery import RecoveryState
from desk.ports.standing import Mendings, Standing
from desk.views import shown
from desk.views.care.model import CareModel
from desk.views.care.words import clock_words, file_words, recovery_words, space_words
from desk.views.components.buttons import danger, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.feedback import banner, progress
from desk.views.components.status import mark
from desk.views.components.text import note
from desk.views.theme import GAP_8, GAP_12, Tone


def file_card(model: CareModel, standing: Standing) -> ft.Container:
    """The last whole look through the file, the one under way, and what to do about damage."""
    check, is_damaged = standing.check, standing.check.found is Soundness.DAMAGED
    said = file_words(check, standing)
    parts: list[ft.Control] = [banner(*said) if is_damaged else mark(*said)]
    if is_damaged:
        parts.append(note(t("care.screen.damaged_steps")))
    if check.progress > 0 or model.is_checking:
        parts.append(progress(check.progress, t("care.checking")))
    parts += _salvaged(model.mendings, standing)
    look = secondary(
        t("care.screen.check"), model.check, icon=ft.Icons.FACT_CHECK_OUTLINED, disabled=model.is_checking
    )
    acts: list[ft.Control] = [look]
    if is_damaged:
        acts.append(danger(t("care.screen.salvage"), model.ask_salvage, icon=ft.Icons.HEALING_ROUNDED))
    parts.append(ft.Row(acts, spacing=GAP_8, wrap=True))
    return section_card(t("care.screen.file"), stacked(parts, gap=GAP_8))


def _salvaged(mendings: Mendings, standing: Standing) -> list[ft.Control]:
    saved, at = mendings.salvaged, mendings.salvaged_at
    if saved is None or at is None:
        return []
    words = t("care.screen.salvaged", moment=shown.moment(at, standing.at), **vars(saved))
    return [mark(Tone.WARNING if saved.set_aside or saved.unreadable else Tone.SUCCESS, words)]


def machine_card(standing: Standing) -> ft.Container:
    """Disk and clock: what the machine itself must be right in."""
    parts = [mark(*space_words(standing.space)), mark(*clock_words(standing.clock))]
    return section_card(t("care.screen.machine"), stacked(list(parts), gap=GAP_8))


def recovery_card(state: RecoveryState | None) -> ft.Container:
    parts: list[ft.Control] = [mark(*recovery_words(state)), note(t("care.screen.code_hint"))]
    parts.append(note(t("care.screen.change_hint")))
    return section_card(t("care.screen.recovery"), stacked(parts, gap=GAP_8))


def keeping_card(standing: Standing, mendings: Mendings) -> ft.Container:
    """How long each kind of data stays, and what was erased on request."""
    parts: list[ft.Control] = [_row(name, days) for name, days in asdict(standing.kept).items()]
    parts.append(note(t("care.screen.kept_hint")))
    parts.append(ft.Divider(height=GAP_8))
    parts += [note(words) for words in _erased(standing, mendings)]
    return section_card(t("care.screen.kept"), stacked(parts, gap=GAP_8))


def agency_card(standing: Standing) -> list[ft.Container]:
    """What the agency has set for this station; nothing where it has set nothing."""
    wished = standing.by_agency.model_dump(exclude_none=True)
    if not wished:
        return []
    parts: list[ft.Control] = [_set(name, value) for name, value in wished.items()]
    parts.append(note(t("care.agency.hint")))
    return [section_card(t("care.agency.title"), stacked(parts, gap=GAP_8))]


def _set(name: str, value: object) -> ft.Row:
    words = note(t(f"care.agency.{name}"))
    words.expand = True
    match value:
        case bool():
            figure = t("care.agency.yes" if value else "care.agency.no")
        case int():
            figure = t("shown.minutes" if name.endswith("minutes") else "shown.days", count=value)
        case _ if name == "legal_basis":
            figure = t(f"legal_basis.{value}")
        case dict():
            pairs = (f"{shown.complaint_subject(of)}: {agency}" for of, agency in value.items())
            figure = " · ".join(pairs)
        case _:
            figure = str(value)
    return ft.Row([words, note(figure)], spacing=GAP_12)


def _erased(standing: Standing, mendings: Mendings) -> list[str]:
    if mendings.erased_at is None:
        said = [t("care.screen.none_erased")]
    else:
        moment = shown.moment(mendings.erased_at, standing.at)
        said = [t("care.screen.erased", count=mendings.erasures, moment=moment)]
        if standing.backup is not None and standing.backup.made_at < mendings.erased_at:
            said.append(t("care.erased_copies", until=shown.day(standing.backup.expires_on)))
    if mendings.replayed_at is not None:
        said.append(t("care.screen.replayed", moment=shown.moment(mendings.replayed_at, standing.at)))
    return said


def _row(name: str, days: int) -> ft.Row:
    words = note(t(f"care.kept.{name}"))
    words.expand = True
    figure = note(t("shown.days", count=days) if days else t("care.screen.kept_always"))
    return ft.Row([words, figure], spacing=GAP_12)
