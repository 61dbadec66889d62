"""Nothing is served to anyone but the desk's own window: checked on every route, page and socket alike.

Four questions, each a known attack on local servers: was the server addressed by its own name (DNS
rebinding), does the request come from its own page (cross-site requests and sockets), does the browser
hold the launch cookie (another user of the machine), and is what goes back kept out of caches and frames.
``/launch`` needs no cookie, being the way to one; ``/owner/`` has a secret of its own, checked by its routes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.i18n import t
from desk.serving.launch import LAUNCH_PATH, cookie_name

OWNER_PATHS: Final = "/owner/"
REFUSED_SOCKET: Final = 4403

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_CLIENT_FILES: Final = (
    ".js .mjs .wasm .ttf .otf .woff2 .png .svg .ico .wav .frag .bin .symbols".split()  # noqa: SIM905
)


def content_policy(port: int) -> str:
    """What the page may load: only from this server. The loader of the client's WebAssembly needs eval."""
    sockets = f"ws://127.0.0.1:{port} ws://localhost:{port}"
    return "; ".join((
        "default-src 'self' blob: data:",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "worker-src 'self' blob:",
        f"connect-src 'self' {sockets} blob: data:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' blob: data:",
        "font-src 'self' data:",
        "media-src 'self' blob: data:",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'none'",
    ))  # fmt: skip


class Guard:
    """ASGI middleware around the whole server; ``knows`` says whether a launch cookie is ours."""

    def __init__(self, app: ASGIApp, *, port: int, knows: Callable[[str], bool]) -> None:
        self._app = app
        self._knows = knows
        self._cookie = cookie_name(port)
        self._headers = {**_HEADERS, "Content-Security-Policy": content_policy(port)}
        self._hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        self._origins = frozenset(f"http://{host}" for host in self._hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            if self._admits(scope):
                await self._app(scope, receive, send)
            else:  # before the handshake is accepted, the server turns this into a plain 403
                await send({"type": "websocket.close", "code": REFUSED_SOCKET})
        else:
            await self._serve(scope, receive, _with_headers(send, self._headers, scope["path"]))

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._admits(scope):
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse(t("serving.refused"), status_code=403)(scope, receive, send)

    def _admits(self, scope: Scope) -> bool:
        return self._is_addressed_to_us(scope) and self._comes_from_us(scope) and self._has_a_pass(scope)

    def _is_addressed_to_us(self, scope: Scope) -> bool:
        hosts = list(_values(scope, b"host"))
        return len(hosts) == 1 and hosts[0].lower() in self._hosts

    def _comes_from_us(self, scope: Scope) -> bool:
        origins = list(_values(scope, b"origin"))
        if not origins:
            return bool(scope["type"] == "http")
        return len(origins) == 1 and origins[0] in self._origins

    def _has_a_pass(self, scope: Scope) -> bool:
        path = scope["path"]
        if scope["type"] == "http" and (path == LAUNCH_PATH or path.startswith(OWNER_PATHS)):
            return True
        return any(self._knows(value) for value in _cookies(scope, self._cookie))


def _values(scope: Scope, name: bytes) -> Iterable[str]:
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return (value.decode("latin-1") for key, value in headers if key == name)


def _cookies(scope: Scope, name: str) -> Iterable[str]:
    for header in _values(scope, b"cookie"):
        for part in header.split(";"):
            key, _, value = part.strip().partition("=")
            if key == name:
                yield value


def _with_headers(send: Send, fixed: Mapping[str, str], path: str) -> Send:
    # The client's own files carry no person's data; they are still asked for anew (ETag) so that an
    # upgraded desk never runs an old client.
    is_client_file = path.endswith(tuple(_CLIENT_FILES)) and not path.startswith("/file/")

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in fixed.items():
                headers[name] = value
            headers["Cache-Control"] = "private, no-cache" if is_client_file else "no-store"
            del headers["Access-Control-Allow-Origin"]  # the web client's server says "*" for everyone
        await send(message)

    return send_with_headers
