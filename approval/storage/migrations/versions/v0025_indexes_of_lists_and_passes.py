"""Lists, sweeps and the ten days' clock find their rows by index, however many there are."""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_declaration_status_deadline", "declaration", ["status", "hand_in_by", "id"])
    op.drop_index("ix_declaration_status", "declaration")
    op.create_index("ix_complaint_answered", "complaint", ["answered_at", "taken_at"])
    op.create_index("ix_handover_received", "handover", ["received_at", "handed_at"])
    op.create_index("ix_handover_handed_at", "handover", ["handed_at"])
    op.create_index("ix_contact_code_asked_at", "contact_code", ["asked_at"])


def downgrade() -> None:
    op.drop_index("ix_contact_code_asked_at", "contact_code")
    op.drop_index("ix_handover_handed_at", "handover")
    op.drop_index("ix_handover_received", "handover")
    op.drop_index("ix_complaint_answered", "complaint")
    op.create_index("ix_declaration_status", "declaration", ["status"])
    op.drop_index("ix_declaration_status_deadline", "declaration")
