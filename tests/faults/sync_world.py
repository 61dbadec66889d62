"""What a schedule stands upon: folders and a port, a station's two clocks, a word to the agency's staff."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.fakes.program import SetClock
from tests.faults.sync_schedule import Act


@dataclass(frozen=True)
class World:
    """Folders of a service and its two stations, and the port of the service."""

    folder: Path
    file_key: bytes
    port: int

    @property
    def service(self) -> Path:
        return self.folder / "service"

    def station(self, who: int) -> Path:
        return self.folder / f"station{who}"


class TwoClocks(SetClock):
    """The wall's clock may be wrong or be put right; the monotonic one only goes on."""

    def __init__(self) -> None:
        super().__init__(datetime.now(UTC))
        self._ticks = 0.0
        self.wrong_by = timedelta()

    def monotonic(self) -> float:
        return self._ticks

    def forward(self, by: timedelta) -> None:
        super().forward(by)
        self._ticks += by.total_seconds()

    def put_wrong(self, by: timedelta) -> None:
        self.shown += by - self.wrong_by
        self.wrong_by = by


def staff(port: int, act: Act) -> str:
    """The agency's staff act at the running service; "" when it is not there."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", f"/faults/{act.kind}/{act.who}/{act.number}")
        return line.getresponse().read().decode()
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        line.close()
