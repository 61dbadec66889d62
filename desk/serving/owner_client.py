"""The command line's side of the owner's door: short questions to the desk that runs already.

Blocking, on purpose: ``desk status`` has nothing else to do. Loopback only, no proxy, no redirects.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from desk.serving.owner_file import OwnerAddress


class OwnerUnreachableError(Exception):
    """No desk answers at the address in the owner file, or it does not know our secret."""


class OwnerClient:
    """Asks the running desk; every method raises OwnerUnreachableError when nobody answers rightly."""

    def __init__(self, address: OwnerAddress, *, timeout_seconds: float = 10.0) -> None:
        self._address = address
        self._timeout = timeout_seconds

    def status(self) -> dict[str, Any]:
        """How the desk stands, as its ``Owner.status`` says."""
        return self._ask("GET", "/owner/status")

    def launch_url(self) -> str:
        """A fresh address that opens the desk once, within 60 s."""
        return str(self._ask("POST", "/owner/launch")["url"])

    def send_out(self, name: str) -> None:
        """The desk locks its screens if this registrar is at work; it has done so when this returns."""
        self._ask("POST", "/owner/send-out", {"name": name})

    def stop(self) -> None:
        """Ask the desk to end; it does so after answering."""
        self._ask("POST", "/owner/stop")

    def sync(self) -> Iterator[dict[str, Any]]:
        """Lines ``{"progress": …}`` as they come, then ``{"done": …}`` or ``{"failed": "<kind>"}``."""
        # A large photo on a thin line may keep the desk silent for long: no time limit between lines.
        with self._answer("POST", "/owner/sync", timeout=None) as answer:
            for line in answer:
                yield json.loads(line)

    def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
        with self._answer(method, path, body, timeout=self._timeout) as answer:
            content = json.loads(answer.read())
        if not isinstance(content, dict):
            raise OwnerUnreachableError(path)
        return content

    @contextmanager
    def _answer(
        self, method: str, path: str, body: dict[str, str] | None = None, *, timeout: float | None
    ) -> Iterator[http.client.HTTPResponse]:
        connection = http.client.HTTPConnection("127.0.0.1", self._address.port, timeout=timeout)
        try:
            text = json.dumps(body) if body is not None else None
            connection.request(method, path, text, {"Authorization": f"Bearer {self._address.secret}"})
            answer = connection.getresponse()
            if answer.status != http.client.OK:
                raise OwnerUnreachableError(path)
            yield answer
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise OwnerUnreachableError(path) from error
        finally:
            connection.close()
