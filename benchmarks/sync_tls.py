"""A server over TLS that says when it is ready."""

from __future__ import annotations

import socket

import uvicorn


class Announced(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print("ready", flush=True)


def serve(config: uvicorn.Config, certificate: str, key: str) -> None:
    """Until a signal says stop."""
    config.ssl_certfile, config.ssl_keyfile = certificate, key
    Announced(config).run()
