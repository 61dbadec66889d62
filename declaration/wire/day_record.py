"""A station's day as a signed file for its supervisor: what was finished, and the audit lines.

It verifies without a network and without the station: the root key's word for the service's keys, theirs for
the station's, the station's for the day.
"""

from __future__ import annotations

import datetime as dt

from declaration.wire.model import Message
from declaration.wire.signed import Signed


class AuditEntry(Message):
    """One audit line with all that its hash covers; texts and salts are "" once a person was erased."""

    number: int
    at: dt.datetime
    who: str
    who_salt: str
    who_digest: str
    action: str
    subject: str
    subject_salt: str
    subject_digest: str
    detail: str
    previous: str
    hash: str


class DayRecord(Message):
    """``finished`` revisions and one ``digest`` over their marks; ``lines`` from the day's first audit line
    to its last, without a gap. ``trail_lines`` and ``trail_head``: the whole trail when this was made, to be
    held against what the station reported."""

    station: str
    station_name: str
    unit_name: str
    day: dt.date
    made_at: dt.datetime
    finished: int
    digest: str
    lines: tuple[AuditEntry, ...]
    trail_lines: int
    trail_head: str


class DayFile(Message):
    """``record`` is a Signed[DayRecord]; ``certificate`` and ``keys`` as the station was given them."""

    record: Signed
    certificate: Signed
    keys: tuple[Signed, ...]
    root_key: str
