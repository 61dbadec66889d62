"""A printed form or a photo leaves for the browser once, from memory, and is gone.

Nothing is written to disk, nothing may be cached, the address cannot be guessed and does not say whose
file it is. What is not fetched within 60 s is dropped.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from declaration.privacy import Private
from desk.i18n import t

FILE_PATHS: Final = "/file/"
KEPT_SECONDS: Final = 60.0


@dataclass(frozen=True, repr=False)
class OneTimeFile(Private):
    """What will be served: the bytes, their media type, and the name offered when it is saved."""

    content: bytes
    media_type: str
    file_name: str


class OneTimeFiles:
    """Files waiting to be fetched once. ``clock`` gives monotonic seconds. One thread: the event loop's."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, OneTimeFile]] = {}

    def register(self, content: bytes, media_type: str, file_name: str) -> str:
        """Keep a file for 60 s; returns its path, ``/file/<random>``, to open in the window.

        ``file_name`` is shown to the person who saves it: it must not be personal data.
        """
        self._drop_expired()
        identity = secrets.token_urlsafe(32)
        self._kept[identity] = (self._clock() + KEPT_SECONDS, OneTimeFile(content, media_type, file_name))
        return f"{FILE_PATHS}{identity}"

    def take(self, identity: str) -> OneTimeFile | None:
        """The file, now forgotten; None when it was taken before, is too old, or never was."""
        self._drop_expired()
        _, file = self._kept.pop(identity, (0.0, None))
        return file

    def forget_all(self) -> None:
        """Drop everything: the desk is being locked."""
        self._kept.clear()

    def _drop_expired(self) -> None:
        now = self._clock()
        self._kept = {identity: kept for identity, kept in self._kept.items() if kept[0] > now}


def file_route(files: OneTimeFiles) -> Route:
    """``GET /file/{random}``: the file, shown in the window; 404 with a word of explanation after that."""

    async def serve(request: Request) -> Response:
        file = files.take(request.path_params["identity"])
        if file is None:
            return PlainTextResponse(t("serving.file_gone"), status_code=404)
        disposition = f"inline; filename*=UTF-8''{quote(file.file_name, safe='')}"
        return Response(
            file.content, media_type=file.media_type, headers={"Content-Disposition": disposition}
        )

    return Route(f"{FILE_PATHS}{{identity}}", serve, methods=["GET"])
