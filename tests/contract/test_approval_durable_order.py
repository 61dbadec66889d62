"""A receipt says that photos are on the disk: flushed, put in place, the folder flushed, then committed."""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from approval.storage.late_session import LateSession
from tests.fakes.field_station import FieldStation, photo, receipt_in

pytest_plugins = ["tests.fakes.approval_fixtures"]

FILE, FOLDER, IN_PLACE, COMMIT = "file flushed", "folder flushed", "put in place", "committed"


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done towards durability, in its order."""
    seen: list[str] = []
    fsync, replace, move, finish = os.fsync, os.replace, Path.replace, LateSession.finish

    def flushing(descriptor: int) -> None:
        seen.append(FOLDER if stat.S_ISDIR(os.fstat(descriptor).st_mode) else FILE)
        fsync(descriptor)

    def replacing(source: Any, target: Any) -> None:
        replace(source, target)
        seen.append(IN_PLACE)

    def moving(source: Path, target: Any) -> Path:
        moved = move(source, target)
        seen.append(IN_PLACE)
        return moved

    def committing(session: LateSession) -> None:
        finish(session)
        seen.append(COMMIT)

    monkeypatch.setattr(os, "fsync", flushing)
    monkeypatch.setattr(os, "replace", replacing)
    monkeypatch.setattr(Path, "replace", moving)
    monkeypatch.setattr(LateSession, "finish", committing)
    return seen


def in_order(seen: list[str]) -> bool:
    """The photo's bytes before its name, its name's folder after it, all of it before the last commit."""
    place = seen.index(IN_PLACE)
    folder = seen.index(FOLDER, place)
    last = len(seen) - 1 - seen[::-1].index(COMMIT)
    return FILE in seen[:place] and place < folder < last and COMMIT not in seen[:folder]


@pytest.mark.skipif(os.name == "nt", reason="Windows opens no folders; it journals renames itself")
@pytest.mark.parametrize("folder_is_there", [True, False])
async def test_a_photo_sent_whole_is_durable_before_its_receipt(
    station: FieldStation, done: list[str], folder_is_there: bool
) -> None:
    mine = photo(1)
    if folder_is_there:
        await station.put_blob(next(each for each in map(photo, range(2, 9999)) if _beside(each, mine)))
    record = station.record(mine)
    assert (await station.put(record)).status_code == 202
    done.clear()
    assert (await station.put_blob(mine)).status_code == 201
    assert in_order(done), done
    receipt_in(await station.put(record))


@pytest.mark.skipif(os.name == "nt", reason="as above")
async def test_a_photo_sent_in_parts_is_durable_before_its_receipt(
    station: FieldStation, done: list[str]
) -> None:
    mine = photo(1)
    record = station.record(mine)
    assert (await station.put(record)).status_code == 202
    done.clear()
    path = f"/v1/blobs/{sha256(mine).hexdigest()}"
    for start, end, complete in ((0, 1000, "?0"), (1000, len(mine), "?1")):
        headers = station.headers | {"Upload-Offset": str(start), "Upload-Complete": complete}
        answer = await station.client.patch(path, content=mine[start:end], headers=headers)
        assert answer.status_code in (201, 204), answer.text
    assert in_order(done), done
    receipt_in(await station.put(record))


def _beside(one: bytes, other: bytes) -> bool:
    return sha256(one).hexdigest()[:2] == sha256(other).hexdigest()[:2]
