"""Where a salvage makes its fresh file, and how that takes the old one's place, even if the power goes."""

from __future__ import annotations

from pathlib import Path

from desk.storage.opening import copies_put_aside, put_aside


def fresh_beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.salvaging")


def forget(fresh: Path) -> None:
    """A fresh file that is not whole, or not yet."""
    for part in ("", "-wal", "-shm"):
        fresh.with_name(fresh.name + part).unlink(missing_ok=True)


def take_its_place(path: Path) -> None:
    """Only once the fresh file is whole: the old one is kept under another name."""
    put_aside(path)
    fresh_beside(path).rename(path)


def end_interrupted_salvage(path: Path) -> None:
    """The old file was put aside, which is done only once the fresh one is whole, and then the power went:
    the fresh one takes its place now."""
    fresh = fresh_beside(path)
    if path.exists() or not fresh.exists():
        return
    newest = max((copy for copy in copies_put_aside(path) if copy.suffix[1:].isdigit()), key=_number)
    for part in ("-wal", "-shm"):
        left = path.with_name(path.name + part)
        if left.exists():  # of the old file: beside the fresh one it would be taken for its own
            left.replace(newest.with_name(newest.name + part))
    fresh.rename(path)


def _number(copy: Path) -> int:
    return int(copy.suffix[1:])
