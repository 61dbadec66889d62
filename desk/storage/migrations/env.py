"""Alembic's entry: always on the connection the program hands over, never on one of its own."""

from __future__ import annotations

from alembic import context

from desk.storage.rows import StationRow

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=StationRow.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
