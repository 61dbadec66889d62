"""Alembic's entry: runs on the connection that ``upgrade`` hands over; there is no offline mode."""

from __future__ import annotations

from alembic import context

from approval.storage import days, recovery, rows, sign_in_rows
from approval.storage.columns import Row

TABLES = (days, recovery, rows, sign_in_rows)  # imported so that every table is known

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
