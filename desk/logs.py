"""The log: one rotating file in the station's folder, in which no person can be found.

Our own modules log ids and codes, and their words are written as they are. What a library says may hold
whatever it was given (a field's text, a row, an address), so of other loggers only the place is written:
logger, module and line. Of an exception, ours or not, the types and the places are written, never the
message: ``ValueError("'0912…' is not …")`` is how personal data gets into logs.
"""

from __future__ import annotations

import logging
import time
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

FOLDER: Final = "logs"
FILE: Final = "desk.log"
_OURS: Final = ("declaration", "desk", "approval", "practice")
_MOST_BYTES: Final = 1_000_000
_KEPT_FILES: Final = 5
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure(folder: Path, level: int = logging.INFO) -> Path:
    """Log into ``folder``/logs/desk.log from now on, and nowhere else; returns the file.

    ``level`` is for our own modules; everybody else is heard from WARNING on. Calling it again moves the log.
    """
    file = folder / FOLDER / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(file, maxBytes=_MOST_BYTES, backupCount=_KEPT_FILES, encoding="utf-8")
    handler.setFormatter(DiscreetFormatter())
    root = logging.getLogger()
    for earlier in [each for each in root.handlers if isinstance(each.formatter, DiscreetFormatter)]:
        root.removeHandler(earlier)
        earlier.close()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a full disk: the record itself would be printed, values and all
    return file


def stop() -> None:
    """Close the file, so that its folder can go; what comes after is not logged."""
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each.formatter, DiscreetFormatter)]:
        root.removeHandler(handler)
        handler.close()
    logging.captureWarnings(False)


class DiscreetFormatter(logging.Formatter):
    """``2026-11-20T09:00:00Z WARNING desk.sync: words`` for ours; only the place for everybody else."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """One line, and one more for each exception of the chain."""
        shown = logging.makeLogRecord(record.__dict__)
        shown.exc_text = shown.stack_info = None  # another handler's rendering would bring the message back
        if record.name.split(".")[0] not in _OURS:
            shown.msg, shown.args = f"at {record.module}:{record.lineno}", ()
        return super().format(shown)

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - the base class names it
        lines: list[str] = []
        error, seen = ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            lines.append(f"  {type(error).__name__} {_places(error)}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
