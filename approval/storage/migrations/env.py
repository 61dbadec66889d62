"""Alembic's entry: runs on the connection that ``upgrade`` hands over; there is no offline mode."""

from __future__ import annotations

from alembic import context

from approval.storage.sign_in_rows import AgencyRow

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=AgencyRow.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
