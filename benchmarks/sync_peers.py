"""The naive ways of sending, over the same link and TLS, against a server that keeps what it gets as safely.

    serve FOLDER PORT CERTIFICATE KEY
    send multipart|puts ADDRESS NUMBER SIZE      one line of JSON at the end

``multipart``: one POST per declaration, all of it again when it failed. ``puts``: one PUT at a time on a
connection kept alive, each again as a whole when it failed.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import ssl
import sys
import time
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI, Request, UploadFile
from sync_tls import serve

RECORD, PHOTOS = 2000, 3
_STALL = httpx.Timeout(connect=15, write=30, read=60, pool=None)
_CHUNK = 16_384


def naive_server(folder: Path) -> FastAPI:
    """Every file written and flushed to the disk before the answer."""
    app = FastAPI()

    def keep(name: str, data: bytes) -> None:
        with (folder / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    @app.post("/units/{name}", status_code=201)
    async def post_unit(name: str, files: list[UploadFile]) -> None:
        for number, file in enumerate(files):
            await asyncio.to_thread(keep, f"{name}-{number}", await file.read())

    @app.put("/files/{name}", status_code=201)
    async def put_file(name: str, request: Request) -> None:
        await asyncio.to_thread(keep, name, await request.body())

    return app


def serve_naively(folder: Path, port: int, certificate: str, key: str) -> None:
    folder.mkdir(exist_ok=True)
    app, anywhere = naive_server(folder), "0.0.0.0"  # noqa: S104 - in a namespace of its own
    serve(uvicorn.Config(app, anywhere, port, log_config=None, timeout_keep_alive=75), certificate, key)


async def pieces(data: bytes):  # type: ignore[no-untyped-def]
    for start in range(0, len(data), _CHUNK):
        yield data[start : start + _CHUNK]


async def again_until_kept(client: httpx.AsyncClient, method: str, path: str, **body: object) -> None:
    while True:
        try:
            made = {name: value() if callable(value) else value for name, value in body.items()}
            answer = await client.request(method, path, **made)  # type: ignore[arg-type]
        except (httpx.TransportError, OSError):
            continue
        if answer.status_code == 201:
            return


async def send(way: str, address: str, number: int, size: int, seed: int) -> None:
    chance = random.Random(seed)
    units = [
        [chance.randbytes(RECORD), *(chance.randbytes(size) for _ in range(PHOTOS))] for _ in range(number)
    ]
    trust = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
    began, used = time.monotonic(), time.process_time()
    async with httpx.AsyncClient(base_url=address, verify=trust, timeout=_STALL, trust_env=False) as client:
        for name, unit in enumerate(units):
            if way == "multipart":
                files = [("files", (f"{n}.bin", part)) for n, part in enumerate(unit)]
                await again_until_kept(client, "POST", f"/units/{name}", files=files)
                continue
            for n, part in enumerate(unit):
                length = {"Content-Length": str(len(part))}
                await again_until_kept(
                    client,
                    "PUT",
                    f"/files/{name}-{n}",
                    content=lambda part=part: pieces(part),
                    headers=length,
                )
    said = {
        "seconds": time.monotonic() - began,
        "cpu": time.process_time() - used,
        "payload": number * (RECORD + PHOTOS * size),
    }
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve_naively(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5])
    else:
        asyncio.run(send(sys.argv[2], sys.argv[3], *map(int, sys.argv[4:7])))
