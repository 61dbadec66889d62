"""Who may ask: bearer tokens turned into a station or a person, once, before a route runs."""

from __future__ import annotations

from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from approval.identities import Person, Station
from approval.limits import network_of
from approval.rights import Act
from approval.routes.problems import ProblemError
from approval.service import Service
from approval.tokens import Locked

_bearer = HTTPBearer(auto_error=False)
_CHALLENGE = {"WWW-Authenticate": "Bearer"}


async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


TheService = Annotated[Service, Depends(_service)]
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def _station(service: TheService, credentials: Credentials) -> Station:
    text = credentials.credentials if credentials else ""
    seen = service.tokens.station_just_seen(text)
    if seen is not None:
        return within_limits(service, seen)
    found = await to_thread.run_sync(service.tokens.station, text) if text else None
    return within_limits(service, one_of_ours(found))


def one_of_ours(found: Station | Locked | None) -> Station:
    """Whom a token was given to, as it was looked up; raises ProblemError when it is no station in good
    standing."""
    if isinstance(found, Locked):
        raise ProblemError(403, "station_locked")
    if found is None:
        raise ProblemError(401, "token_invalid", _CHALLENGE)
    return found


def within_limits(service: Service, station: Station) -> Station:
    """That station, unless it asks too often."""
    _not_before(service.limits.stations.wait(station.id))
    return station


def _not_before(seconds: int) -> None:
    if seconds:
        raise ProblemError(429, "too_many_requests", {"Retry-After": str(seconds)})


async def _few_sign_ins(request: Request, service: TheService) -> None:
    _not_before(service.limits.sign_ins.wait(_network(request)))


async def _few_assertions(request: Request, service: TheService) -> None:
    _not_before(service.limits.assertions.wait(_network(request)))


async def _few_hellos(request: Request, service: TheService) -> None:
    _not_before(service.limits.hellos.wait(_network(request)))


def _network(request: Request) -> str:
    return network_of(request.client.host) if request.client else ""


FewSignIns = Depends(_few_sign_ins)
"""For routes where a name, a passphrase or a code is tried: so many a minute from one address."""
FewHellos = Depends(_few_hellos)
"""Where anybody asks: each look is a question to the database and a signature."""
FewAssertions = Depends(_few_assertions)
"""The same where a station shows a signature: nothing to be guessed, and each look costs little."""


def _signed_in(service: TheService, credentials: Credentials) -> Person:
    found = service.tokens.person(credentials.credentials) if credentials else None
    if found is None:
        raise ProblemError(401, "token_invalid", _CHALLENGE)
    return found


async def _person(service: TheService, person: Annotated[Person, Depends(_signed_in)]) -> Person:
    _not_before(service.limits.people.wait(person.name))
    return person


TheStation = Annotated[Station, Depends(_station)]
ThePerson = Annotated[Person, Depends(_person)]


def _settled(person: ThePerson) -> Person:
    """Whoever has chosen their own passphrase."""
    if person.must_change:
        raise ProblemError(403, "passphrase_must_change")
    return person


WhoIsSettled = Annotated[Person, Depends(_settled)]


def who_may(act: Act) -> Any:
    """A dependency: the person who asks, if their roles let them (approval.rights)."""

    def allowed(person: WhoIsSettled) -> Person:
        if not person.may(act):
            raise ProblemError(403, "role_missing")
        return person

    return Depends(allowed)


TheReviewer = Annotated[Person, who_may(Act.REVIEW)]
TheAnswerer = Annotated[Person, who_may(Act.ANSWER_COMPLAINTS)]
