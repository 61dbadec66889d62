"""How many declarations of each station stand where, kept by the database as they change (decision 0077).

Triggers, for an older program may still serve. First the triggers, whose making waits for whoever writes
and lets nobody write until the end: what is counted after it is all there is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_CHANGED = "OLD.station <> NEW.station OR OLD.status <> NEW.status"
_LESS = "INSERT INTO tally_change (station, status, change) VALUES (OLD.station, OLD.status, -1);"
_MORE = "INSERT INTO tally_change (station, status, change) VALUES (NEW.station, NEW.status, 1);"
_SQLITE = (
    f"CREATE TRIGGER declaration_came AFTER INSERT ON declaration BEGIN {_MORE} END",
    f"CREATE TRIGGER declaration_changed AFTER UPDATE OF station, status ON declaration WHEN {_CHANGED}"
    f" BEGIN {_LESS} {_MORE} END",
    f"CREATE TRIGGER declaration_went AFTER DELETE ON declaration BEGIN {_LESS} END",
)
_POSTGRESQL = (
    "CREATE FUNCTION tally_declaration() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" IF TG_OP <> 'INSERT' THEN {_LESS} END IF;"
    f" IF TG_OP <> 'DELETE' THEN {_MORE} END IF;"
    " RETURN NULL; END $$",
    "CREATE TRIGGER declaration_came AFTER INSERT ON declaration"
    " FOR EACH ROW EXECUTE FUNCTION tally_declaration()",
    "CREATE TRIGGER declaration_changed AFTER UPDATE OF station, status ON declaration"
    f" FOR EACH ROW WHEN ({_CHANGED}) EXECUTE FUNCTION tally_declaration()",
    "CREATE TRIGGER declaration_went AFTER DELETE ON declaration"
    " FOR EACH ROW EXECUTE FUNCTION tally_declaration()",
)
_NAMES = ("declaration_came", "declaration_changed", "declaration_went")
_SO_FAR = (
    "INSERT INTO tally (station, status, many)"
    " SELECT station, status, count(*) FROM declaration GROUP BY station, status"
)


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("station", "status"),
    )
    op.create_table(
        "tally_change",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
    )
    for statement in _POSTGRESQL if _is_postgresql() else _SQLITE:
        op.execute(statement)
    op.execute(_SO_FAR)


def downgrade() -> None:
    for name in _NAMES:
        op.execute(f"DROP TRIGGER {name} ON declaration" if _is_postgresql() else f"DROP TRIGGER {name}")
    if _is_postgresql():
        op.execute("DROP FUNCTION tally_declaration()")
    op.drop_table("tally_change")
    op.drop_table("tally")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
