"""Closing a day: what was finished on it is sealed in the station's name and goes out like a declaration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from declaration.wire.days import DAY_FORM, DayClosing
from declaration.wire.records import Record, RecordKind
from declaration.wire.signed import Purpose
from desk.ports.clock import Clock
from desk.ports.days import DayBooks, DayStore
from desk.ports.keys import StationKeys

SHOWN = 31


class Closing:
    """For one signed-in registrar. Every method is one durable act; call them off the event loop."""

    def __init__(
        self, days: DayStore, keys: StationKeys, clock: Clock, registrar: str, on_closed: Callable[[], None]
    ) -> None:
        self._days = days
        self._keys = keys
        self._clock = clock
        self._registrar = registrar
        self._on_closed = on_closed

    def days(self) -> Sequence[DayBooks]:
        """The newest days on which something was finished."""
        return self._days.days(SHOWN)

    def close(self, day: date) -> bool:
        """Seal that day, with the network or without; False when there is nothing to close."""
        is_closed = self._days.close(day, self._registrar, uuid7(), self._seal)
        if is_closed:
            self._on_closed()
        return is_closed

    def compare_soon(self, day: date) -> None:
        """Have the service asked about that day in the next round."""
        self._days.compare_soon(day)
        self._on_closed()

    def _seal(self, record_id: UUID, revision: int, said: DayClosing) -> bytes:
        record = Record(
            kind=RecordKind.DAY,
            id=record_id,
            revision=revision,
            form_version=DAY_FORM,
            sealed_at=self._clock.now(),
            station=self._keys.station,
            registrar=self._registrar,
            content=said.model_dump(mode="json"),
        )
        return self._keys.sign(Purpose.RECORD, record.model_dump_json()).to_bytes()
