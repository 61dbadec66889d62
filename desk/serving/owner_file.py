"""Where the running desk is, written where only the same user can read it.

The file stands in the station's folder while a desk runs: its port and a secret made anew at each start.
On POSIX it is 0600; on Windows it inherits the rights of the user's own profile. Whether a desk runs at
all is said by the station's lock, never by this file: after a crash it may be stale.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from declaration.privacy import Private

_FILE_NAME: Final = "owner.json"


@dataclass(frozen=True, repr=False)
class OwnerAddress(Private):
    """The running desk's loopback port and the secret its control routes ask for."""

    port: int
    secret: str


def new_owner_address(port: int) -> OwnerAddress:
    """An address with a fresh 256-bit secret."""
    return OwnerAddress(port, secrets.token_urlsafe(32))


def write_owner_file(folder: Path, address: OwnerAddress) -> None:
    """Put the file there whole or not at all; raises OSError when the folder cannot be written."""
    content = json.dumps({"port": address.port, "secret": address.secret})
    fresh = folder / f"{_FILE_NAME}.{secrets.token_hex(8)}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        fresh.replace(folder / _FILE_NAME)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def read_owner_file(folder: Path) -> OwnerAddress | None:
    """The address of the running desk; None when there is no file or it is not one of ours."""
    try:
        content = json.loads((folder / _FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    match content:
        case {"port": int(port), "secret": str(secret)} if 0 < port < 65536 and secret:
            return OwnerAddress(port, secret)
        case _:
            return None


def remove_owner_file(folder: Path) -> None:
    """Take the file away at the end; it may be gone already."""
    (folder / _FILE_NAME).unlink(missing_ok=True)
