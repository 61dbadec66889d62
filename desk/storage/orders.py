"""What the agency last asked of this station: go on, take nothing new, stop. Kept: it holds offline too."""

from __future__ import annotations

from sqlmodel import Session

from declaration.wire.sign_in import ServiceState, state_of
from desk.storage.facts import Fact, read_fact, write_fact


def order(session: Session) -> ServiceState:
    return state_of(read_fact(session, Fact.SERVICE_STATE) or ServiceState.NORMAL)


def heed(session: Session, told: ServiceState) -> None:
    """Nothing is written where it is known already: this is asked every round."""
    if order(session) is not told:
        write_fact(session, Fact.SERVICE_STATE, told)
