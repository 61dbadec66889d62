"""How far the database had come, kept outside it: an older copy put in its place is noticed.

A receipt, an approval, a notice are promises. Whoever puts back yesterday's database and forgets
``approval new-epoch`` takes them back without telling anybody (docs/decisions/0083).
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from approval.storage import audit_lines, counters, records
from approval.storage.database import Database, Session
from approval.storage.key_files import write_whole

FILE: Final = "high-water.json"
_RECEIPTS: Final = "receipt"
_log = logging.getLogger(__name__)


class DatabaseOlderError(RuntimeError):
    """The database is an older copy: put back the newer one, or have ``approval new-epoch`` tell stations."""


@dataclass(frozen=True)
class Mark:
    """The highest receipt and the newest line of the audit in one life of the database; ``before``: its
    former lives."""

    epoch: str
    receipts: int
    audit: int
    before: tuple[str, ...] = ()

    def is_beyond(self, found: Mark) -> bool:
        """Whether more was promised than is found. A life nobody here has heard of was begun elsewhere."""
        if found.epoch == self.epoch:
            return found.receipts < self.receipts or found.audit < self.audit
        return found.epoch in self.before

    def followed_by(self, found: Mark) -> Mark:
        """What is found, after this."""
        if found.epoch == self.epoch:
            return replace(found, before=self.before)
        return replace(found, before=(*self.before, self.epoch))


class HighWater:
    """The mark of one data folder. It never goes down, except where a new epoch begins."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._file = folder / FILE
        self._database = database
        self._is_below = False

    @property
    def is_below(self) -> bool:
        """The database was found older than the mark, and is until somebody does something about it."""
        return self._is_below

    def insist(self) -> None:
        """Raises DatabaseOlderError, with what to do about it."""
        known, found = self._known(), self._found()
        if known is not None and known.is_beyond(found):
            raise DatabaseOlderError(
                f"this database is an older copy: receipt {known.receipts} and line {known.audit} of the"
                f" audit were given in epoch {known.epoch}; it ends with {found.receipts} and {found.audit}"
                f" in {found.epoch}. Put the newer database back, or, when this is all there is, run:"
                " approval new-epoch"
            )

    def keep(self) -> int:
        """Raise the mark to where the database is; 0, for a pass that has no more to do at once."""
        known, found = self._known(), self._found()
        is_below = known is not None and known.is_beyond(found)
        if is_below and not self._is_below:
            _log.error("database_older than %s says", FILE)
        self._is_below = is_below
        if not is_below:
            self._write(known, found)
        return 0

    def begin(self) -> None:
        """The database is taken as it is: its new epoch is known to whoever looks here."""
        self._write(self._known(), self._found())
        self._is_below = False

    def _write(self, known: Mark | None, found: Mark) -> None:
        mark = found if known is None else known.followed_by(found)
        if mark != known:
            write_whole(self._file, json.dumps(asdict(mark)).encode())

    def _known(self) -> Mark | None:
        """None where there is none, and where it cannot be read: it guards, and must stop nobody itself."""
        try:
            said = json.loads(self._file.read_bytes())
            return Mark(str(said["epoch"]), int(said["receipts"]), int(said["audit"]), tuple(said["before"]))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            _log.error("%s cannot be read", FILE)
            return None

    def _found(self) -> Mark:
        with self._database.reading() as session:
            return _found(session)


def _found(session: Session) -> Mark:
    newest = counters.newest(session, _RECEIPTS)
    return Mark(records.epoch(session), newest, audit_lines.newest(session))
