"""Which camera was chosen at this station: a small file beside the encrypted one; nobody is named in it."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from desk.ports.camera import CameraChoice
from desk.storage.atomic_file import write_atomically

log = logging.getLogger(__name__)
FILE = "camera.json"
_LONGEST = 500


class RememberedCamera:
    """The choice in the station's folder. A file that cannot be used is none; a choice not kept is noted."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def recall(self) -> CameraChoice | None:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            choice = CameraChoice(kept["key"], kept["browser_device"])
        except (OSError, ValueError, LookupError, TypeError):
            return None
        return choice if all(_is_name(text) for text in (choice.key, choice.browser_device)) else None

    def keep(self, choice: CameraChoice) -> None:
        kept = {"key": choice.key, "browser_device": choice.browser_device}
        try:
            write_atomically(self._file, json.dumps(kept, ensure_ascii=False).encode())
        except OSError as error:
            log.warning("camera choice not kept: %s", type(error).__name__)


def _is_name(text: object) -> bool:
    return isinstance(text, str) and len(text) <= _LONGEST
