"""A day's record as it was sealed, for a person to look at."""

from __future__ import annotations

from collections.abc import Mapping

import flet as ft

from declaration.wire.days import DayClosing
from declaration.wire.records import Record
from declaration.wire.signed import Signed
from desk.i18n import t
from desk.ports.clock import Clock
from desk.views import shown
from desk.views.components.buttons import Act, quiet
from desk.views.components.card import stacked
from desk.views.components.dialog import sheet
from desk.views.components.text import body, note
from desk.views.theme import GAP_4


def sealed_record(sealed: bytes) -> Record | None:
    """What is in it; None when it cannot be read."""
    signed = Signed.from_bytes(sealed)
    return signed.read(Record) if signed else None


def day_sheet(record: Record, clock: Clock, registrars: Mapping[str, str], on_close: Act) -> ft.AlertDialog:
    """For ``ft.use_dialog``: which closing of which day, what it stands for, who sealed it."""
    closing = DayClosing.model_validate(record.content)
    sealed_at = shown.moment(record.sealed_at, clock.now())
    lines = [
        note(t("sync.seen.sealed", moment=sealed_at, by=registrars.get(record.registrar, record.registrar))),
        body(t("sync.seen.finished", count=closing.finished)),
        body(t("sync.seen.number", number=closing.number, revision=record.revision)),
        body(t("sync.seen.trail", first=closing.first_line, last=closing.trail_lines)),
    ]
    title = t("sync.day.record", day=shown.day(closing.day))
    return sheet(title, stacked(list(lines), gap=GAP_4), actions=[quiet(t("action.close"), on_close)])
