"""Small files of the service's own: written whole, durable, readable by its own user only."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex

from approval.storage.blobs import sync_folder


def write_secret(path: Path, content: bytes) -> None:
    """The same in a folder nobody else may look into. On Windows the folder's own access list protects it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if os.name != "nt":
        path.parent.chmod(0o700)
    write_whole(path, content)


def write_whole(path: Path, content: bytes) -> None:
    """Replace ``path`` in one step, whoever else writes it at that moment: instances share a folder."""
    fresh = path.with_name(f"{path.name}.{token_hex(4)}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    sync_folder(path.parent)
