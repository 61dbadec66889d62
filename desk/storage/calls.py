"""The call list on the encrypted file: who has an account, and whether they know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import TextualSelect, text
from sqlmodel import Session

from declaration.lifecycle import Kind
from declaration.wire.changes import ChangeKind
from declaration.wire.contact_outcome import Outcome, Step
from desk.ports.calls import CAN_BE_CALLED, Call, Calling
from desk.ports.store import SealedAbout
from desk.storage import searching
from desk.storage.audit import note
from desk.storage.database import Transactions
from desk.storage.putting import put
from desk.storage.rows import ContactRow, DeclarationRow, Instant
from desk.storage.sealed_about import queue

CONTACT: Final = "contact"
_STATUSES: Final = ", ".join(f"'{status}'" for status in CAN_BE_CALLED)
_WHO: Final = f"""FROM declaration d LEFT JOIN contact c ON c.declaration_id = d.id
    WHERE d.kind = '{Kind.REGISTER}' AND d.status IN ({_STATUSES})"""
_COUNTS: Final = text(f"SELECT coalesce(c.outcome, '{Calling.TO_CALL}'), count(*) {_WHO} GROUP BY 1")  # nosec B608
_SINCE: Final = "coalesce(d.answered_at, d.changed_at)"
_TURN: Final = f"CASE :calling WHEN '{Calling.INFORMED}' THEN -julianday(c.at) ELSE julianday({_SINCE}) END"
_ASKED: Final = "AND d.place IN (SELECT rowid FROM search WHERE search MATCH :match)"
_STANDS: Final = f"{_WHO} AND coalesce(c.outcome, '{Calling.TO_CALL}') = :calling"
_MATCHES: Final = text(f"SELECT count(*) {_STANDS} {_ASKED}")  # nosec B608  # our own names


def _calls(asked: str) -> TextualSelect:
    return text(
        f"""SELECT d.id, d.full_name, d.phone, d.user_name, {_SINCE} AS since,
        c.steps, c.tries, c.at, c.registrar,
        EXISTS (SELECT 1 FROM change h
            WHERE h.record_id = d.id AND h.kind = '{ChangeKind.NOTICE_FAILED}') AS failed
        {_STANDS} {asked} ORDER BY {_TURN}, d.place LIMIT :limit OFFSET :first"""  # noqa: S608  # nosec B608
    ).columns(since=Instant(), at=Instant())


_CALLS: Final = _calls("")
_CALLS_ASKED: Final = _calls(_ASKED)


class StationCalls:
    """Implements ports.calls.CallStore."""

    def __init__(self, database: Transactions) -> None:
        self._database = database

    def found(self, calling: Calling, text: str) -> int:
        match = searching.match_of(text)
        if not match:
            return self.counts()[calling]
        asked = {"calling": calling.value, "match": match}
        return self._database.read(
            lambda session: int(session.connection().execute(_MATCHES, asked).scalar_one())
        )

    def calls(self, calling: Calling, *, first: int, limit: int, text: str = "") -> Sequence[Call]:
        match = searching.match_of(text)
        asked: dict[str, object] = {"calling": calling.value, "limit": limit, "first": first}
        query = _CALLS_ASKED if match else _CALLS
        asked |= {"match": match} if match else {}

        def look(session: Session) -> list[Call]:
            rows = session.connection().execute(query, asked).mappings().all()
            return [
                Call(
                    declaration_id=UUID(row["id"]),
                    full_name=row["full_name"],
                    phone=row["phone"],
                    user_name=row["user_name"],
                    calling=calling,
                    steps=frozenset(map(Step, (row["steps"] or "").split())),
                    answered_at=row["since"],
                    has_failed_notice=bool(row["failed"]),
                    tries=row["tries"] or 0,
                    at=row["at"],
                    by=row["registrar"] or "",
                )
                for row in rows
            ]

        return self._database.read(look)

    def counts(self) -> Mapping[Calling, int]:
        def look(session: Session) -> Mapping[Calling, int]:
            found = dict(map(tuple, session.connection().execute(_COUNTS).all()))
            return {calling: found.get(calling.value, 0) for calling in Calling}

        return self._database.read(look)

    def keep(self, sealed: SealedAbout, outcome: Outcome, steps: frozenset[Step]) -> bool:
        def act(session: Session) -> bool:
            declaration = session.get(DeclarationRow, str(sealed.about))
            if declaration is None or declaration.status not in CAN_BE_CALLED:
                return False
            known = session.get(ContactRow, declaration.id)
            row = ContactRow(
                declaration_id=declaration.id,
                outcome=outcome,
                steps=" ".join(step for step in Step if step in steps),
                tries=(known.tries if known else 0) + 1,
                at=sealed.at,
                registrar=sealed.registrar,
            )
            put(session, row)
            queue(session, sealed)
            note(session, sealed.at, sealed.registrar, CONTACT, declaration.id, outcome)
            return True

        return self._database.write(act)
