"""The one sentence that is true about what has been sent, and what the line is doing, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desk.i18n import t
from desk.ports.outbox import Books
from desk.ports.service import Activity, Reason, SyncState
from desk.supervising.supervising import CLOCK_TOLERANCE
from desk.views import shown
from desk.views.theme import Tone

_MEGABYTE: Final = 1_000_000
_AT_THE_STATION: Final = frozenset({Reason.CLOCK, Reason.OWN_FAULT})


@dataclass(frozen=True)
class Count:
    """The books, and the declarations behind them: corrections make several revisions of one."""

    books: Books
    declarations: int
    in_hand: int

    @property
    def needing(self) -> int:
        """Revisions a person has to decide about."""
        return self.books.refused + self.books.set_aside


def sentence(count: Count) -> tuple[Tone, str]:
    """What may be said of the books. "All" is said of receipts only, never of an empty queue."""
    books = count.books
    if not books.balance:
        return Tone.ERROR, t("sync.unbalanced")
    if not books.finished:
        return Tone.NEUTRAL, t("sync.none_yet")
    if books.all_signed_for:
        said = [t("sync.all_signed_for", count=count.declarations - books.dropped)]
        if books.dropped:
            said.append(t("sync.dropped", count=books.dropped))
        if count.in_hand:
            said.append(t("sync.in_hand", count=count.in_hand))
        return Tone.SUCCESS, " · ".join(said)
    said = []
    if books.waiting:
        said.append(t("sync.waiting", count=books.waiting))
    if count.needing:
        said.append(t("sync.needs_person", count=count.needing))
    return Tone.ERROR if count.needing else Tone.OFFLINE, " · ".join(said)


def line_words(state: SyncState) -> tuple[Tone, str]:
    """Whether the agency answers, else why not and what to do; nobody is blamed."""
    if state.activity is Activity.STOPPED:
        return Tone.ERROR, t("sync.stopped")
    if state.reason is not None:
        return Tone.OFFLINE, t(f"sync.trouble.{state.reason}")
    if not state.reached_once:
        return Tone.NEUTRAL, t("sync.first_contact")
    return Tone.SUCCESS, t("sync.online")


class WayOut(StrEnum):
    """What the screen offers against a cause; keys of the locales under ``sync.way_out``."""

    TRY = "try"
    STATION = "station"


def way_out(state: SyncState) -> WayOut | None:
    """The button beside the cause: where to look, else to try at once. None where nothing is to be mended, or
    no button could do it."""
    if state.activity is Activity.STOPPED:
        return None
    if state.reason in _AT_THE_STATION or clock_words(state) is not None:
        return WayOut.STATION
    return WayOut.TRY if state.reason is not None else None


def clock_words(state: SyncState) -> str | None:
    """How wrong this machine's clock is, once it matters."""
    error = state.clock_error
    if error is None or abs(error) <= CLOCK_TOLERANCE:
        return None
    return t("sync.clock_ahead" if error > 0 else "sync.clock_behind", amount=shown.length(abs(error)))


def sending(state: SyncState) -> tuple[float | None, str] | None:
    """How far the sending is by bytes, and how fast: a fraction and its words.

    None while nothing is being sent; no fraction while only records go.
    """
    if state.activity is not Activity.SENDING:
        return None
    if not state.total_bytes:
        return None, t("sync.sending_records")
    sent = min(state.sent_bytes, state.total_bytes)
    said = [t("sync.sending", sent=megabytes(sent), total=megabytes(state.total_bytes))]
    if state.rate:
        said.append(t("sync.rate", rate=f"{state.rate / 1000:.0f}"))
    return sent / state.total_bytes, " · ".join(said)


def time_left(state: SyncState) -> str:
    """``còn khoảng 6 phút`` while photos go and their pace is known, else nothing."""
    if state.activity is not Activity.SENDING or not state.rate:
        return ""
    seconds = (state.total_bytes - min(state.sent_bytes, state.total_bytes)) / state.rate
    return t("sync.time_left", length=shown.length(max(1.0, seconds)))


def megabytes(size: int) -> str:
    """``0,5`` in Vietnamese as in English: a comma, as the forms have it."""
    return f"{size / _MEGABYTE:.1f}".replace(".", ",")
