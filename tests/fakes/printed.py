"""A reader of print that says what a test lets it see."""

from __future__ import annotations

from dataclasses import dataclass

from desk.ports.camera import Pixels


@dataclass
class SeenPrint:
    """Implements PrintReader; ``looks`` counts how often it was asked."""

    lines: str | None = None
    printed: tuple[str, ...] = ()
    looks: int = 0

    def zone(self, card: Pixels) -> str | None:
        self.looks += 1
        return self.lines

    def numbers(self, card: Pixels) -> tuple[str, ...]:
        self.looks += 1
        return self.printed
