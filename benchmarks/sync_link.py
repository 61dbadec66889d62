"""A thin, far, lossy link between two network namespaces: rate, delay, loss, a gate, and exact byte counts.

    python benchmarks/sync_link.py --peer PID --number 1 --up 1000 --rtt 300     (kbit/s, ms)

Two TUN devices, one here and one in the namespace of process PID; every packet passes through this process.
A direction is a drop-tail queue in front of a wire of that rate, then the delay; packets are lost after they
have used the wire, and never overtake one another. Kernels without netem can do this too. SIGUSR1 opens the
gate of a link begun with --shut; SIGTERM ends it and prints what crossed as one line of JSON.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import random
import select
import signal
import struct
import subprocess
import time
from collections import deque
from dataclasses import dataclass, field

_TUNSETIFF, _TUN_WITHOUT_HEADER = 0x400454CA, 0x0001 | 0x1000
_LONGEST_PACKET = 2048
_AT_ONCE = 32


def run(*words: str) -> None:
    subprocess.run(words, check=True)


def device(name: str) -> int:
    """A TUN device of that name in this namespace."""
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _TUN_WITHOUT_HEADER))
    return descriptor


def address_of(name: str, own: str, other: str, inside: tuple[str, ...]) -> None:
    """Up, addressed, and cubic whatever the machine's own choice: a kinder one would flatter everybody."""
    run(*inside, "ip", "addr", "add", own, "peer", other, "dev", name)
    run(*inside, "ip", "link", "set", name, "mtu", "1500", "txqueuelen", "1000", "up")
    run(*inside, "ip", "route", "replace", other, "dev", name, "src", own, "congctl", "cubic")


@dataclass
class Direction:
    """One way. ``rate`` bytes a second, ``delay`` and ``queue`` seconds, ``loss`` a share."""

    out: int
    rate: float
    delay: float
    queue: float
    loss: float
    chance: random.Random
    free_at: float = 0.0
    flying: deque[tuple[float, bytes]] = field(default_factory=deque)
    packets: int = 0
    carried: int = 0
    lost: int = 0
    overflowed: int = 0
    first_at: float | None = None

    def take(self, packet: bytes, now: float) -> None:
        self.packets += 1
        if self.free_at - now > self.queue:
            self.overflowed += 1
            return
        self.first_at = self.first_at or now
        self.carried += len(packet)
        self.free_at = max(self.free_at, now) + len(packet) / self.rate
        if self.chance.random() < self.loss:
            self.lost += 1
        else:
            self.flying.append((self.free_at + self.delay, packet))

    def give(self, now: float) -> None:
        """What has arrived by now."""
        while self.flying and self.flying[0][0] <= now:
            try:
                os.write(self.out, self.flying.popleft()[1])
            except OSError:
                self.lost += 1

    def told(self) -> dict[str, object]:
        return {
            "packets": self.packets,
            "bytes": self.carried,
            "lost": self.lost,
            "overflowed": self.overflowed,
            "first_at": self.first_at,
        }


class Link:
    """Both directions and the gate."""

    def __init__(self, near: int, far: int, asked: argparse.Namespace) -> None:
        chance = random.Random(asked.seed)
        shape = (asked.rtt / 2000, asked.queue / 1000, asked.loss / 100, chance)
        self.up = Direction(near, asked.up * 125.0, *shape)
        self.down = Direction(far, asked.down * 125.0, *shape)
        self.ways = {far: self.up, near: self.down}
        self.is_open = not asked.shut
        self.ended = False

    def carry(self) -> None:
        poll = select.epoll()
        for descriptor in self.ways:
            poll.register(descriptor, select.EPOLLIN)
        while not self.ended:
            for descriptor, _ in poll.poll(self._patience()):
                self._read(descriptor)
            now = time.monotonic()
            for way in self.ways.values():
                way.give(now)

    def _patience(self) -> float:
        due = [way.flying[0][0] for way in self.ways.values() if way.flying]
        return max(0.0, min(due) - time.monotonic()) if due else 0.2

    def _read(self, descriptor: int) -> None:
        for _ in range(_AT_ONCE):
            try:
                packet = os.read(descriptor, _LONGEST_PACKET)
            except BlockingIOError:
                return
            if self.is_open and packet[0] >> 4 == 4:  # the system's own IPv6 greetings are nobody's traffic
                self.ways[descriptor].take(packet, time.monotonic())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", type=int, required=True)
    parser.add_argument("--number", type=int, required=True)
    parser.add_argument("--up", type=float, required=True)
    parser.add_argument("--down", type=float, default=4000)
    parser.add_argument("--rtt", type=float, default=300)
    parser.add_argument("--loss", type=float, default=0)
    parser.add_argument("--queue", type=float, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shut", action="store_true")
    asked = parser.parse_args()
    near_name, far_name = f"near{asked.number}", f"far{asked.number}"
    near_at, far_at = f"10.88.{asked.number}.2", f"10.88.{asked.number}.1"
    near, far = device(near_name), device(far_name)
    run("ip", "link", "set", far_name, "netns", str(asked.peer))
    address_of(near_name, near_at, far_at, ())
    address_of(far_name, far_at, near_at, ("nsenter", "-t", str(asked.peer), "-n"))
    link = Link(near, far, asked)

    def end(*_: object) -> None:
        link.ended = True

    def open_gate(*_: object) -> None:
        link.is_open = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGUSR1, open_gate)
    print("ready", flush=True)
    link.carry()
    print(json.dumps({"up": link.up.told(), "down": link.down.told()}), flush=True)


if __name__ == "__main__":
    main()
