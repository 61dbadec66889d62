"""The call list: a registrar says what came of a call, and it is kept and sealed as one act."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from declaration.wire.contact_outcome import CONTACT_VERSION, ContactContent, Outcome, Step
from declaration.wire.records import RecordKind
from desk.ports.calls import Call, Calling, CallStore
from desk.registration.sealing import Sealer


class CallList:
    """For one signed-in registrar. Blocking: call off the event loop."""

    def __init__(self, store: CallStore, sealer: Sealer) -> None:
        self._store = store
        self._sealer = sealer

    def calls(self, calling: Calling, *, first: int, limit: int, text: str = "") -> Sequence[Call]:
        return self._store.calls(calling, first=first, limit=limit, text=text)

    def found(self, calling: Calling, text: str) -> int:
        return self._store.found(calling, text)

    def counts(self) -> Mapping[Calling, int]:
        return self._store.counts()

    def say(self, declaration_id: UUID, outcome: Outcome, steps: Collection[Step] = ()) -> bool:
        """What came of this call, and every step the person is past by now. False when there is no account
        of that declaration here any more."""
        done = tuple(step for step in Step if step in steps)
        content = ContactContent(declaration=declaration_id, outcome=outcome, steps=done)
        about = (declaration_id, 0)
        sealed = self._sealer.seal(RecordKind.CONTACT_OUTCOME, content, CONTACT_VERSION, about=about)
        is_kept = self._store.keep(sealed, outcome, frozenset(done))
        if is_kept:
            self._sealer.on_sealed()
        return is_kept
