"""Short messages by an HTTP gateway. The contract is written in docs/PROTOCOL.md; an agency puts its
carrier's own interface behind it."""

from __future__ import annotations

import logging

import httpx
from pydantic import BaseModel, ValidationError

from approval.carriers import Handed, Handover, Later, Never, Unknown

_log = logging.getLogger(__name__)
_TIMEOUT = httpx.Timeout(15.0, connect=5.0)
_NEVER = "recipient_unreachable"
_NOTHING_WENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class _Said(BaseModel):
    """The body of an answer."""

    taken: bool | None = None
    code: str = ""


class HttpSms:
    """``POST`` of the message under its key; ``GET`` of the key tells whether it was taken."""

    def __init__(self, url: str, token: str, transport: httpx.BaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._url = url.rstrip("/")
        self._client = httpx.Client(headers=headers, timeout=_TIMEOUT, transport=transport)

    def send(self, phone: str, text: str, key: str) -> Handover:
        """Hand over; only the gateway's own word is believed, either way."""
        try:
            answer = self._client.post(self._url, json={"to": phone, "text": text, "key": key})
        except _NOTHING_WENT as error:
            _log.warning("sms_unreachable error=%s", type(error).__name__)
            return Later("sms_unreachable")
        except httpx.HTTPError as error:
            _log.warning("sms_unanswered error=%s", type(error).__name__)
            return Unknown("sms_unanswered")
        return _heard(answer.status_code, _read(answer))

    def was_taken(self, key: str) -> bool | None:
        """Whether a message was taken whose answer was lost; None where that cannot be known."""
        try:
            answer = self._client.get(f"{self._url}/{key}")
        except httpx.HTTPError:
            return None
        said = _read(answer).taken
        return said if (answer.status_code, said) in ((200, True), (404, False)) else None


def _heard(status: int, said: _Said) -> Handover:
    """A request refused (3xx, 4xx) took nothing; what else is not the gateway's word leaves it open."""
    if status == 200 and said.taken:
        return Handed()
    if status == 422 and said.code == _NEVER:
        return Never(_NEVER)
    _log.warning("sms_refused status=%d", status)
    is_refused = 300 <= status < 500 or said.taken is False
    return Later(f"sms_{status}") if is_refused else Unknown(f"sms_{status}")


def _read(answer: httpx.Response) -> _Said:
    try:
        return _Said.model_validate_json(answer.content)
    except ValidationError:
        return _Said()
