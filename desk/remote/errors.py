"""Foreign errors translated once: what httpx says or a status means, as a Reason.

httpx.TransportError ─┬─ ConnectError, DNS ........... NO_NETWORK, a blip: tried again within seconds
                      ├─ timeouts (stall) ............ NO_NETWORK
                      └─ anything else in transit .... NO_NETWORK, a blip
OSError (TLS broken mid-answer) ...................... NO_NETWORK, a blip
a certificate refused for its dates .................. CLOCK (ours, or the service's certificate)
a certificate refused for anything else .............. STRANGER (somebody else stands there)
httpx.DecodingError (says gzip, is not) .............. FOREIGN
status 401, 403 with our problem document ............ SIGN_IN (or LOCKED by its code)
status 429 ........................................... TOO_MANY (or Denied by its code WAIT)
status 5xx with or without our problem document ...... SERVICE_DOWN
anything else that is not ours ....................... FOREIGN (a captive portal, another server)
"""

from __future__ import annotations

import httpx
from pydantic import ValidationError

from declaration.wire.problem import MEDIA_TYPE, HttpProblem
from desk.ports.service import WAIT, Denied, NoAnswer, Reason
from desk.remote.trust import distrust_in, is_out_of_time

SEALED = "application/vnd.bhxh.sealed-record+json"
BLIPS = (httpx.TransportError, OSError)
STALLS = (httpx.TimeoutException,)
GARBLED = (httpx.DecodingError,)
RIDE_OUT = frozenset({502, 503, 504})


def cause_of(error: BaseException) -> Reason:
    """Why there was no response at all."""
    refused = distrust_in(error)
    if refused is None:
        return Reason.NO_NETWORK
    return Reason.CLOCK if is_out_of_time(refused) else Reason.STRANGER


def trouble_of(response: httpx.Response) -> NoAnswer | Denied:
    """What a response that is not the expected answer means."""
    retry_after = _seconds(response.headers.get("Retry-After", ""))
    if response.status_code == 429:
        return _too_often(response, retry_after)
    if response.status_code >= 500 and response.status_code != 511:
        return NoAnswer(Reason.SERVICE_DOWN, retry_after)
    if response.status_code == 401 and is_ours(response):  # the answer to a HEAD has no body to read
        return NoAnswer(Reason.SIGN_IN, retry_after)
    problem = problem_of(response)
    if problem is None:
        return NoAnswer(Reason.FOREIGN, retry_after)
    if problem.code == "station_locked":
        return NoAnswer(Reason.LOCKED, retry_after)
    return Denied(problem.code, response.status_code)


def _too_often(response: httpx.Response, retry_after: float | None) -> NoAnswer | Denied:
    """By wrong passphrases, or only more often than the service bears."""
    problem = problem_of(response)
    if problem is not None and problem.code == WAIT:
        return Denied(WAIT, response.status_code, retry_after)
    return NoAnswer(Reason.TOO_MANY, retry_after)


def problem_of(response: httpx.Response) -> HttpProblem | None:
    """Our problem document (RFC 9457), or None when somebody else answered."""
    if _media_type(response) != MEDIA_TYPE:
        return None
    try:
        return HttpProblem.model_validate_json(response.content)
    except ValidationError:
        return None


def is_ours(response: httpx.Response) -> bool:
    """The answer calls itself JSON, as all the service's answers do and no sign-in page does."""
    return _media_type(response) in ("application/json", MEDIA_TYPE, SEALED)


def _media_type(response: httpx.Response) -> str:
    kind: str = response.headers.get("Content-Type", "")
    return kind.split(";")[0].strip().lower()


def _seconds(text: str) -> float | None:
    """Retry-After in its seconds form; a date is not worth trusting a wrong clock for."""
    return float(text) if text.isascii() and text.isdigit() else None
