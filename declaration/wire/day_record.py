"""A station's day as a signed file for its supervisor: what was finished, and the audit lines.

It verifies without a network and without the station: the root key's word for the service's keys, theirs for
the station's, the station's for the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from declaration.audit_chain import AuditCheck, AuditHead, Link, Salted, checked
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


def check_lines(lines: Sequence[AuditEntry], known: Iterable[AuditHead] = ()) -> AuditCheck:
    """Whether these lines follow one another as they were written; ``known`` heads that fall among them must
    stand there."""
    if not lines:
        return AuditCheck(AuditHead(0, ""), 0, None)
    before = AuditHead(lines[0].number - 1, lines[0].previous)
    among = [head for head in known if before.lines < head.lines <= before.lines + len(lines)]
    return checked(map(_link, lines), among, before)


def _link(entry: AuditEntry) -> Link:
    return Link(
        number=entry.number,
        at=entry.at,
        who=Salted(entry.who, entry.who_salt, entry.who_digest),
        action=entry.action,
        subject=Salted(entry.subject, entry.subject_salt, entry.subject_digest),
        detail=entry.detail,
        previous=entry.previous,
        hash=entry.hash,
    )
