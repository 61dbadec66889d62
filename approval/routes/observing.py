"""Every request seen once from outside: counted, logged, traced as the settings ask; by route only."""

from __future__ import annotations

import logging
import time
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from approval.meters import Meters
from approval.tracing import Tracer

_log = logging.getLogger("approval.requests")
_UNKNOWN = "(none)"  # also for what strangers try: their addresses must not become labels


class Observer:
    """Around everything else. Does nothing when nobody looks."""

    def __init__(self, app: ASGIApp, meters: Meters | None, tracer: Tracer | None, logs: bool) -> None:
        self._app = app
        self._meters = meters
        self._tracer = tracer
        self._logs = logs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        begun, begun_ns = time.perf_counter(), time.time_ns()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        if self._meters is not None:
            self._meters.begun()
        try:
            await self._app(scope, receive, noting)
        finally:
            self._tell(scope, status, time.perf_counter() - begun, begun_ns)

    def _tell(self, scope: Scope, status: int, seconds: float, begun_ns: int) -> None:
        method, route = scope["method"], _route(scope)
        if self._meters is not None:
            self._meters.answered(method, route, status, seconds)
        if self._tracer is not None:
            parent = Headers(scope=scope).get("traceparent", "")
            self._tracer.answered(method, route, status, begun_ns, time.time_ns(), parent)
        if self._logs:
            fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
            _log.info("request", extra={"fields": fields})


def _route(scope: Scope) -> str:
    route: Any = scope.get("route")
    return getattr(route, "path", _UNKNOWN)
