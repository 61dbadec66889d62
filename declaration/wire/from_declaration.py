"""A Declaration as the content that travels."""

from __future__ import annotations

from declaration.declaration import Declaration
from declaration.draft import PhotoRole
from declaration.identity import InsuranceCode, document_kind
from declaration.kinds import Changed
from declaration.wire.declaration_content import (
    ChangedContent,
    ConsentContent,
    DeclarationContent,
    DocumentContent,
    StopContent,
    VerificationContent,
)


def content_of(declaration: Declaration) -> DeclarationContent:
    """Everything that was declared, and how surely; nothing the service has to decide."""
    code, verification, stop = declaration.insurance_code, declaration.verification, declaration.stop
    return DeclarationContent(
        kind=declaration.kind.value,
        full_name=declaration.full_name,
        birth=declaration.birth.iso(),
        sex=declaration.sex.value,
        document=DocumentContent.model_validate(
            {
                "kind": document_kind(declaration.document),
                "value": declaration.document.value,
                "issued": declaration.issued,
                "card": declaration.card,
            }
        ),
        insurance_code=code.value if isinstance(code, InsuranceCode) else None,
        address=declaration.address,
        phone=declaration.phone.e164,
        email=declaration.email.value if declaration.email else None,
        agency=declaration.agency,
        declared_on=declaration.declared_on,
        verification=VerificationContent(
            outcome="same_person" if verification.same_person else "exception",
            reason=verification.reason,
            by=verification.by,
            at=verification.at,
        ),
        consent=ConsentContent(
            text_version=declaration.consent.text_version,
            language=declaration.consent.language,
            at=declaration.consent.at,
        ),
        signature="screen" if declaration.signature is PhotoRole.SIGNATURE else "paper",
        sources={str(name): source.value for name, source in declaration.sources.items()},
        checks=declaration.warnings,
        changed=_changed(declaration.changed),
        stop=StopContent(first_day=stop.first_day, reason=stop.reason) if stop else None,
        online_number=declaration.online_number,
    )


def _changed(changed: Changed | None) -> ChangedContent | None:
    if changed is None:
        return None
    return ChangedContent(
        phone=changed.phone.e164 if changed.phone else None,
        email=changed.email.value if changed.email else None,
    )
