"""The call list in memory, held to the same promises as the one on the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from declaration.lifecycle import Kind
from declaration.wire.changes import ChangeKind
from declaration.wire.contact_outcome import Outcome, Step
from desk.ports.calls import CAN_BE_CALLED, Call, Calling
from desk.ports.store import SealedAbout
from tests.fakes.shelf import Filed, Shelf
from tests.fakes.store import matches


class MemoryCalls:
    """Implements ports.calls.CallStore."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._told: dict[UUID, Call] = {}

    def found(self, calling: Calling, text: str) -> int:
        return len(self.calls(calling, first=0, limit=10**6, text=text))

    def calls(self, calling: Calling, *, first: int, limit: int, text: str = "") -> Sequence[Call]:
        asked = (call for call in self._all() if matches(self._shelf.filed[call.declaration_id], text, ()))
        found = [call for call in asked if call.calling is calling]
        if calling is Calling.INFORMED:
            found.sort(key=lambda call: call.at or call.answered_at, reverse=True)
        else:
            found.sort(key=lambda call: call.answered_at)
        return found[first : first + limit]

    def counts(self) -> Mapping[Calling, int]:
        calls = list(self._all())
        return {calling: sum(call.calling is calling for call in calls) for calling in Calling}

    def keep(self, sealed: SealedAbout, outcome: Outcome, steps: frozenset[Step]) -> bool:
        call = next((call for call in self._all() if call.declaration_id == sealed.about), None)
        if call is None:
            return False
        self._told[call.declaration_id] = replace(
            call,
            calling=Calling(outcome.value),
            steps=steps,
            tries=call.tries + 1,
            at=sealed.at,
            by=sealed.registrar,
        )
        self._shelf.queue(sealed)
        self._shelf.note(sealed.at, sealed.registrar, "contact", call.declaration_id, outcome)
        return True

    def _all(self) -> Iterator[Call]:
        for filed in self._shelf.filed.values():
            if filed.kind is Kind.REGISTER and filed.status in CAN_BE_CALLED:
                yield self._told.get(filed.id) or self._to_call(filed)

    def _to_call(self, filed: Filed) -> Call:
        failed = any(
            about == filed.id and event.event == ChangeKind.NOTICE_FAILED
            for about, event in self._shelf.answers.values()
        )
        return Call(
            declaration_id=filed.id,
            full_name=filed.full_name,
            phone=filed.phone,
            user_name=filed.user_name,
            calling=Calling.TO_CALL,
            steps=frozenset(),
            answered_at=filed.answered_at or filed.changed_at,
            has_failed_notice=failed,
        )
