"""Room held back on the disk, and given up when it is full, so that the work in hand can still be saved."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desk.ports.standing import Space, SpaceLeft

NAME = "station.reserve"
_PIECE = 1 << 20


@dataclass(frozen=True)
class Room:
    """Bytes: ``held`` back in the reserve, ``least`` that must be free to finish a declaration, and
    ``little``: below it somebody is told, some hundred declarations before none can be finished any more."""

    held: int = 16 << 20
    least: int = 64 << 20
    little: int = 512 << 20


class Reserve:
    """The reserve beside one station's file. Its content is random, so that no disk keeps less of it."""

    def __init__(self, folder: Path, room: Room = Room()) -> None:
        self._path = folder / NAME
        self._room = room

    def has_room(self) -> bool:
        """Whether a declaration can be finished without fear: there is room for it beside the reserve."""
        return self._free() >= self._room.least + (0 if self._is_held() else self._room.held)

    def left(self) -> SpaceLeft:
        """What the disk has left, in a word and in bytes."""
        if not self.has_room():
            return SpaceLeft(Space.SHORT, self._free())
        free = self._free()
        return SpaceLeft(Space.LITTLE if free < self._room.little else Space.PLENTY, free)

    def hold(self) -> bool:
        """Make the reserve where it is not, if that does not take the last room; whether it is held now."""
        if not self._is_held() and self.has_room():
            try:
                self._make()
            except OSError:
                self.give_up()
        return self._is_held()

    def give_up(self) -> bool:
        """Let the room go; False when there was none to give."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def _free(self) -> int:
        try:
            return shutil.disk_usage(self._path.parent).free
        except OSError:
            return 0  # a disk that does not answer is no place to promise anything on

    def _is_held(self) -> bool:
        with suppress(OSError):
            return self._path.stat().st_size >= self._room.held
        return False

    def _make(self) -> None:
        with self._path.open("wb") as out:
            left = self._room.held
            while left > 0:
                left -= out.write(os.urandom(min(left, _PIECE)))
            out.flush()
            os.fsync(out.fileno())
