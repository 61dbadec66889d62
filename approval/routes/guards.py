"""Two guards around everything: no request larger than its kind may be, no answer without its headers."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from approval.routes.problems import problem_response

LARGEST_BLOB = 20_000_000
LARGEST_BATCH = 8_000_000
LARGEST_OTHER = 256_000

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)


def largest_body(path: str) -> int:
    """Bytes a request to that path may carry."""
    if path.startswith("/v1/blobs/"):
        return LARGEST_BLOB
    # A single record that is too large deserves its refusal by name, so it may come in as far as a batch.
    return LARGEST_BATCH if path.startswith(("/v1/records", "/v1/days")) else LARGEST_OTHER


def with_security(given: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """An answer's headers and, where it has none of its own, the security headers."""
    headers = list(given)
    names = {name.lower() for name, _ in headers}
    return [*headers, *(each for each in _HEADERS if each[0] not in names)]


class SizeGuard:
    """Refuses by Content-Length at once, and counts what comes without one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = largest_body(scope["path"])
        length = Headers(scope=scope).get("content-length", "")
        if length.isascii() and length.isdigit() and int(length) > limit:
            await problem_response(413, "too_large")(scope, receive, send)
            return
        await self._app(scope, _counted(receive, limit), send)


def _counted(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def counting() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413)
        return message

    return counting


class HeadersGuard:
    """Adds the security headers; a route may have set a stricter or wider one itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = with_security(message.get("headers", ()))
            await send(message)

        await self._app(scope, receive, with_headers)
