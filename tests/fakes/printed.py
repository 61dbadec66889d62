"""A reader of print that says what a test lets it see."""

from __future__ import annotations

from dataclasses import dataclass, field

from desk.ports.camera import Pixels
from desk.ports.print_reader import ZoneHint, ZoneLook


@dataclass
class SeenPrint:
    """Implements PrintReader; ``looks`` counts how often it was asked."""

    lines: str | None = None
    printed: tuple[str, ...] = ()
    looks: int = 0
    passport: ZoneLook = field(default_factory=lambda: ZoneLook(hint=ZoneHint.NO_ZONE))

    def zone(self, card: Pixels) -> str | None:
        self.looks += 1
        return self.lines

    def numbers(self, card: Pixels) -> tuple[str, ...]:
        self.looks += 1
        return self.printed

    def passport_zone(self, picture: Pixels) -> ZoneLook:
        self.looks += 1
        return self.passport
