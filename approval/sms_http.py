"""Short messages by an HTTP gateway. The contract is written in docs/PROTOCOL.md; an agency puts its
carrier's own interface behind it."""

from __future__ import annotations

import logging

import httpx
from pydantic import BaseModel, ValidationError

from approval.carriers import Handed, Handover, Later, Never

_log = logging.getLogger(__name__)
_TIMEOUT = httpx.Timeout(15.0, connect=5.0)
_NEVER = "recipient_unreachable"


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
        except httpx.HTTPError as error:
            _log.warning("sms_unreachable error=%s", type(error).__name__)
            return Later("sms_unreachable")
        said = _read(answer)
        if answer.status_code == 200 and said.taken:
            return Handed()
        if answer.status_code == 422 and said.code == _NEVER:
            return Never(_NEVER)
        _log.warning("sms_refused status=%d", answer.status_code)
        return Later(f"sms_{answer.status_code}")

    def was_taken(self, key: str) -> bool | None:
        """Whether a message was taken whose answer was lost; None where that cannot be known."""
        try:
            answer = self._client.get(f"{self._url}/{key}")
        except httpx.HTTPError:
            return None
        said = _read(answer).taken
        return said if (answer.status_code, said) in ((200, True), (404, False)) else None


def _read(answer: httpx.Response) -> _Said:
    try:
        return _Said.model_validate_json(answer.content)
    except ValidationError:
        return _Said()
