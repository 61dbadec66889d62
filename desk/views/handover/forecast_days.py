"""The same ten days by day: how many declarations have which last day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import flet as ft

from declaration.deadlines import DAYS_AT_RISK
from desk.i18n import t
from desk.ports.handovers import Forecast
from desk.views import shown
from desk.views.components.card import section_card
from desk.views.components.status import chip
from desk.views.theme import GAP_8, Tone


def days_card(forecast: Sequence[Forecast], today: date) -> ft.Control:
    """Of all units together; what is over stands first."""
    days: Counter[date] = Counter()
    for each in forecast:
        days.update(each.days)
    chips: list[ft.Control] = [_day(day, days[day], today) for day in sorted(days)]
    return section_card(t("handover.by_day"), ft.Row(chips, wrap=True, spacing=GAP_8, run_spacing=GAP_8))


def _day(day: date, many: int, today: date) -> ft.Control:
    left = (day - today).days
    tone = Tone.ERROR if left <= 0 else Tone.WARNING if left < DAYS_AT_RISK else Tone.NEUTRAL
    return chip(tone, t("handover.on_day", day=shown.day(day), count=many))
