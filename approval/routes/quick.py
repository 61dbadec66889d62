"""A shorter way for what stations ask most: the same function, reached past FastAPI's and Starlette's layers.

Taken only where the token was seen before, the address is in its plain form and the length of what is sent is
said and within bounds; a token that was seen is looked up anew once a second, once for all who ask meanwhile,
and once a minute for who only waits (decision 0097). Whatever is unusual in any way, a mistake first of all,
goes the usual way and gets its usual answer. Routes stay declared as all others: the interface's description
and the tests of rights know one way.
"""

from __future__ import annotations

import asyncio
import inspect
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple, get_type_hints
from uuid import UUID

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from approval.identities import Station
from approval.routes.access import within_limits
from approval.routes.guards import largest_body, with_security
from approval.routes.problems import EXPECTED, answer_to
from approval.service import Service
from approval.tokens import Locked

_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")
_WAIT: Final = "wait"
_READ: Final[dict[str, tuple[re.Pattern[str], Callable[[str], Any]]]] = {
    "record_id": (_UUID, UUID),
    "revision": (_NUMBER, int),
    "sha256": (_SHA256, str),
}
_ASKED: Final[dict[str, re.Pattern[str]]] = {
    "after": re.compile(r"0|[1-9][0-9]{0,17}"),
    _WAIT: re.compile(r"[1-5]?[0-9]|60"),
    "limit": re.compile(r"[1-9][0-9]{0,3}|10000"),
}
_GIVEN: Final = {"request", "station", "service"}
_BEARER: Final = b"Bearer "


class _Plain(NamedTuple):
    """A route that may be reached the short way; ``asked``: what it takes from the query, with what it takes
    where nothing is said."""

    route: APIRoute
    asked: dict[str, int]


class _Found(NamedTuple):
    route: APIRoute
    arguments: dict[str, Any]
    token: str


class QuickDoor:
    """Around the whole application; its plain routes answer here, all else goes on inwards."""

    def __init__(self, app: ASGIApp, service: Service, routes: Iterable[BaseRoute]) -> None:
        self._app = app
        self._service = service
        self._asked: dict[str, asyncio.Task[Station | Locked | None]] = {}
        self._routes: dict[str, list[_Plain]] = defaultdict(list)
        for route in routes:
            if isinstance(route, APIRoute) and _is_plain(route.endpoint):
                for method in route.methods or ():
                    self._routes[method].append(_Plain(route, _asked(route.endpoint)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._found(scope) if scope["type"] == "http" else None
        station = await self._station(found.token, to_wait=_WAIT in found.arguments) if found else None
        if found is None or station is None:
            await self._app(scope, receive, send)
            return
        route, arguments, _ = found
        scope["route"] = route  # for whoever counts and logs
        try:
            within_limits(self._service, station)
            given = {"request": Request(scope, receive), "station": station, "service": self._service}
            answer: Response = await route.endpoint(**given, **arguments)
        except EXPECTED as error:
            answer = answer_to(error)
        except Exception as error:
            await _sent(answer_to(error), scope, receive, send)
            raise
        await _sent(answer, scope, receive, send)

    def _found(self, scope: Scope) -> _Found | None:
        for route, asked in self._routes.get(scope["method"], ()):
            arguments = _arguments(route, scope["path"])
            if arguments is None:
                continue
            query = _queried(asked, scope["query_string"]) if asked else {}
            token = self._token(scope)
            return None if query is None or token is None else _Found(route, arguments | query, token)
        return None

    async def _station(self, token: str, *, to_wait: bool) -> Station | None:
        """Whose token it is; looked up once for all who ask at that moment. None where the usual way, which
        asks again, has to say more."""
        seen = self._service.tokens.station_just_seen(token, to_wait=to_wait)
        if seen is not None or not self._service.tokens.was_seen(token):
            return seen
        if token not in self._asked:
            asked = asyncio.create_task(self._service.threads.run(self._service.tokens.station, token))
            asked.add_done_callback(lambda _: self._asked.pop(token))
            self._asked[token] = asked
        try:
            found = await asyncio.shield(self._asked[token])
        except EXPECTED:
            return None
        return found if isinstance(found, Station) else None

    def _token(self, scope: Scope) -> str | None:
        """The token of whoever asks, when the rest of the head is as usual too."""
        token, length = "", b""
        for name, value in scope["headers"]:
            match name:
                case b"authorization" if value.startswith(_BEARER) and not token:
                    token = value[len(_BEARER) :].decode("latin-1")
                case b"content-length" if not length:
                    length = value
                case b"authorization" | b"content-length":
                    return None
                case b"transfer-encoding" | b"expect":
                    return None
        if scope["method"] == "GET":
            return token if length in (b"", b"0") else None
        if not length.isdigit() or int(length) > largest_body(scope["path"]):
            return None
        return token


def _is_plain(endpoint: Callable[..., Any]) -> bool:
    names = set(inspect.signature(endpoint).parameters)
    is_async = inspect.iscoroutinefunction(endpoint)
    return (
        is_async
        and _GIVEN <= names <= _GIVEN | set(_READ) | set(_ASKED)
        and get_type_hints(endpoint)["return"] is Response
    )


def _arguments(route: APIRoute, path: str) -> dict[str, Any] | None:
    """What the address says, when every part of it has its plain form."""
    match = route.path_regex.match(path)
    if match is None:
        return None
    arguments = {}
    for name, text in match.groupdict().items():
        form, read = _READ[name]
        if form.fullmatch(text) is None:
            return None
        arguments[name] = read(text)
    return arguments


def _asked(endpoint: Callable[..., Any]) -> dict[str, int]:
    return {
        name: each.default for name, each in inspect.signature(endpoint).parameters.items() if name in _ASKED
    }


def _queried(asked: dict[str, int], query: bytes) -> dict[str, int] | None:
    """What the query says, each thing once and in its plain form."""
    said: dict[str, int] = {}
    for each in query.decode("latin-1").split("&") if query else ():
        name, _, text = each.partition("=")
        if name not in asked or name in said or _ASKED[name].fullmatch(text) is None:
            return None
        said[name] = int(text)
    return asked | said


async def _sent(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    answer.raw_headers = with_security(answer.raw_headers)
    await answer(scope, receive, send)
