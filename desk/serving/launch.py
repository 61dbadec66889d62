"""The way in: a token that opens the desk once, and the cookie a browser holds after that.

Whoever starts the desk gets an address with a token; the first browser to bring it gets a cookie and
the token is spent. Another user of the machine, or a page from elsewhere, has neither.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from desk.i18n import t

LAUNCH_PATH: Final = "/launch"
TOKEN_SECONDS: Final = 60.0
_TOKEN_BYTES: Final = 32  # 256 bit


class LaunchTokens:
    """One-time tokens, each good for 60 s, and the cookies they were exchanged for.

    Lives on the event loop's thread; ``clock`` gives monotonic seconds. Cookies end with the process.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: dict[str, float] = {}
        self._cookies: set[str] = set()

    def issue(self) -> str:
        """A new token, URL-safe, good once within 60 s."""
        self._drop_expired()
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._open[token] = self._clock() + TOKEN_SECONDS
        return token

    def redeem(self, token: str) -> str | None:
        """Spend a token for a cookie value; None when it is unknown, spent or too old."""
        self._drop_expired()
        found = _match(token, self._open)
        if found is None:
            return None
        del self._open[found]
        cookie = secrets.token_urlsafe(_TOKEN_BYTES)
        self._cookies.add(cookie)
        return cookie

    def knows(self, cookie: str) -> bool:
        """Whether this process gave out this cookie."""
        return _match(cookie, self._cookies) is not None

    def forget_cookies(self) -> None:
        """Shut every window out until it is launched anew."""
        self._cookies.clear()

    def _drop_expired(self) -> None:
        now = self._clock()
        self._open = {token: until for token, until in self._open.items() if until > now}


def cookie_name(port: int) -> str:
    """Cookies know no ports: the name carries it, or two desks on one machine would sign each other out."""
    return f"desk_{port}"


def launch_url(tokens: LaunchTokens, port: int) -> str:
    """A fresh address that opens the desk once, within 60 s."""
    return f"http://127.0.0.1:{port}{LAUNCH_PATH}?token={tokens.issue()}"


def launch_route(tokens: LaunchTokens, port: int) -> Route:
    """``GET /launch?token=…``: 303 to the desk with the cookie, or 403 with a word of explanation."""

    async def launch(request: Request) -> Response:
        cookie = tokens.redeem(request.query_params.get("token", ""))
        if cookie is None:
            return PlainTextResponse(t("serving.launch_spent"), status_code=403)
        response = RedirectResponse("/", status_code=303)
        response.set_cookie(cookie_name(port), cookie, path="/", httponly=True, samesite="strict")
        return response

    return Route(LAUNCH_PATH, launch, methods=["GET"])


def _match(given: str, known: dict[str, float] | set[str]) -> str | None:
    """Compare with every known secret in constant time each; ``given`` may be anything a client sends."""
    found: str | None = None
    encoded = given.encode("utf-8", "surrogatepass")
    for secret in known:
        if secrets.compare_digest(secret.encode(), encoded):
            found = secret
    return found
