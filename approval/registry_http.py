"""A population registry that is asked over HTTP. The contract is written in docs/PROTOCOL.md.

A registry that fails is left alone for a while: one question a pause finds out whether it is back, and no
reviewer is told anything but that it has not answered.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import asdict

import httpx
from pydantic import BaseModel, ValidationError

from approval.population import ASKED_FIELDS, Answer, Answered, Question, RegistrySource

_log = logging.getLogger(__name__)
_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_LARGEST = 1 << 14
_FAILURES_IN_A_ROW = 3
_FIRST_PAUSE = 30.0
_LONGEST_PAUSE = 900.0


class _Said(BaseModel):
    """The body of a 200."""

    answer: str
    fields: tuple[str, ...] = ()


class HttpRegistry:
    """``POST`` of the question to one address; whatever is not exactly an answer is ``unreachable``."""

    source, before_asking = RegistrySource.DATABASE, Answer.UNREACHABLE

    def __init__(
        self,
        url: str,
        token: str,
        transport: httpx.BaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._url = url
        self._client = httpx.Client(headers=headers, timeout=_TIMEOUT, transport=transport)
        self._breaker = _Breaker(monotonic)

    def ask(self, question: Question) -> Answered:
        if not self._breaker.lets_through():
            return Answered(Answer.UNREACHABLE)
        answered = self._put(question)
        self._breaker.note(answered.answer is not Answer.UNREACHABLE)
        return answered

    def _put(self, question: Question) -> Answered:
        try:
            with self._client.stream("POST", self._url, json=asdict(question)) as answer:
                if answer.status_code != 200:
                    _log.warning("registry_refused status=%d", answer.status_code)
                    return Answered(Answer.UNREACHABLE)
                body = b""
                for chunk in answer.iter_bytes(_LARGEST):
                    body += chunk
                    if len(body) > _LARGEST:
                        return Answered(Answer.UNREACHABLE)
        except httpx.HTTPError as error:
            _log.warning("registry_unreachable error=%s", type(error).__name__)
            return Answered(Answer.UNREACHABLE)
        return _read(body)


def _read(body: bytes) -> Answered:
    try:
        said = _Said.model_validate_json(body)
    except ValidationError:
        return Answered(Answer.UNREACHABLE)
    if said.answer == Answer.MATCHED and not said.fields:
        return Answered(Answer.MATCHED)
    if said.answer == Answer.MISMATCHED:
        return Answered(Answer.MISMATCHED, tuple(name for name in ASKED_FIELDS if name in said.fields))
    return Answered(Answer.UNREACHABLE)


class _Breaker:
    """Opens after some failures in a row, lets one through after a pause, and doubles it while that fails."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._turn = threading.Lock()
        self._failures = 0
        self._closed_until = 0.0

    def lets_through(self) -> bool:
        with self._turn:
            now = self._monotonic()
            if self._failures < _FAILURES_IN_A_ROW or now >= self._closed_until:
                self._closed_until = now + _FIRST_PAUSE if self._failures >= _FAILURES_IN_A_ROW else 0.0
                return True
            return False

    def note(self, answered: bool) -> None:
        with self._turn:
            self._failures = 0 if answered else self._failures + 1
            over = self._failures - _FAILURES_IN_A_ROW
            if over >= 0:
                self._closed_until = self._monotonic() + min(
                    _FIRST_PAUSE * 2 ** min(over, 10), _LONGEST_PAUSE
                )
