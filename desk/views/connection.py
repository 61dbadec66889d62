"""The word at the top of every screen about the line: a proof over receipts, or the cause by its name.

"Đã đồng bộ" is said of counted books in which every sealed revision has its receipt, on a line that answers.
Anything else comes with its number: what waits, else what needs a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from declaration.wire.sign_in import ServiceState
from desk.i18n import t
from desk.ports.outbox import Books
from desk.ports.service import Activity, Reason, SyncState
from desk.views.theme import Tone

Connection = tuple[Tone, str]

_BY_ITSELF: Final = frozenset({Reason.NO_NETWORK, Reason.SERVICE_DOWN, Reason.TOO_MANY})
"""Causes that pass without anybody doing anything."""
_TONES: Final[Mapping[Reason, Tone]] = {
    reason: Tone.OFFLINE if reason in _BY_ITSELF else Tone.WARNING for reason in Reason
}


def connection(state: SyncState, books: Books | None) -> Connection:
    """``books`` is None while they were not counted: then nothing is claimed."""
    if books is not None and not books.balance:
        return Tone.ERROR, t("shell.unbalanced")
    tone, word = _line(state)
    if tone is Tone.NEUTRAL and books is not None and books.all_signed_for:
        return (Tone.SUCCESS, t("shell.all_signed_for")) if books.finished else (tone, word)
    return tone, t("shell.with_number", line=word, number=_number(books))


def _line(state: SyncState) -> Connection:
    if state.activity is Activity.STOPPED:
        return Tone.ERROR, t("shell.line.stopped")
    if state.reason is not None:
        return _TONES[state.reason], t(f"shell.line.{state.reason}")
    if not state.reached_once:
        return Tone.OFFLINE, t("shell.line.connecting")
    if state.order is not ServiceState.NORMAL:
        return Tone.WARNING, t("shell.line.drained")
    return Tone.NEUTRAL, t("shell.line.online")


def _number(books: Books | None) -> str:
    if books is None:
        return t("shell.not_counted")
    needing = books.refused + books.set_aside
    if needing and not books.waiting:
        return t("shell.attention", count=needing)
    return t("shell.waiting", count=books.waiting)
