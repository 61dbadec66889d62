"""Many green declarations approved with one confirmation: each in a transaction and with an audit line of its
own, and whatever could not be decided is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from approval.identities import Person
from approval.reviewing import NotDecided, Reviewing
from approval.storage.database import StorageUnavailableError
from declaration.wire.review import Decision, DecisionRequest
from declaration.wire.together import OneOutcome, ToApprove


@dataclass(frozen=True)
class Together:
    """One trouble never keeps the rest from being decided."""

    reviewing: Reviewing

    def approve(self, reviewer: Person, wanted: Iterable[ToApprove]) -> tuple[OneOutcome, ...]:
        """What became of each, in order."""
        return tuple(OneOutcome(id=each.id, code=self._one(reviewer, each)) for each in wanted)

    def _one(self, reviewer: Person, wanted: ToApprove) -> str:
        request = DecisionRequest(decision=Decision.APPROVE, revision=wanted.revision, version=wanted.version)
        try:
            outcome = self.reviewing.decide(reviewer, wanted.id, request, only_green=True)
        except StorageUnavailableError:  # the ones before stay decided, and the screen must hear so
            return "storage_unavailable"
        return outcome.code if isinstance(outcome, NotDecided) else ""
