"""Why a declaration goes back or is not approved: lists that each agency edits for itself.

What every program has words for is always understood, also from a screen that read an older list.
"""

from __future__ import annotations

from dataclasses import dataclass

from approval import audit
from approval.clock import Clock
from approval.identities import Person
from approval.storage.database import AlreadyThereError, Database, Session
from approval.storage.rows import ReasonListsRow
from declaration.wire.reasons import ReasonLists
from declaration.wire.review import REJECT_REASONS, RETURN_REASONS, Decision

_ALWAYS = {Decision.RETURN: RETURN_REASONS, Decision.REJECT: REJECT_REASONS}


@dataclass(frozen=True)
class Reasons:
    """Reading for whoever decides, changing for supervisors."""

    database: Database
    clock: Clock

    def of(self, agency: str) -> ReasonLists:
        """The agency's lists; those every program knows while it has changed nothing."""
        with self.database.reading() as session:
            return _lists(session, agency)

    def change(self, supervisor: Person, wanted: ReasonLists) -> ReasonLists | None:
        """Replace both lists; None when somebody changed them meanwhile."""
        try:
            return self._change(supervisor, wanted)
        except AlreadyThereError:  # the agency's first change, made twice at the same moment
            return None

    def _change(self, supervisor: Person, wanted: ReasonLists) -> ReasonLists | None:
        with self.database.writing() as session:
            row = session.get(ReasonListsRow, supervisor.agency, with_for_update=True)
            if (row.version if row else 0) != wanted.version:
                return None
            row = row or ReasonListsRow(agency=supervisor.agency, version=0, to_return=[], to_reject=[])
            row.to_return = list(dict.fromkeys(wanted.to_return))
            row.to_reject = list(dict.fromkeys(wanted.to_reject))
            row.version += 1
            session.add(row)
            now, at = self.clock(), supervisor.agency
            audit.record(session, now, supervisor.name, "reasons_changed", at, agency=at)
            session.flush()
            return _lists(session, supervisor.agency)


def are_known(session: Session, agency: str, decision: Decision, reasons: tuple[str, ...]) -> bool:
    """Whether that agency may give all of these for that decision."""
    unknown = set(reasons) - set(_ALWAYS[decision])
    if not unknown:
        return True
    lists = _lists(session, agency)
    return unknown <= set(lists.to_return if decision is Decision.RETURN else lists.to_reject)


def _lists(session: Session, agency: str) -> ReasonLists:
    row = session.get(ReasonListsRow, agency)
    if row is None:
        return ReasonLists()
    return ReasonLists(to_return=tuple(row.to_return), to_reject=tuple(row.to_reject), version=row.version)
