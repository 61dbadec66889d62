"""One HTTP exchange with the service: blips ridden out, everything else a value.

Two layers of retry and no more: tenacity here for seconds, the outbox's schedule for the rest.
Time-outs measure stall, not total time: a slow link that still moves is not a failure. A stall is no blip
either: it has cost its quarter of a minute already and is left to the schedule.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    retry_if_result,
    stop_after_attempt,
    wait_random_exponential,
)

from desk.ports.service import Denied, NoAnswer, Reason
from desk.remote.errors import BLIPS, GARBLED, RIDE_OUT, STALLS, cause_of, is_ours, trouble_of
from desk.remote.trust import distrust_in, heed_dates, need_tls, system_trust

T = TypeVar("T", bound=BaseModel)
A = TypeVar("A")
STALL = httpx.Timeout(connect=15, read=60, write=30, pool=None)
CHUNK, FINE_CHUNK = 16_384, 2_816
"""Bytes of a write, which TLS seals as one: of what a break cuts through, nothing can be read."""
BREAKS_REMEMBERED = 60.0
TRIES = 3
CONNECTIONS = 16
"""Twelve photos, the feed, and some for questions: none waits for another's end."""


class Door:
    """A kept-alive client for one service. ``bearer`` is asked at every request, so tokens can change."""

    def __init__(
        self,
        address: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        trust: ssl.SSLContext | None = None,
        tries: int = TRIES,
        longest_pause: float = 4.0,
    ) -> None:
        if transport is None:
            need_tls(address)
        self._trust = trust or system_trust()
        self._client = httpx.AsyncClient(
            base_url=address,
            transport=transport,
            verify=self._trust,
            timeout=STALL,
            limits=httpx.Limits(max_connections=CONNECTIONS, keepalive_expiry=60),
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": "desk"},
        )
        for implied in ("Accept", "Connection"):  # said with every request, they only cost bytes
            del self._client.headers[implied]
        self._tries = tries
        self._longest_pause = longest_pause
        self._fine_until = 0.0
        self.bearer = ""

    async def close(self) -> None:
        await self._client.aclose()

    def heed_dates(self, yes: bool) -> None:
        """Whether new connections are refused for a certificate's dates alone; they are, unless told."""
        heed_dates(self._trust, yes)

    async def ask(
        self,
        method: str,
        path: str,
        *,
        expect: tuple[int, ...] = (200,),
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
        anonymous: bool = False,
        once: bool = False,
        handed: Callable[[int], None] = lambda _: None,
    ) -> httpx.Response | Denied | NoAnswer:
        """The response when its status is expected; otherwise what its absence means.

        ``anonymous`` leaves the bearer out; ``once`` is for what must not be said twice (a single-use
        assertion, a decision): its lost answer is no network, never a blip. ``handed`` hears how many bytes
        of the content have been handed to the line.
        """
        sent = dict(headers or {})
        if self.bearer and not anonymous:
            sent.setdefault("Authorization", f"Bearer {self.bearer}")
        if content:
            sent["Content-Length"] = str(len(content))

        async def attempt() -> httpx.Response:
            if self._client.is_closed:  # the person locked meanwhile; httpx would call it a broken rule
                raise httpx.ConnectError("closed")
            fine = time.monotonic() < self._fine_until
            body = _chunks(content, FINE_CHUNK if fine else CHUNK, handed) if content else None
            return await self._client.request(method, path, content=body, headers=sent, params=params)

        try:
            response = await (attempt() if once else self._ride_out(attempt))
        except BLIPS as error:
            self._fine_until = time.monotonic() + BREAKS_REMEMBERED
            return NoAnswer(cause_of(error))
        except GARBLED:
            return NoAnswer(Reason.FOREIGN)
        return response if response.status_code in expect else trouble_of(response)

    async def _ride_out(self, attempt: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        retrying = AsyncRetrying(
            stop=stop_after_attempt(self._tries),
            wait=wait_random_exponential(multiplier=0.5, max=self._longest_pause),
            retry=retry_if_exception(_is_blip) | retry_if_result(_may_pass),
            retry_error_callback=_last_outcome,
        )
        return await retrying(attempt)


def _is_blip(error: BaseException) -> bool:
    return isinstance(error, BLIPS) and not isinstance(error, STALLS) and distrust_in(error) is None


def _may_pass(response: httpx.Response) -> bool:
    return response.status_code in RIDE_OUT and "Retry-After" not in response.headers


def _last_outcome(state: RetryCallState) -> httpx.Response:
    """After the last try: its response as it is, or its error raised for ``ask`` to translate."""
    assert state.outcome is not None
    response: httpx.Response = state.outcome.result()
    return response


async def _chunks(content: bytes, size: int, handed: Callable[[int], None]) -> AsyncIterator[bytes]:
    """Small writes, so that the write time-out measures a stall and not a slow link."""
    for start in range(0, len(content), size):
        yield content[start : start + size]
        handed(min(start + size, len(content)))


def read_json(response: httpx.Response, kind: type[T]) -> T | NoAnswer:
    """The body as that message. JSON of another shape is a newer service's; else somebody else spoke."""
    try:
        return kind.model_validate_json(response.content)
    except ValidationError:
        return _not_read(response)


def read_answer(response: httpx.Response | Denied | NoAnswer, kind: type[T]) -> T | Denied | NoAnswer:
    """As :func:`read_json`; trouble stays what it is."""
    return response if isinstance(response, Denied | NoAnswer) else read_json(response, kind)


def read_with(response: httpx.Response, adapter: TypeAdapter[A]) -> A | NoAnswer:
    """As :func:`read_json`, for a choice of messages."""
    try:
        return adapter.validate_json(response.content)
    except ValidationError:
        return _not_read(response)


def _not_read(response: httpx.Response) -> NoAnswer:
    return NoAnswer(Reason.SHAPE if is_ours(response) else Reason.FOREIGN)
