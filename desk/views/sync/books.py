"""The books, which balance: finished = waiting + delivered + refused + set aside + superseded."""

from __future__ import annotations

import flet as ft

from desk.i18n import grouped, t
from desk.ports.clock import Clock
from desk.views import shown
from desk.views.components.card import section_card, stacked
from desk.views.components.status import chip, mark
from desk.views.components.text import note, strong
from desk.views.sync.truth import Count
from desk.views.theme import GAP_4, Tone


def books_card(count: Count, clock: Clock) -> ft.Container:
    """The sum in full, so that a person can check it; what is late is said under it."""
    books = count.books
    rows: list[ft.Control] = [
        _row("finished", books.finished, is_sum=True),
        ft.Divider(height=GAP_4 * 2),
        _row("waiting", books.waiting),
        _row("delivered", books.delivered),
        _row("refused", books.refused, tone=Tone.ERROR if books.refused else Tone.NEUTRAL),
        _row("set_aside", books.set_aside, tone=Tone.ERROR if books.set_aside else Tone.NEUTRAL),
    ]
    if books.superseded:
        rows.append(_row("superseded", books.superseded))
    if books.at_risk:
        rows.append(mark(Tone.WARNING, t("sync.books.at_risk", count=books.at_risk)))
    if books.oldest_waiting is not None:
        rows.append(note(t("sync.books.oldest", age=shown.age(books.oldest_waiting, clock.now()))))
    verdict = (Tone.SUCCESS, "balanced") if books.balance else (Tone.ERROR, "unbalanced")
    trailing = chip(verdict[0], t(f"sync.books.{verdict[1]}"))
    return section_card(t("sync.books.title"), stacked(rows, gap=GAP_4), trailing=trailing)


def _row(name: str, amount: int, *, is_sum: bool = False, tone: Tone = Tone.NEUTRAL) -> ft.Row:
    words = t(f"sync.books.{name}")
    figure = strong(grouped(amount)) if is_sum or amount else note(grouped(amount))
    said = strong(words) if is_sum else note(words, tone)
    said.expand = True
    return ft.Row([said, figure])
