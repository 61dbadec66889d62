"""Agencies (cơ quan BHXH) and which stands under which; rights hold from one's own downwards."""

from __future__ import annotations

from dataclasses import dataclass

from approval import audit
from approval.clock import Clock
from approval.handouts import Handouts
from approval.identities import Keeper
from approval.storage import agencies, sign_in
from approval.storage.database import Database, Session
from approval.storage.sign_in_rows import AgencyRow
from declaration.problems import Problem, blocking
from declaration.wire.people import AgencyNode


@dataclass(frozen=True)
class AgencyTree:
    """Of agencies that are not the keeper's nothing exists."""

    database: Database
    handouts: Handouts
    clock: Clock

    def nodes(self, keeper: Keeper) -> tuple[AgencyNode, ...]:
        """The keeper's agencies; one whose parent is not the keeper's stands at the top."""
        with self.database.reading() as session:
            rows = [row for row in sign_in.agencies(session) if keeper.reaches(row.code)]
        return tuple(_node(row, keeper) for row in rows)

    def put(self, keeper: Keeper, wanted: AgencyNode) -> Problem | None:
        """Add an agency, or give a known one a new name, place and parent; stations hear of the first two.

        The keeper's own topmost agency stays where it is. Problems: agency_unknown, agency_taken,
        agency_below_itself.
        """
        with self.database.writing() as session:
            row = session.get(AgencyRow, wanted.code)
            problem = _misplaced(session, keeper, wanted, row)
            if problem is not None:
                return problem
            row = row or AgencyRow(code=wanted.code, name="")
            name, place = wanted.name, row.place if wanted.place is None else wanted.place
            is_told = (row.name, row.place) != (name, place)
            parent = row.parent if _is_top(keeper, row) and not wanted.parent else wanted.parent or None
            if is_told or row.parent != parent:
                row.name, row.place, row.parent = name, place, parent
                session.add(row)
                audit.record(
                    session, self.clock(), keeper.name, "agency_set", row.code, parent or "", agency=row.code
                )
        if is_told:
            self.handouts.send_agencies(keeper.name)
        return None


def _misplaced(session: Session, keeper: Keeper, wanted: AgencyNode, row: AgencyRow | None) -> Problem | None:
    """Why an agency may not stand there: under none that is the keeper's, or under one below itself."""
    if row is not None and not keeper.reaches(row.code):
        return blocking("code", "agency_taken")
    if not wanted.parent:
        may_be_top = keeper.agencies is None or (row is not None and _is_top(keeper, row))
        return None if may_be_top else blocking("parent", "agency_unknown")
    if session.get(AgencyRow, wanted.parent) is None or not keeper.reaches(wanted.parent):
        return blocking("parent", "agency_unknown")
    if wanted.parent in agencies.with_those_below(session, wanted.code) | {wanted.code}:
        return blocking("parent", "agency_below_itself")
    return None


def _is_top(keeper: Keeper, row: AgencyRow) -> bool:
    """Whether it is where a keeper's own agencies begin; for the office none is."""
    return row.code == keeper.top


def _node(row: AgencyRow, keeper: Keeper) -> AgencyNode:
    parent = row.parent if row.parent and keeper.reaches(row.parent) else ""
    return AgencyNode(code=row.code, name=row.name, parent=parent, place=row.place)
