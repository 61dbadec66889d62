"""The station's turn in memory. Passes the same tests as the one in the file (tests/contract)."""

from __future__ import annotations

from secrets import token_hex

from desk.ports.keys import Turn


class MemoryTurns:
    """Implements ports.keys.Turns."""

    def __init__(self) -> None:
        self.held = self.following = ""
        self.must_rejoin = False

    def offer(self) -> Turn | None:
        if self.must_rejoin:
            return None
        self.following = self.following or token_hex(16)
        return Turn(self.following, self.held)

    def agree(self, turn: Turn) -> None:
        self.held, self.following = turn.next, ""
