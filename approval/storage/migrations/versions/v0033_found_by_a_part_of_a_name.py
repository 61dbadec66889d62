"""The review queue's indexes hold what is searched in, so that a part of a name or number reads no row.

Under their old names: a program from before uses them as ever.
"""

from __future__ import annotations

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_BEFORE = {
    "ix_declaration_queue": ["agency", "status", "hand_in_by", "id"],
    "ix_declaration_agency_deadline": ["agency", "hand_in_by", "id"],
}
_SEARCHED = {
    "ix_declaration_queue": ["search_name"],
    "ix_declaration_agency_deadline": [
        "search_name",
        "document_number",
        "insurance_code",
        "phone",
        "dossier_number",
    ],
}


def upgrade() -> None:
    for name, columns in _BEFORE.items():
        op.drop_index(name, "declaration")
        op.create_index(name, "declaration", columns + _SEARCHED[name])


def downgrade() -> None:
    for name, columns in _BEFORE.items():
        op.drop_index(name, "declaration")
        op.create_index(name, "declaration", columns)
