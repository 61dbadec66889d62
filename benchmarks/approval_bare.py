"""The bare limit: the same four requests, four durable files, one group-committed row, one signature.

    python benchmarks/approval_bare.py FOLDER PORT [postgresql://…]

Raw ASGI, no check of anything. ``PUT /r/<id>`` takes a record, ``PUT /b/<id>`` a photo, the third of which
gives the receipt. ``POST /form`` is the naive way: FastAPI's multipart, the same files and row, no receipt.
A file is durable together with its name: fsync of a file does not promise that its entry in the folder has
reached the disk (fsync(2)), so the folder is flushed too, as our own store does.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI, File, Form, UploadFile

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from approval.embedded import serve_until_stopped  # noqa: E402
from approval.storage.blobs import sync_folder  # noqa: E402

Row = tuple[str, bytes, bytes]
KEY = Ed25519PrivateKey.generate()


class Group:
    """Whatever arrives while one commit runs goes into the next one."""

    def __init__(self, commit: Callable[[list[Row]], None]) -> None:
        self._commit = commit
        self._waiting: list[tuple[Row, asyncio.Future[None]]] = []
        self._one = ThreadPoolExecutor(1)
        self._busy: asyncio.Task[None] | None = None

    async def add(self, row: Row) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, done))
        if self._busy is None or self._busy.done():
            self._busy = asyncio.create_task(self._run())
        await done

    async def _run(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting, []
            rows = [row for row, _ in taken]
            await asyncio.get_running_loop().run_in_executor(self._one, self._commit, rows)
            for _, done in taken:
                done.set_result(None)


class Bare:
    """The application."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(16)
        self._group = Group(_postgresql(url) if url else _sqlite(folder))
        self._photos: dict[str, int] = {}
        self._bodies: dict[str, bytes] = {}
        self.form = FastAPI()
        self.form.post("/form")(self._naive)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] == "/form":
            await self.form(scope, receive, send)
            return
        parts = []
        while True:
            message = await receive()
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                break
        answer = await self._take(scope["path"], b"".join(parts))
        length = (b"content-length", str(len(answer)).encode())
        await send({"type": "http.response.start", "status": 201, "headers": [length]})
        await send({"type": "http.response.body", "body": answer})

    async def _take(self, path: str, body: bytes) -> bytes:
        _, kind, name = path.split("/", 2)
        await asyncio.get_running_loop().run_in_executor(self._pool, self._write, name, body)
        if kind == "r":
            self._bodies[name] = body
            return b"missing"
        record = name.partition("-")[0]
        self._photos[record] = self._photos.get(record, 0) + 1
        if self._photos[record] < 3:
            return b""
        sealed = self._bodies.pop(record)
        receipt = KEY.sign(sealed)
        await self._group.add((record, sealed, receipt))
        return receipt

    async def _naive(self, record: str = Form(), photos: list[UploadFile] = File()) -> dict[str, bool]:  # noqa: B008
        name = os.urandom(8).hex()
        bodies = [record.encode(), *[await each.read() for each in photos]]
        loop = asyncio.get_running_loop()
        writing = (
            loop.run_in_executor(self._pool, self._write, f"{name}-{k}", b) for k, b in enumerate(bodies)
        )
        await asyncio.gather(*writing)
        await self._group.add((name, bodies[0], b""))
        return {"ok": True}

    def _write(self, name: str, body: bytes) -> None:
        descriptor = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(descriptor, body)
        os.fsync(descriptor)
        os.close(descriptor)
        sync_folder(self._folder)


def _sqlite(folder: Path) -> Callable[[list[Row]], None]:
    database = sqlite3.connect(folder / "bare.db", isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE IF NOT EXISTS d (id TEXT PRIMARY KEY, body BLOB, receipt BLOB)")

    def commit(rows: list[Row]) -> None:
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO d VALUES (?, ?, ?)", rows)
        database.execute("COMMIT")

    return commit


def _postgresql(url: str) -> Callable[[list[Row]], None]:
    database = psycopg.connect(url)
    database.execute("CREATE TABLE IF NOT EXISTS d (id TEXT PRIMARY KEY, body BYTEA, receipt BYTEA)")
    database.commit()

    def commit(rows: list[Row]) -> None:
        with database.cursor() as cursor:
            cursor.executemany("INSERT INTO d VALUES (%s, %s, %s)", rows)
        database.commit()

    return commit


if __name__ == "__main__":
    folder, port, url, *_ = [*sys.argv[1:], ""]
    Path(folder).mkdir(parents=True, exist_ok=True)
    serve_until_stopped(Bare(Path(folder), url), "127.0.0.1", int(port), lambda: None)
