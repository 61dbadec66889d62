"""10 Mbit/s that break off every so many bytes, whoever uses them: CUT_EVERY TARGET_PORT LISTEN_PORT SEED.

Every open connection is reset when the next cut is due (memoryless, counted in bytes that crossed upwards, or
a peer that begins anew each time would never end); what had crossed arrives. SIGTERM ends it and prints the
bytes that crossed and the cuts as one line of JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import signal
import socket
import struct
import sys

_CHUNK = 4096
_RATE = 1_250_000.0  # bytes a second upwards


class Cuts:
    def __init__(self, every: float, target: int, seed: int) -> None:
        self._every = every
        self._target = target
        self._chance = random.Random(seed)
        self._next = self._drawn()
        self._callers: set[asyncio.StreamWriter] = set()
        self._free_at = 0.0
        self.up = self.down = self.cuts = self.connections = 0

    def _drawn(self) -> float:
        return self._chance.expovariate(1 / self._every)

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._callers.add(writer)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
            up = self._relay(reader, writer, far_writer, is_up=True)
            await asyncio.gather(up, self._relay(far_reader, writer, writer, is_up=False))
        except OSError:
            writer.close()
        finally:
            self._callers.discard(writer)

    async def _relay(
        self,
        reader: asyncio.StreamReader,
        caller: asyncio.StreamWriter,
        writer: asyncio.StreamWriter,
        *,
        is_up: bool,
    ) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(_CHUNK):
                if is_up:
                    await self._pace(len(piece))
                if caller.is_closing():
                    break  # the line is cut: what waits on this side of it is gone
                writer.write(piece)
                await writer.drain()
                if is_up:
                    self._crossed(len(piece))
                else:
                    self.down += len(piece)
        with contextlib.suppress(OSError):
            writer.close()

    async def _pace(self, size: int) -> None:
        now = asyncio.get_running_loop().time()
        self._free_at = max(self._free_at, now) + size / _RATE
        await asyncio.sleep(self._free_at - now)

    def _crossed(self, size: int) -> None:
        self.up += size
        self._next -= size
        if self._next <= 0:
            self._next = self._drawn()
            self.cuts += 1
            for caller in tuple(self._callers):
                _reset(caller)


def _reset(writer: asyncio.StreamWriter) -> None:
    connection: socket.socket | None = writer.get_extra_info("socket")
    if connection is not None and not writer.is_closing():
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()


async def main(every: float, target: int, port: int, seed: int) -> None:
    cuts, ended = Cuts(every, target, seed), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await asyncio.start_server(cuts.accept, "127.0.0.1", port)
    print("ready", flush=True)
    await ended.wait()
    said = {"up": cuts.up, "down": cuts.down, "cuts": cuts.cuts, "connections": cuts.connections}
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
