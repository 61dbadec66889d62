"""A disk that fills up: ``python -m tests.faults.store_full_disk SEED TIMES``, in a user and mount namespace.

Every time a small disk of its own is mounted, a station is put on it and the rest filled up to a few pages.
Prints one line of JSON for each: what was met, and the violation, "" for none.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from declaration.draft import Field, Source
from desk.storage import reserve
from desk.storage.reserve import Room
from desk.storage.trouble import StationFileError, StationFileFullError
from tests.fakes.declared import filled, finished, signed
from tests.faults.store_acts import NEW, Desk, base, go_on, need_sound

DISK = 6 << 20
SMALL = Room(held=400_000, least=800_000)
_FILLER = "filler"


def once(disk: Path, prepared: Path, seed: int) -> dict[str, str]:
    """One station on one full disk."""
    chance = random.Random(seed)
    station, told = disk / "station", list[str]()
    shutil.copytree(prepared, station)
    desk = Desk(station, told.append, seed)
    draft = filled(desk.registration, NEW + seed)
    told.append(f"done draft {draft.id}")
    has_reserve = chance.random() < 0.7
    if has_reserve:
        desk.file.care._reserve.hold()
    fill(disk, chance.randrange(0, 300_000))
    met = []
    refused = desk.registration.finish(draft)
    assert isinstance(refused, tuple), "finished without room"
    met.append("finishing refused beforehand")
    typed = draft.with_value(Field.PHONE, "0900 000 099", Source.TYPED)
    for letters in range(chance.randrange(1, 60)):
        typed = typed.with_value(Field.ADDRESS, "Ấp Ví Dụ " * (letters * 40), Source.TYPED)
        try:
            desk.registration.save(typed)
        except StationFileFullError:
            met.append("no room even for a draft")
            break
    else:
        met.append("work in hand saved")
    if has_reserve and met[-1] == "no room even for a draft" and (station / reserve.NAME).exists():
        return {"met": met[-1], "violation": "the reserve was kept while work was lost"}
    _close(desk)
    (disk / _FILLER).unlink()
    need_sound(station, told, is_whole=True)
    again = Desk(station, told.append, seed)
    kept = again.registration.draft(draft.id)
    assert kept is not None
    finished(again.registration, signed(again.registration, kept.with_value(Field.ADDRESS, "Ấp Ví Dụ"), seed))
    again.close()
    go_on(station, seed)
    return {"met": met[-1], "violation": ""}


def fill(disk: Path, but: int) -> None:
    """Everything but so many bytes is taken."""
    with (disk / _FILLER).open("wb") as filler:
        free = shutil.disk_usage(disk).free - but
        try:
            filler.write(b"x" * max(0, free))
            filler.flush()
        except OSError:
            return


def _close(desk: Desk) -> None:
    """Emptying the log wants room too; without it the log stays and is brought over next time."""
    try:
        desk.close()
    except StationFileError:
        return


def main(seed: int, times: int) -> None:
    reserve.Reserve.__init__.__defaults__ = (SMALL,)  # a disk of this size has no room for the usual reserve
    with tempfile.TemporaryDirectory(prefix="full-disk-") as name:
        prepared, disk = Path(name) / "base", Path(name) / "disk"
        base(prepared)
        disk.mkdir()
        for number in range(times):
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(disk)], check=True)
            try:
                told = once(disk, prepared, seed + number)
            except Exception as error:  # noqa: BLE001 - every way of failing is a violation to be told
                told = {"met": "violation", "violation": f"{type(error).__name__} {error}"}
            finally:
                subprocess.run(["umount", "--lazy", str(disk)], check=True)
            print(json.dumps({"what": seed + number, **told}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
