"""What was erased, in a small file beside the station's and beside every backup of it.

A backup is older than an erasure that came after it; restoring it would bring the person back. So the list
outlives the file: whoever opens a restored file erases again what the list names. It holds record ids and
keyed hashes of document numbers, which say nothing without the file's key, and a keyed signature, so that
nobody can have anything erased by writing into it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from desk.storage.atomic_file import write_atomically

NAME = "station.erasures"
FORMAT = 1
_PERSON = "person:"
Erasures = Mapping[str, datetime]
"""Subject to the moment of its erasure: a record id, or ``person:`` and a keyed hash."""


class ErasureList:
    """The list in one folder, for one file's key."""

    def __init__(self, folder: Path, file_key: bytes) -> None:
        self._path = folder / NAME
        self._key = hmac.digest(file_key, b"erasures", "sha256")

    def read(self) -> Erasures:
        """What the list names; nothing when there is none, or when it is not of this key."""
        try:
            document = json.loads(self._path.read_text(encoding="utf-8"))
            entries = {str(subject): str(at) for subject, at in document["entries"].items()}
            is_ours = hmac.compare_digest(str(document["signature"]), self._signature(entries))
            return {subject: datetime.fromisoformat(at) for subject, at in entries.items()} if is_ours else {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def write(self, erasures: Erasures) -> None:
        """Durably, all of them."""
        entries = {subject: at.isoformat() for subject, at in sorted(erasures.items())}
        document = {"format": FORMAT, "entries": entries, "signature": self._signature(entries)}
        write_atomically(self._path, json.dumps(document, indent=1).encode())

    def person(self, document_number: str) -> str:
        """The subject under which all with that document number were erased."""
        return _PERSON + hmac.digest(self._key, document_number.encode(), "sha256").hex()

    def _signature(self, entries: Mapping[str, str]) -> str:
        signed = json.dumps([FORMAT, sorted(entries.items())]).encode()
        return hmac.digest(self._key, signed, "sha256").hex()
