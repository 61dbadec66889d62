"""The engine's account of itself, as screens see it, and whoever watches it being told of every change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from declaration.wire.sign_in import Hello, ServiceState
from desk.ports.handouts import Coming
from desk.ports.service import Activity, NoAnswer, SyncState
from desk.sync.listeners import Listeners
from desk.sync.progress import Going


class Showing:
    """Call everything here on the loop."""

    def __init__(self) -> None:
        self.state = SyncState()
        self.listeners = Listeners()

    def wishes(self, order: ServiceState, *, records_only: bool) -> None:
        """What the agency and the person want of this station."""
        self._show(order=order, records_only=records_only)

    def met(self, hello: Hello, now: datetime, *, was_away: bool) -> None:
        """The service has let us in."""
        if was_away:
            self._show(reached_once=True, last_contact=now, practice=hello.practice, reason=None)
        else:
            self._show(reached_once=True, last_contact=now, practice=hello.practice)

    def sending(self, going: Going) -> None:
        """Bytes that move prove the line, whatever the last round said of it."""
        reason = None if going.rate else self.state.reason
        self._show(
            activity=Activity.SENDING,
            reason=reason,
            sent_bytes=going.sent,
            total_bytes=going.total,
            rate=going.rate,
        )

    def coming(self, coming: tuple[Coming, ...]) -> None:
        self._show(coming=coming)

    def rests(self, trouble: NoAnswer | None, clock_error: float | None) -> None:
        """A round has ended, with or without trouble."""
        reason = trouble.reason if trouble else None
        self._show(activity=Activity.RESTING, reason=reason, clock_error=clock_error)

    def stopped(self) -> None:
        self._show(activity=Activity.STOPPED)

    def _show(self, **changes: Any) -> None:
        state = replace(self.state, **changes)
        if state != self.state:
            self.state = state
            self.listeners.tell()
