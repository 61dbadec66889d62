"""Rows of agencies (cơ quan BHXH), which form a tree: each may stand under another."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from approval.storage.database import Session
from approval.storage.sign_in_rows import AgencyRow


def with_those_below(session: Session, code: str) -> frozenset[str]:
    """That agency and all that stand under it, at whatever depth."""
    tree = select(col(AgencyRow.code)).where(col(AgencyRow.code) == code).cte("tree", recursive=True)
    # UNION, not UNION ALL: a circle, should one ever be made by hand, ends all the same.
    tree = tree.union(select(col(AgencyRow.code)).join(tree, col(AgencyRow.parent) == tree.c.code))
    return frozenset(session.connection().execute(select(tree.c.code)).scalars())


def named(session: Session, codes: frozenset[str]) -> Sequence[AgencyRow]:
    """Those agencies, by code."""
    wanted = select(AgencyRow).where(col(AgencyRow.code).in_(codes))
    return session.exec(wanted.order_by(col(AgencyRow.code))).all()
