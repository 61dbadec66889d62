"""The code on a slip: made by this station, believed of any station the service has certified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from declaration.wire.signed import Purpose, Signed
from declaration.wire.slip import BEGINS, Slip, SlipCode, slip_number
from desk.ports.keys import ServiceKeys, StationKeys


@dataclass(frozen=True)
class Genuine:
    """A slip of this station or another: which declaration's, sealed when, by whom."""

    number: str
    revision: int
    at: datetime
    station: str
    is_ours: bool


@dataclass(frozen=True)
class NotGenuine:
    """It looks like a slip, and no station certified by the service has signed it."""


class Slips:
    """Works without a network."""

    def __init__(self, keys: StationKeys, certificate: Signed, trust: ServiceKeys) -> None:
        self._keys = keys
        self._certificate = certificate
        self._trust = trust

    def code(self, digest: str, revision: int, at: datetime) -> str:
        """The text of the slip's code for a sealed revision; nothing in it tells of the person."""
        body = Slip(number=digest[:12].upper(), revision=revision, at=at.replace(microsecond=0))
        signed = self._keys.sign(Purpose.SLIP, body.model_dump_json())
        return SlipCode(signed, self._certificate).to_text()

    def check(self, text: str) -> Genuine | NotGenuine | None:
        """What a scanned text is as a slip; None when it was never meant as one."""
        if not text.strip().startswith(BEGINS):
            return None
        code = SlipCode.from_text(text)
        if code is None:
            return NotGenuine()
        station = self._trust.station_behind(Purpose.SLIP, code.slip, code.certificate)
        slip = code.slip.read(Slip)
        if slip is None or station is None:
            return NotGenuine()
        is_ours = station.station == self._keys.station
        return Genuine(slip_number(slip.number), slip.revision, slip.at, station.station, is_ours)
