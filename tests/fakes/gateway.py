"""A gateway for short messages on a real socket, as docs/PROTOCOL.md has it; it can lose its answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DROPPED, BROKEN = 0, 502
"""What may happen to an answer: the line is cut before it, or a proxy on the way says this instead."""


@dataclass
class Gateway:
    """``taken``: text by key. ``lose``: what becomes of the next answers to a message, one each; ``before``:
    whether the message is lost with its answer. ``knows``: whether it says what it took."""

    taken: dict[str, str] = field(default_factory=dict)
    lose: list[int] = field(default_factory=list)
    before: bool = False
    knows: bool = True
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def take(self, message: dict[str, Any]) -> int:
        """The status to answer with; DROPPED is none."""
        lost = self.lose.pop(0) if self.lose else None
        if lost is None or not self.before:
            self.taken[message["key"]] = message["text"]
        return 200 if lost is None else lost

    def told(self, key: str) -> tuple[int, dict[str, Any]]:
        """The answer to whether it was taken."""
        self.asked.append(key)
        if not self.knows:
            return 503, {}
        return (200, {"taken": True}) if key in self.taken else (404, {"taken": False})


@contextmanager
def serving(gateway: Gateway) -> Iterator[Gateway]:
    """With ``gateway.url`` set."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = gateway.take(json.loads(body))
            if status == DROPPED:
                self.close_connection = True
                return
            self._answer(status, {"taken": True} if status == 200 else {})

        def do_GET(self) -> None:
            self._answer(*gateway.told(self.path.rpartition("/")[2]))

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway.url = f"http://127.0.0.1:{server.server_address[1]}/messages"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
