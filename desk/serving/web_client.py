"""The whole local server as one application: the web client, the way in, one-time files, the owner's door.

Everything stands behind the guard. Nothing is loaded from outside: fonts, renderer and icons are ours or
come with the client's own package.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

import flet as ft
import flet_web.fastapi as flet_web
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from desk.i18n import assets_dir
from desk.serving.closed_windows import dropping_what_nobody_reads
from desk.serving.guard import Guard
from desk.serving.launch import LaunchTokens, launch_route
from desk.serving.one_time_files import OneTimeFiles, file_route
from desk.serving.owner import Owner, owner_routes

# Routes the client's package brings and the desk has no use for.
_CLOSED = ("/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json", "/oauth_callback", "/upload")


def build_app(
    main: Callable[[ft.Page], Any],
    *,
    tokens: LaunchTokens,
    owner: Owner,
    owner_secret: str,
    files: OneTimeFiles,
    port: int,
    session_seconds: int = 3600,
) -> ASGIApp:
    """The guarded application for one loopback port; ``main`` draws each window.

    ``session_seconds``: how long a closed or reloading window's screen is kept for its return.
    """
    client = flet_web.app(
        main,
        assets_dir=str(assets_dir()),
        app_name="Quầy đăng ký",
        web_renderer=ft.WebRenderer.AUTO,
        no_cdn=True,
        session_timeout_seconds=session_seconds,
    )
    routes: list[BaseRoute] = [
        launch_route(tokens, port),
        *owner_routes(owner, owner_secret),
        file_route(files),
        Route("/healthz", _health),
        Route("/assets/fonts/{family}/{version}/{name}.woff2", _fallback_font),
        *(Route(path, _nothing, methods=["GET", "PUT", "POST"]) for path in _CLOSED),
        Mount("/", dropping_what_nobody_reads(client)),
    ]
    # The client's own FastAPI starts and ends its session keeping with the server.
    served = flet_web.FastAPI(docs_url=None, redoc_url=None, openapi_url=None, routes=routes)
    return Guard(served, port=port, knows=tokens.knows)


async def _health(_: Request) -> Response:
    return JSONResponse({"ok": True})


async def _nothing(_: Request) -> Response:
    return Response(status_code=404)


async def _fallback_font(_: Request) -> Response:
    """Any font, for a sign that is in none of ours.

    The client asks again and again, hundreds of times a second, while such a font is missing
    (flutter/flutter#168791); any valid one makes it stop.
    """
    return FileResponse(_package_font(), media_type="font/woff2")


def _package_font() -> Path:
    return Path(str(package_files("flet_web"))) / "web" / "assets" / "fonts" / "roboto.woff2"
