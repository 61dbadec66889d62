"""What a press of a button came to, said until the next one."""

from __future__ import annotations

from dataclasses import dataclass

from declaration.privacy import Private
from desk.i18n import t
from desk.ports.outbox import OutboxLine
from desk.ports.service import Activity, SyncState
from desk.views import shown
from desk.views.sync.naming import name_of
from desk.views.sync.needing import Asked, Way, given_up
from desk.views.theme import Tone


@dataclass(frozen=True, repr=False)
class Said(Private):
    """``while_cut``: true only as long as the agency does not answer."""

    tone: Tone
    words: str
    while_cut: bool = False


def done(asked: Asked, is_done: bool) -> Said:
    """What came of what a person was asked about."""
    name, way = name_of(asked.line), asked.way
    if not is_done:
        return Said(Tone.WARNING, t(f"sync.said.not_{way}", name=name))
    if way is Way.GIVE_UP:
        key = given_up(asked.line)
        return Said(Tone.SUCCESS, t(f"sync.give_up.{key}.done", name=name))
    return Said(Tone.SUCCESS, t(f"sync.said.{way}", name=name))


def not_at_once(state: SyncState) -> Said | None:
    """Why what was to go out now does not; None while it does."""
    if state.activity is Activity.STOPPED:
        return Said(Tone.WARNING, t("sync.stopped"))
    if state.reason is None:
        return None
    return Said(Tone.OFFLINE, t("sync.said.later", reason=shown.reason(state.reason)), while_cut=True)


def gone(line: OutboxLine) -> Said:
    """It was settled or erased since the list was read."""
    return Said(Tone.NEUTRAL, t("sync.said.gone", name=name_of(line)))
