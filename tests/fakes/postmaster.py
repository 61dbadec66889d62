"""A mail server on a real socket that takes letters, refuses whom it is told to, and can break off."""

from __future__ import annotations

import email
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


class Postmaster:
    """``breaks_off``: the line is cut after the letter was taken and before that is said."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipient_answer = "250 OK"
        self.data_answer = "250 OK"
        self.quit_answer = "221 Bye"
        self.breaks_off = False
        self.was_encrypted = False

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if not self.data_answer.startswith("250"):
            return self.data_answer
        letter = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.was_encrypted = session.ssl is not None
        if self.breaks_off:
            server.transport.abort()
        return self.data_answer

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        return self.quit_answer


@contextmanager
def taking(postmaster: Postmaster, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """The port it listens on; with ``tls`` it offers STARTTLS."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    offered: dict[str, Any] = {} if tls is None else {"tls_context": tls}
    controller = Controller(postmaster, hostname="127.0.0.1", port=port, **offered)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
