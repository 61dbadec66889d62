"""How often one may ask: a minute's worth at once, then so many a minute.

Each instance counts for itself (decision 0063).
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MOST_KNOWN: Final = 20_000
"""Askers remembered at once: what floods from everywhere must not fill the memory too."""
_HELLOS: Final = 100
"""Stations greet with every round, thousands of them behind one address of a carrier."""
_ASSERTIONS: Final = 10
"""Stations renew their tokens every quarter of an hour, thousands of them behind one address of a carrier."""


class Limiter:
    """A minute's worth may come at once; 0 a minute is no limit. For the event loop only."""

    def __init__(self, a_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._step = 60 / a_minute if a_minute else 0.0
        self._now = now
        self._paid_until: dict[str, float] = {}

    def wait(self, asker: str) -> int:
        """0 when it may be asked now, which counts; else the whole seconds until it may."""
        now = self._now()
        paid_until = max(self._paid_until.get(asker, now), now) + self._step
        over = paid_until - now - 60
        if over > 1e-6:
            return math.ceil(over)
        if len(self._paid_until) >= MOST_KNOWN:
            self._forget(now)
        self._paid_until[asker] = paid_until
        return 0

    def _forget(self, now: float) -> None:
        owing = {asker: until for asker, until in self._paid_until.items() if until > now}
        self._paid_until = owing if len(owing) < MOST_KNOWN else {}


@dataclass(frozen=True)
class Limits:
    """``stations``: all that one station asks, by its id; ``people``: all that one person asks, by name;
    ``sign_ins`` and enrolling, ``assertions``: stations' tokens, and ``hellos``: by the network address they
    come from."""

    stations: Limiter
    people: Limiter
    sign_ins: Limiter
    assertions: Limiter
    hellos: Limiter

    @classmethod
    def of(cls, station_requests: int, person_requests: int, address_sign_ins: int) -> Limits:
        """From the settings' numbers a minute."""
        return cls(
            Limiter(station_requests),
            Limiter(person_requests),
            Limiter(address_sign_ins),
            Limiter(address_sign_ins * _ASSERTIONS),
            Limiter(address_sign_ins * _HELLOS),
        )


def network_of(host: str) -> str:
    """Whom an address belongs to: itself, or the /64 that one customer is given in IPv6."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host
