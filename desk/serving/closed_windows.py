"""A window that closes while something is on its way to it is no error, and its session is let go."""

from __future__ import annotations

import contextlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send


def dropping_what_nobody_reads(client: ASGIApp) -> ASGIApp:
    """Drops what is sent to a window that has just closed.

    An error there would end the client's handler before it marks the session as left: the session, and
    the person's data on its screen, would stay in memory for good, and a reload would not find it again.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_or_drop(message: Message) -> None:
            if message["type"] == "websocket.send":
                with contextlib.suppress(OSError):
                    await send(message)
            else:
                await send(message)

        await client(scope, receive, send_or_drop)

    return serve
