"""Faults of disk and clock: writes that did not all get there, a file that was cut, time that jumps."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from desk.storage.station import DATABASE
from desk.storage.trouble import StationFileError
from tests.faults.store_acts import NEW, Desk, ViolationError, go_on, need_sound

LOG = f"{DATABASE}-wal"
SECTOR = 512


def copy_without_memory(folder: Path, to: Path) -> None:
    """What a power cut leaves: the files, but not the memory shared between processes."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("*-shm"))


def torn(folder: Path, seed: int, chance: random.Random) -> None:
    """The last transactions' pages were being written to the log when the power went."""
    told: list[str] = []
    desk = Desk(folder, told.append, seed)
    desk.finish(NEW + seed)
    before, main, kept = (folder / LOG).read_bytes(), (folder / DATABASE).read_bytes(), list(told)
    getattr(desk, chance.choice(("finish", "correct", "deliver", "draft")))(NEW + 2000 + seed)
    cut_off = folder.with_name(folder.name + "-torn")
    copy_without_memory(folder, cut_off)
    desk.close()
    after = (cut_off / LOG).read_bytes()
    if (cut_off / DATABASE).read_bytes() == main and after.startswith(before):
        (cut_off / LOG).write_bytes(_some_sectors_of(after, len(before), chance))
        need_sound(cut_off, kept)
        go_on(cut_off, seed)
    shutil.rmtree(cut_off)


def cut(folder: Path, seed: int, chance: random.Random) -> None:
    """The end of the file is gone: it is said to be damaged, never opened as if nothing were missing."""
    told: list[str] = []
    desk = Desk(folder, told.append, seed)
    desk.finish(NEW + seed)
    desk.close()
    database = folder / DATABASE
    os.truncate(database, chance.randrange(1, database.stat().st_size))
    try:
        need_sound(folder, told, is_whole=True)
    except StationFileError:
        return
    raise ViolationError("a file that was cut opened as if it were whole")


def clock(folder: Path, seed: int, chance: random.Random) -> None:
    """A clock that is set between any two acts loses nothing and disorders no list."""
    told: list[str] = []
    desk = Desk(folder, told.append, seed)
    for number, act in enumerate(chance.choices(("draft", "finish", "correct", "deliver", "check"), k=4)):
        getattr(desk, act)(NEW + seed + number * 2000)
        desk.clock.forward(timedelta(days=chance.choice((-4000, -1, 1, 400, 4000))))
    newest = desk.file.declarations.search("", (), after=None, limit=100).lines
    desk.close()
    done = [line.split()[2].split("/")[0] for line in told if line.startswith("done finish")]
    order = [str(line.id) for line in newest if str(line.id) in done]
    if order != list(dict.fromkeys(reversed(done))):
        raise ViolationError("the list is not in the order of finishing")
    need_sound(folder, told)


DAMAGES: Mapping[str, Callable[[Path, int, random.Random], None]] = {"torn": torn, "cut": cut, "clock": clock}


def _some_sectors_of(log: bytes, whole: int, chance: random.Random) -> bytes:
    """Up to ``whole`` it is on the disk; of the rest any sectors are, and the end may be missing."""
    end = chance.randrange(whole, len(log) + 1)
    on_disk = bytearray(log[:end])
    for at in range(whole, end, SECTOR):
        if chance.random() < 0.3:
            on_disk[at : at + SECTOR] = bytes(len(on_disk[at : at + SECTOR]))
    return bytes(on_disk)
