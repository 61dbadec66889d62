"""What a registrar does besides declaring: withdrawing, complaints, papers handed over, calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from declaration.lifecycle import Event, Status, allowed
from declaration.wire.complaint import Subject, Told
from declaration.wire.contact_outcome import Outcome
from declaration.wire.withdrawal import WithdrawalReason
from desk.ports.calls import Calling
from desk.ports.complaints import Hearing
from desk.ports.handovers import BatchState
from desk.ports.store import SealedAbout
from desk.registration.calling import CallList
from desk.registration.complaining import Complaining
from desk.registration.complaint_routes import ComplaintRoutes
from desk.registration.handing_over import HandingOver
from desk.registration.sealing import Sealer
from desk.registration.withdrawing import Withdrawing
from desk.storage.station import StationFile
from tests.fakes.program import SetClock
from tests.faults.sync_processes import Tell
from tests.faults.table import AGENCY

SAID = "Chờ lâu"
_CAN_BE_WITHDRAWN = tuple(status for status in Status if Event.WITHDRAW in allowed(status))


@dataclass(frozen=True)
class _Noting(Sealer):
    """Keeps in mind what it sealed last."""

    last: list[SealedAbout]

    def seal(self, *args: Any, **more: Any) -> SealedAbout:
        self.last[:] = [super().seal(*args, **more)]
        return self.last[0]


class AfterWork:
    """At one station; every act is one of those in ``ACTS`` and does nothing when there is nothing to do."""

    def __init__(self, file: StationFile, clock: SetClock, tell: Tell) -> None:
        self._file, self._clock, self._tell = file, clock, tell
        self._sealer = _Noting(file.station_key(), clock, "mau", lambda: None, [])

    def do(self, kind: str, number: int) -> None:
        self._clock.forward(timedelta(seconds=1))
        if ACTS[kind](self, number):
            sealed = self._sealer.last[0]
            self._tell(f"finished {sealed.id}/{sealed.revision}")

    def withdraw(self, number: int) -> bool:
        lines = self._file.declarations.search("", _CAN_BE_WITHDRAWN, after=None, limit=9).lines
        if not lines:
            return False
        line = lines[number % len(lines)]
        work = Withdrawing(self._file.declarations, self._sealer)
        return work.withdraw(line.id, line.revision, list(WithdrawalReason)[number % len(WithdrawalReason)])

    def complain(self, number: int) -> bool:
        """One that was answered is closed, else another is taken down."""
        work = Complaining(self._file.complaints, self._sealer, ComplaintRoutes("MAU01", lambda: ()))
        answered = work.complaints(Hearing.ANSWERED)
        if answered:
            return work.close(answered[0], list(Told)[number % len(Told)])
        return not work.take_down(list(Subject)[number % len(Subject)], SAID, "Nguyễn Văn Mẫu", "")

    def hand(self, _number: int) -> bool:
        work = HandingOver(self._file.handovers, self._sealer)
        work.make(AGENCY, [line.id for line in work.papers(AGENCY, signed_only=False)])
        return any(work.hand(batch) for batch in work.batches() if batch.state is BatchState.OPEN)

    def call(self, number: int) -> bool:
        work = CallList(self._file.calls, self._sealer)
        for calling in (Calling.TO_CALL, Calling.AGAIN, Calling.INFORMED):
            for call in work.calls(calling, first=0, limit=1):
                return work.say(call.declaration_id, list(Outcome)[number % len(Outcome)])
        return False


ACTS: Mapping[str, Callable[[AfterWork, int], bool]] = {
    "withdraw": AfterWork.withdraw,
    "complain": AfterWork.complain,
    "hand": AfterWork.hand,
    "call": AfterWork.call,
}
