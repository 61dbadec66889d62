"""How many declarations came and how far they are, at one's agencies: counted by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from approval import audit
from approval.clock import Clock
from approval.identities import Person
from approval.naming import registrars_at
from approval.storage import figures, sign_in
from approval.storage.database import Database
from declaration.wire.figures import AgencyFigures, FigureQuery, FigureRow, FigureTable

SEEN = "figures_seen"


@dataclass(frozen=True)
class Figures:
    """For supervisors."""

    database: Database
    clock: Clock

    def look(self, supervisor: Person, query: FigureQuery) -> AgencyFigures:
        """Of the supervisor's agencies, or one of them; of another agency there is nothing to count."""
        agencies = supervisor.agencies & {query.agency} if query.agency else supervisor.agencies
        # Apart from the counting, which is long: whoever writes keeps others from it on SQLite.
        with self.database.writing() as session:
            days, at = f"{query.first_day}..{query.last_day}", supervisor.agency
            audit.record(session, self.clock(), supervisor.name, SEEN, query.agency or at, days, agency=at)
        with self.database.reading() as session:
            found = figures.added_up(session, agencies, query.first_day, query.last_day)
            known = sign_in.agencies(session)
            full = registrars_at(session, (row["station"] for row in found["registrars"]))
        return AgencyFigures(
            first_day=query.first_day,
            last_day=query.last_day,
            agency=query.agency,
            names={row.code: row.name for row in known if row.code in supervisor.agencies},
            whole=next(iter(_rows(found["whole"])), FigureRow()),
            days=_rows(found["days"]),
            agencies=_table(found["agencies"]),
            units=_table(found["units"]),
            stations=_table(found["stations"]),
            registrars=_table([_named(row, full) for row in found["registrars"]]),
        )


def _table(found: Sequence[dict[str, Any]]) -> FigureTable:
    return FigureTable(rows=_rows(found), left_out=found[0]["rows"] - len(found) if found else 0)


def _named(row: dict[str, Any], full: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return row | {"registrar_name": full.get(row["station"], {}).get(row["registrar"], "")}


def _rows(found: Sequence[dict[str, Any]]) -> tuple[FigureRow, ...]:
    return tuple(FigureRow.model_validate(row) for row in found)
