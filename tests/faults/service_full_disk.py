"""The service's disk fills up: ``python -m tests.faults.service_full_disk SEED TIMES``, in a mount namespace.

A service is put on a small disk of its own; each time all but a few bytes are taken and a declaration is
sent. Prints one line of JSON for each: where it was met, and the violation, "" for none.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from declaration.wire.records import Record
from tests.fakes.field_station import FieldStation, SetClock, client_of, open_test_service, photo, receipt_in
from tests.faults.store_full_disk import fill

ROOM = 400_000
"""Bytes left at most: about what a declaration and its photos need."""
EACH, BESIDE = 600_000, 4 << 20
"""Bytes that one keeps at most, and what the service itself needs."""
_FILLER, _BUSY = "filler", (503, "storage_unavailable")


def wrong_photos(folder: Path) -> list[str]:
    """Names of whole photos that are not the bytes they are named after."""
    whole = (path for path in folder.glob("blobs/whole/*/*") if path.is_file())
    return [path.name for path in whole if sha256(path.read_bytes()).hexdigest() != path.name]


async def once(station: FieldStation, disk: Path, chance: random.Random) -> dict[str, str]:
    """One declaration against one full disk, and again when there is room."""
    photos = [photo(chance.randrange(1 << 30), 90_000 + chance.randrange(60_000)) for _ in range(3)]
    record = station.record(*photos)
    fill(disk, chance.randrange(0, ROOM))
    met = await _sent(station, record, photos)
    for name in wrong_photos(disk / "approval"):
        return {"met": met, "violation": f"photo {name[:8]} is not what its name says"}
    (disk / _FILLER).unlink()
    again = await _sent(station, record, photos)
    signed = receipt_in(await station.put(record))
    if again != "all in" or signed.id != record.id or wrong_photos(disk / "approval"):
        return {"met": met, "violation": f"not taken with room again: {again}"}
    return {"met": met, "violation": ""}


async def _sent(station: FieldStation, record: Record, photos: list[bytes]) -> str:
    """How far it came. Whatever has no room is refused as "later", never as anything else."""
    for number, data in enumerate(photos):
        answer = await station.put_blob(data)
        if answer.status_code not in (200, 201):
            assert (answer.status_code, answer.json()["code"]) == _BUSY, answer.text
            return f"no room for photo {number}"
    answer = await station.put(record)
    if answer.status_code not in (200, 201):
        assert (answer.status_code, answer.json()["code"]) == _BUSY, answer.text
        return "no room for the record"
    return "all in"


async def run(disk: Path, seed: int, times: int) -> None:
    clock, chance = SetClock(), random.Random(seed)
    service = open_test_service(disk / "approval", clock)
    async with client_of(service) as client:
        station = await FieldStation.ready(service, client, clock)
        for number in range(times):
            try:
                told = await once(station, disk, chance)
            except Exception as error:  # noqa: BLE001 - every way of failing is a violation to be told
                told = {"met": "violation", "violation": f"{type(error).__name__} {error}"}
            print(json.dumps({"what": number, **told}), flush=True)
            (disk / _FILLER).unlink(missing_ok=True)
    service.close()


def main(seed: int, times: int) -> None:
    with tempfile.TemporaryDirectory(prefix="full-disk-") as name:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={BESIDE + times * EACH}", "tmpfs", name], check=True
        )
        try:
            asyncio.run(run(Path(name), seed, times))
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
