"""Stations: hello, enrolment, tokens, reports."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query

from approval.moving import FORKED, LONGEST_TURN, MOVED, Turn
from approval.routes.access import FewAssertions, FewHellos, FewSignIns, TheService, TheStation
from approval.routes.problems import ProblemError
from approval.stations import Refused
from approval.tokens import Locked
from declaration.wire.sign_in import ASSERTION_TYPE, EnrolAnswer, EnrolRequest, Token
from declaration.wire.signed import Signed
from declaration.wire.supervision import StationReport

router = APIRouter(prefix="/v1", tags=["stations"])


@router.get("/hello", dependencies=[FewHellos])
def get_hello(
    service: TheService,
    nonce: Annotated[str, Query(min_length=8, max_length=128)],
    station: Annotated[str, Query(max_length=64)] = "",
) -> Signed:
    """A Signed[Hello] for the caller's own nonce: proof that the service itself answers. Its state is what is
    asked of ``station``."""
    return service.greeting.hello(nonce, station)


@router.post("/stations/enrol", dependencies=[FewSignIns])
def enrol(request: EnrolRequest, service: TheService) -> EnrolAnswer:
    """Make a station of a one-time code. Asked again with the same key, the same answer."""
    answer = service.stations.enrol(request)
    if isinstance(answer, Refused):
        raise ProblemError(400 if answer.code == "key_invalid" else 403, answer.code)
    return answer


@router.post("/stations/token", dependencies=[FewAssertions])
def station_token(
    service: TheService,
    grant_type: Annotated[str, Form(max_length=100)],
    client_assertion_type: Annotated[str, Form(max_length=100)],
    client_assertion: Annotated[str, Form(max_length=4000)],
    turn: Annotated[str, Form(max_length=LONGEST_TURN)] = "",
    after: Annotated[str, Form(max_length=LONGEST_TURN)] = "",
) -> Token:
    """A short-lived token (OAuth 2.0 client credentials with private_key_jwt, RFC 7523). ``turn`` follows
    ``after``, the one handed on with the last token: only one copy of a station can know it. Both belong into
    the assertion, as claims; those of the form count only where it has none."""
    if grant_type != "client_credentials" or client_assertion_type != ASSERTION_TYPE:
        raise ProblemError(400, "unsupported_grant")
    answer = service.stations.token(client_assertion, Turn(turn, after) if turn else None)
    if isinstance(answer, Locked):
        raise ProblemError(403, "station_locked")
    if isinstance(answer, Refused) and answer.code in (FORKED, MOVED):
        raise ProblemError(403, answer.code)
    if isinstance(answer, Refused):
        raise ProblemError(401, answer.code, {"WWW-Authenticate": "Bearer"})
    return answer


@router.put("/stations/me/report", status_code=204)
def put_report(report: StationReport, station: TheStation, service: TheService) -> None:
    """The station's newest account of itself; the latest wins."""
    service.stations.report(station.id, report)
