"""One-time passphrases, the second step of signing in with its recovery codes, an end to every token, and the
agency an act was done at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_PERSON = ("first_until", "totp", "totp_begun", "totp_step")


def upgrade() -> None:
    op.add_column("person", sa.Column("first_until", sa.DateTime(), nullable=True))
    op.add_column("person", sa.Column("totp", sa.String(), nullable=True))
    op.add_column("person", sa.Column("totp_begun", sa.String(), nullable=True))
    op.add_column("person", sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("token", sa.Column("ends_at", sa.DateTime(), nullable=True))
    op.create_index("ix_token_person", "token", ["person"])
    op.create_table(
        "person_recovery_code",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.name"]),
        sa.PrimaryKeyConstraint("person", "code_hash"),
    )
    op.add_column("audit", sa.Column("agency", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_audit_agency", "audit", ["agency", "at", "id"])


def downgrade() -> None:
    op.drop_index("ix_audit_agency", table_name="audit")
    op.drop_table("person_recovery_code")
    op.drop_index("ix_token_person", table_name="token")
    for table, columns in (("audit", ("agency",)), ("token", ("ends_at",)), ("person", _PERSON)):
        with op.batch_alter_table(table) as changed:
            for column in columns:
                changed.drop_column(column)
