"""Rewriting all text of the file, so that no page of it holds a copy of what was deleted.

secure_delete overwrites what is deleted where it lies. But balancing a b-tree leaves copies of the rows it
moves in the slack of its pages, and a full-text index remembers terms; a later delete finds neither. Emptying
a table gives its pages back, overwritten, and filling it again in order moves nothing. Pictures lie in pages
that are never moved (rows.APRON) and stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from desk.storage.facts import Fact, read_fact, write_fact

TEXT = (
    *("draft", "declaration", "revision", "revision_blob", "photo_use"),
    *("roster", "roster_unit", "change", "audit"),
)
"""Every table with a person's data in it, or that names a declaration, but for the pictures' own."""
_INDEXED = """INSERT INTO search(rowid, name, keys, unit, status)
    SELECT place, search_name, search_keys, search_unit, status FROM declaration ORDER BY place"""


def owe_scrub(session: Session) -> None:
    """The file may hold traces of what is deleted here until it is scrubbed; a crash does not forget that."""
    write_fact(session, Fact.SCRUB_OWED, "yes")


def is_scrub_owed(session: Session) -> bool:
    return bool(read_fact(session, Fact.SCRUB_OWED))


def scrub(session: Session) -> None:
    """In one transaction; the write-ahead log is to be emptied after it (Database.checkpoint)."""
    session.flush()
    run = session.connection().exec_driver_sql
    triggers = run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in triggers:
        run(f'DROP TRIGGER "{name}"')
    for table in TEXT:
        _rewrite(run, table)
    run("INSERT INTO search(search) VALUES ('delete-all')")
    run(_INDEXED)
    run("REINDEX photo")
    for _, made_by in triggers:
        run(made_by)
    write_fact(session, Fact.SCRUB_OWED, "")


def _rewrite(run: Callable[[str], Any], table: str) -> None:
    run(f"CREATE TABLE scrubbed AS SELECT * FROM {table} ORDER BY rowid")  # noqa: S608  # nosec B608  # one of TEXT
    run(f"DELETE FROM {table}")  # noqa: S608  # nosec B608
    run(f"INSERT INTO {table} SELECT * FROM scrubbed ORDER BY rowid")  # noqa: S608  # nosec B608
    run("DROP TABLE scrubbed")
