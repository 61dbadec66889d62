"""Consent taken back (rút lại đồng ý): kept for each purpose, and honoured.

Without the purpose *account* it is not approved any more (``reviewing``); an account that was issued stays,
for stopping it has a declaration of its own. Without the purpose *news* nothing is sent but what carries a
password (``notice_claims``). A later revision of the declaration gives consent anew. (docs/decisions/0078)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from approval import audit
from approval.storage import consents, declarations
from approval.storage.database import Session
from approval.storage.rows import ConsentWithdrawalRow, DeclarationRow
from approval.storage.sign_in_rows import StationRow
from declaration.wire.consent_withdrawn import (
    CONSENT_WITHDRAWN_VERSION,
    ConsentTakenBack,
    ConsentWithdrawnContent,
)
from declaration.wire.records import Record, RefusalAnswer

CONSENT_WITHDRAWN: Final = "consent_withdrawn"


def read_taken_back(record: Record) -> ConsentWithdrawnContent | RefusalAnswer:
    """What it says, or why it is refused for good."""
    if record.form_version != CONSENT_WITHDRAWN_VERSION:
        return RefusalAnswer(code="form_version_unknown")
    try:
        return ConsentWithdrawnContent.model_validate(record.content)
    except ValidationError:
        return RefusalAnswer(code="content_invalid", detail="content_shape")


def receive(session: Session, record: Record, content: ConsentWithdrawnContent, now: datetime) -> None:
    """Keep it, whether its declaration is here or still on its way."""
    row = declarations.for_update(session, content.declaration)  # whoever decides now is waited for
    for purpose in dict.fromkeys(content.purposes):
        session.add(
            ConsentWithdrawalRow(
                record_id=record.id,
                purpose=purpose,
                declaration_id=content.declaration,
                revision=content.revision,
                station=record.station,
                registrar=record.registrar,
                text_version=content.text_version,
                language=content.language,
                taken_back_at=record.sealed_at,
                arrived_at=now,
            )
        )
    at = row.agency if row is not None else session.get_one(StationRow, record.station).agency
    said = " ".join((*content.purposes, content.text_version, content.language))
    audit.record(session, now, record.registrar, CONSENT_WITHDRAWN, str(content.declaration), said, agency=at)


def taken_back(session: Session, row: DeclarationRow) -> tuple[ConsentTakenBack, ...]:
    """Of that declaration, the oldest first."""
    found: Sequence[ConsentWithdrawalRow] = consents.of_declaration(session, row.id)
    return tuple(
        ConsentTakenBack(
            purpose=each.purpose,
            at=each.taken_back_at,
            by=each.registrar,
            text_version=each.text_version,
            language=each.language,
            is_given_anew=each.revision < row.revision,
        )
        for each in found
    )
