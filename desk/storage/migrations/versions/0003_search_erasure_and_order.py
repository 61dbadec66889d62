"""Search that grows with what is found, the order of finishing, and what erasure leaves behind.

Triggers belong to their table: a later step that rebuilds ``declaration`` must make them anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from declaration.person import search_key
from desk.storage.rows import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SEARCH = """CREATE VIRTUAL TABLE search USING fts5(name, keys, unit, status,
    content='', columnsize=0, detail=column, prefix='1 2 3', tokenize='unicode61')"""
_OF = "place, search_name, search_keys, search_unit, status"
_NEW, _OLD = (", ".join(f"{row}.{name}" for name in _OF.split(", ")) for row in ("new", "old"))
_INTO = "INSERT INTO search(rowid, name, keys, unit, status)"
_FIND = f"{_INTO} VALUES ({_NEW});"
_LOSE = f"{_INTO.replace('(', '(search, ')} VALUES ('delete', {_OLD});"
_MORE = (
    "INSERT INTO tally(status, number) VALUES (new.status, 1)"
    " ON CONFLICT(status) DO UPDATE SET number = number + 1;"
)
_LESS = "UPDATE tally SET number = number - 1 WHERE status = old.status;"
TRIGGERS = (
    f"CREATE TRIGGER declaration_comes AFTER INSERT ON declaration BEGIN {_FIND} {_MORE} END",
    f"CREATE TRIGGER declaration_goes AFTER DELETE ON declaration BEGIN {_LOSE} {_LESS} END",
    f"CREATE TRIGGER declaration_changes AFTER UPDATE OF {_OF} ON declaration"
    f" BEGIN {_LOSE} {_FIND} {_LESS} {_MORE} END",
)


def upgrade() -> None:
    _photos_behind_their_aprons()
    _new_columns()
    _fill_in()
    for index in ("declaration_by_finish", "ix_declaration_search_name", "ix_declaration_status"):
        op.drop_index(index, table_name="declaration")
    op.create_index("declaration_by_place", "declaration", ["place"], unique=True)
    op.create_index("declaration_by_status", "declaration", ["status", "place"])
    _search()
    _what_erasure_leaves()


def _photos_behind_their_aprons() -> None:
    op.create_table(
        "photo_anew",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("apron", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.execute(
        "INSERT INTO photo_anew SELECT sha256, zeroblob(4000), media_type, width, height, data FROM photo"
    )
    op.drop_table("photo")
    op.rename_table("photo_anew", "photo")


def _new_columns() -> None:
    op.add_column("declaration", sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
    for name in ("unit", "search_unit", "search_keys"):
        op.add_column("declaration", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("revision", sa.Column("salt", sa.String(), nullable=False, server_default=""))
    op.add_column("roster", sa.Column("added_at", Instant(), nullable=True))


def _fill_in() -> None:
    op.execute("UPDATE roster SET added_at = strftime('%Y-%m-%d %H:%M:%f', 'now')")
    op.execute("UPDATE revision SET salt = lower(hex(randomblob(16)))")
    op.execute(
        "UPDATE declaration SET unit = coalesce((SELECT roster.unit FROM roster"
        " WHERE roster.document_number <> '' AND roster.document_number = declaration.document_number"
        " LIMIT 1), '')"
    )
    link = op.get_bind()
    rows = link.execute(
        sa.text(
            "SELECT id, unit, document_number, insurance_code, phone, dossier_number FROM declaration"
            " ORDER BY finished_at, id"
        )
    ).all()
    filled = sa.text(
        "UPDATE declaration SET place = :place, search_unit = :unit, search_keys = :keys WHERE id = :id"
    )
    for place, (key, unit, number, code, phone, dossier) in enumerate(rows, 1):
        keys = _search_keys(number, code, phone, dossier)
        link.execute(filled, {"place": place, "unit": search_key(unit), "keys": keys, "id": key})


def _search_keys(number: str, code: str, phone: str, dossier: str) -> str:
    """As rows were given them by the program of this schema: from the front, and backwards after an r."""
    backwards = ["r" + _digits(text)[::-1] for text in (phone, dossier) if _digits(text)]
    return " ".join([text for text in (number, code) if text] + backwards)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _search() -> None:
    op.create_table(
        "tally",
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("status"),
    )
    op.execute("INSERT INTO tally SELECT status, count(*) FROM declaration GROUP BY status")
    op.execute(SEARCH)
    op.execute("INSERT INTO search(search, rank) VALUES ('secure-delete', 1)")
    op.execute(f"{_INTO} SELECT {_OF} FROM declaration ORDER BY place")  # noqa: S608  # nosec B608  # our own names
    for trigger in TRIGGERS:
        op.execute(trigger)


def _what_erasure_leaves() -> None:
    op.create_table(
        "erased_revision",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("mark"),
    )
    op.create_index("ix_erased_revision_day", "erased_revision", ["day"])
    op.create_table(
        "erasure",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
