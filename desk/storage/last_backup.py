"""When the station was last backed up, as the file itself remembers it."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlmodel import Session

from desk.ports.care import LastBackup
from desk.storage.facts import Fact, read_fact, write_fact


def read_last_backup(session: Session) -> LastBackup | None:
    text = read_fact(session, Fact.LAST_BACKUP)
    if not text:
        return None
    made_at, expires_on = json.loads(text)
    return LastBackup(datetime.fromisoformat(made_at), date.fromisoformat(expires_on))


def write_last_backup(session: Session, last: LastBackup) -> None:
    write_fact(session, Fact.LAST_BACKUP, json.dumps([last.made_at.isoformat(), last.expires_on.isoformat()]))
