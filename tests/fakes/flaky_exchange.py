"""One connection through the flaky proxy: request after request, and each answer with what befalls it."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from tests.fakes.line_faults import (
    Answered,
    AnsweredTwice,
    Choose,
    CutAtLastByte,
    CutOff,
    Delayed,
    Fault,
    Garbled,
    GarbledAnswer,
    Hangs,
    LostAnswer,
    Refused,
    SentTwice,
    Swapped,
    Truncated,
)

CHUNK = 16_384
REMEMBERED = 24
"""So many answers may still be given to somebody else."""
_HEAD_ENDS = b"\r\n\r\n"


class Line(Protocol):
    """The proxy as one connection sees it."""

    target_port: int
    choose: Choose
    watch: Callable[[str, str, bytes], None] | None
    requests: list[str]
    answers: list[tuple[str, bytes]]
    up: int
    down: int


class Exchange:
    """One connection's two directions, each a task of its own."""

    def __init__(
        self,
        near: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        far: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None,
        line: Line,
    ) -> None:
        self._reader, self._writer = near
        self._is_there = far is not None
        self._far_reader, self._far_writer = far or near  # never spoken to when it is not there
        self._line = line
        self._fates: asyncio.Queue[tuple[str, str, Fault | None]] = asyncio.Queue()

    async def requests(self) -> None:
        """Request after request, until one of them meets its fault or the caller hangs up."""
        while True:
            head = await self._reader.readuntil(_HEAD_ENDS)
            method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
            path = target.split("?")[0]
            self._line.requests.append(f"{method} {path}")
            fault = self._line.choose(method, path)
            if not await self._pass_on(method, path, head, fault):
                return

    async def _pass_on(self, method: str, path: str, head: bytes, fault: Fault | None) -> bool:
        """Whether the connection is still good for another request."""
        length = _content_length(head)
        match fault:
            case Answered():
                await self._reader.readexactly(length)
                self._writer.write(fault.to_bytes())
                await self._writer.drain()
                self._writer.close()
                return False
            case _ if not self._is_there:
                return False
            case CutOff(after, settle):
                await self._forward(head, min(after, length))
                await asyncio.sleep(settle)
                return False
            case Refused():
                return False
            case Hangs():
                await self._reader.read(-1)
                return False
            case Delayed(seconds):
                await asyncio.sleep(seconds)
        self._fates.put_nowait((method, path, fault))
        if self._line.watch is None and not isinstance(fault, Garbled | SentTwice):
            await self._forward(head, length)
        else:
            await self._forward_whole(method, path, head, await self._reader.readexactly(length), fault)
        return not isinstance(fault, CutAtLastByte)

    async def _forward_whole(
        self, method: str, path: str, head: bytes, body: bytes, fault: Fault | None
    ) -> None:
        if self._line.watch is not None:
            self._line.watch(method, path, body)
        if isinstance(fault, Garbled):
            body = _garbled(body, fault.at)
        self._far_writer.write(head + body)
        self._line.up += len(head) + len(body)
        if isinstance(fault, SentTwice):
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._send_again(method, head + body)
        await self._far_writer.drain()

    async def _send_again(self, method: str, request: bytes) -> None:
        """On a connection of its own; nobody waits for its answer, but it is waited out."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._line.target_port)
        try:
            writer.write(request)
            self._line.up += len(request)
            await _answer(reader, method)
        finally:
            reset(writer)

    async def _forward(self, head: bytes, body: int) -> None:
        self._far_writer.write(head)
        self._line.up += len(head) + body
        while body:
            piece = await self._reader.read(min(body, CHUNK))
            if not piece:
                raise asyncio.IncompleteReadError(b"", body)
            body -= len(piece)
            self._far_writer.write(piece)
            await self._far_writer.drain()
        await self._far_writer.drain()

    async def answers(self) -> None:
        """What comes back, as it comes, until an answer meets its fate or the service hangs up."""
        if not self._is_there:
            return
        with suppress(OSError):
            try:
                while await self._give_next():
                    pass
            except asyncio.IncompleteReadError:
                self._writer.close()
                return
        reset(self._writer)

    async def _give_next(self) -> bool:
        head = await self._far_reader.readuntil(_HEAD_ENDS)
        method, path, fate = await self._fates.get()
        if isinstance(fate, LostAnswer):
            return False
        length = 0 if method == "HEAD" else _content_length(head)
        answer = head + await self._far_reader.readexactly(length)
        return await self._give(f"{method} {_kind_of(path)}", answer, len(head), fate)

    async def _give(self, question: str, answer: bytes, head: int, fate: Fault | None) -> bool:
        """Whether the line is whole after it."""
        remembered = list(self._line.answers)
        self._line.answers.append((question, answer))
        del self._line.answers[:-REMEMBERED]
        match fate:
            case Truncated(after, polite):
                await self._write(answer[:after])
                if polite:
                    self._writer.close()
                return False
            case GarbledAnswer(at):
                answer = answer[:head] + _garbled(answer[head:], at)
            case AnsweredTwice():
                answer += answer
            case Swapped(which):
                answer = _another(remembered, question, which) or answer
        await self._write(answer)
        return True

    async def _write(self, data: bytes) -> None:
        self._line.down += len(data)
        self._writer.write(data)
        await self._writer.drain()


async def _answer(reader: asyncio.StreamReader, method: str) -> bytes:
    head = await reader.readuntil(_HEAD_ENDS)
    return head + await reader.readexactly(0 if method == "HEAD" else _content_length(head))


def _another(remembered: list[tuple[str, bytes]], question: str, which: int) -> bytes:
    """What was answered before: to such a question rather than to any, every other time."""
    alike = [answer for asked, answer in remembered if asked == question]
    those = alike if alike and which % 2 else [answer for _, answer in remembered]
    return those[which // 2 % len(those)] if those else b""


def _kind_of(path: str) -> str:
    return "/".join(path.split("/")[:3])


def _garbled(body: bytes, at: int) -> bytes:
    if not body:
        return body
    at %= len(body)
    return body[:at] + bytes([body[at] ^ 0x15]) + body[at + 1 :]


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


def reset(writer: asyncio.StreamWriter) -> None:
    """RST instead of a polite end; nothing when it was closed already."""
    if writer.is_closing():
        return
    connection: socket.socket | None = writer.get_extra_info("socket")
    if connection is not None:
        shape = "hh" if os.name == "nt" else "ii"  # struct linger
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(shape, 1, 0))
    writer.transport.abort()
