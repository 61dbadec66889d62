"""Figures of a station as a supervisor reads them: ages, clocks, space, reasons, each with its tone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from declaration.wire.supervision import StationOverview, StationsPage
from desk.i18n import grouped, has, t
from desk.supervising.supervising import CLOCK_TOLERANCE, LEAST_SPACE, SILENT_AFTER, Attention
from desk.views.shown import size
from desk.views.theme import Tone

Figure = tuple[Tone, str]

ATTENTION_TONES: Final[Mapping[Attention, Tone]] = {
    Attention.REFUSED: Tone.ERROR,
    Attention.SET_ASIDE: Tone.ERROR,
    Attention.AT_RISK: Tone.ERROR,
    Attention.DAYS: Tone.ERROR,
    Attention.NEVER_SEEN: Tone.OFFLINE,
    Attention.SILENT: Tone.OFFLINE,
    Attention.TRAIL: Tone.WARNING,
    Attention.CLOCK: Tone.WARNING,
    Attention.SPACE: Tone.WARNING,
    Attention.RESTORED: Tone.NEUTRAL,
    Attention.DRAINED: Tone.NEUTRAL,
    Attention.LOCKED: Tone.NEUTRAL,
}
NOTHING: Final = "–"


def days(station: StationOverview) -> Figure:
    """The last month's days: the worst that can be said of them."""
    found = station.days
    if found.broken:
        return Tone.ERROR, t("supervision.days.chain_broken")
    if found.unbalanced:
        return Tone.ERROR, t("supervision.days.count_unbalanced", count=found.unbalanced)
    if found.open:
        return Tone.WARNING, t("supervision.days.count_open", count=found.open)
    return Tone.NEUTRAL, t("supervision.days.count_green", count=found.green) if found.green else NOTHING


def age(span: timedelta) -> str:
    """A span in its largest unit: now, minutes, hours, days."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 1:
        return t("supervision.age.now")
    if minutes < 60:
        return t("supervision.age.minutes", count=minutes)
    if minutes < 48 * 60:
        return t("supervision.age.hours", count=minutes // 60)
    return t("supervision.age.days", count=minutes // (24 * 60))


def last_contact(station: StationOverview, page: StationsPage) -> Figure:
    """How long ago the station was heard of."""
    if station.last_contact is None:
        return Tone.OFFLINE, t("supervision.never")
    silent = page.as_of - station.last_contact
    return Tone.OFFLINE if silent > SILENT_AFTER else Tone.NEUTRAL, age(silent)


def waiting(station: StationOverview) -> Figure:
    return _counted(station.report.waiting if station.report else None, Tone.NEUTRAL)


def oldest(station: StationOverview) -> Figure:
    """The age of the oldest declaration that has not arrived."""
    if station.report is None or not station.report.waiting:
        return Tone.NEUTRAL, NOTHING
    return Tone.NEUTRAL, age(timedelta(seconds=station.report.oldest_age))


def at_risk(station: StationOverview) -> Figure:
    return _counted(station.report.at_risk if station.report else None, Tone.ERROR)


def set_aside(station: StationOverview) -> Figure:
    return _counted(station.report.set_aside if station.report else None, Tone.ERROR)


def refused(station: StationOverview) -> Figure:
    """How many revisions were refused."""
    return _counted(sum(station.report.refused.values()) if station.report else None, Tone.ERROR)


def why_refused(station: StationOverview) -> str:
    """For which reasons, most frequent first; "" where none was refused."""
    refused = station.report.refused if station.report else {}
    by_count = sorted(refused.items(), key=lambda item: (-item[1], item[0]))
    return " · ".join(f"{grouped(count)} × {reason_words(code)}" for code, count in by_count)


def clock_error(station: StationOverview) -> Figure:
    """How far the station's clock is ahead (+) or behind (-)."""
    if station.report is None or station.report.clock_error is None:
        return Tone.NEUTRAL, NOTHING
    error = station.report.clock_error
    if abs(error) < 1:
        return Tone.NEUTRAL, t("supervision.clock_right")
    tone = Tone.WARNING if abs(error) > CLOCK_TOLERANCE else Tone.NEUTRAL
    key = "supervision.clock_ahead" if error > 0 else "supervision.clock_behind"
    return tone, t(key, span=_span(abs(error)))


def free_space(station: StationOverview) -> Figure:
    if station.report is None:
        return Tone.NEUTRAL, NOTHING
    free = station.report.free_space
    tone = Tone.WARNING if free < LEAST_SPACE else Tone.NEUTRAL
    return tone, size(free)


def app_version(station: StationOverview) -> Figure:
    return Tone.NEUTRAL, station.report.app_version if station.report else NOTHING


def reason_words(code: str) -> str:
    """A refusal's reason; a code of a newer service is shown as such."""
    return t(f"reason.{code}") if has(f"reason.{code}") else t("reason.unknown", code=code)


def _counted(count: int | None, tone: Tone) -> Figure:
    if count is None:
        return Tone.NEUTRAL, NOTHING
    return tone if count else Tone.NEUTRAL, grouped(count)


def _span(seconds: float) -> str:
    if seconds < 60:
        return t("supervision.age.seconds", count=round(seconds))
    return age(timedelta(seconds=seconds))
