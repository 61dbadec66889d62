"""A Declaration as the content that travels."""

from __future__ import annotations

from declaration.dealing import Certificate
from declaration.declaration import Declaration
from declaration.draft import PhotoRole
from declaration.guardian import Guardian
from declaration.identity import InsuranceCode, document_kind
from declaration.kinds import Changed
from declaration.wire.declaration_content import (
    CertificateContent,
    ChangedContent,
    ConsentContent,
    DeclarationContent,
    DocumentContent,
    GuardianContent,
    StopContent,
    VerificationContent,
)


def content_of(declaration: Declaration) -> DeclarationContent:
    """Everything that was declared, and how surely; nothing the service has to decide."""
    code, verification, stop = declaration.insurance_code, declaration.verification, declaration.stop
    dealing = declaration.dealing
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
                "nationality": declaration.nationality,
                "expires": declaration.expires,
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
            purposes=tuple(purpose.value for purpose in declaration.consent.purposes),
            text_sha256=declaration.consent.text_sha256,
            basis=declaration.consent.basis.value,
        ),
        signature="screen" if declaration.signature is PhotoRole.SIGNATURE else "paper",
        sources={str(name): source.value for name, source in declaration.sources.items()},
        checks=declaration.warnings,
        changed=_changed(declaration.changed),
        stop=StopContent(first_day=stop.first_day, reason=stop.reason) if stop else None,
        guardian=_guardian(declaration.guardian),
        certificate=_certificate(dealing.certificate),
        channel=dealing.channel.value,
        ivan_name=dealing.ivan_name,
        contact_person=dealing.contact_person,
        hand_in=dealing.hand_in.value,
        online_number=declaration.online_number,
    )


def _changed(changed: Changed | None) -> ChangedContent | None:
    if changed is None:
        return None
    return ChangedContent(
        phone=changed.phone.e164 if changed.phone else None,
        email=changed.email.value if changed.email else None,
        certificate=_certificate(changed.certificate),
    )


def _guardian(guardian: Guardian | None) -> GuardianContent | None:
    if guardian is None:
        return None
    return GuardianContent(
        full_name=guardian.full_name,
        insurance_code=guardian.insurance_code.value,
        relation=guardian.relation.value,
    )


def _certificate(certificate: Certificate | None) -> CertificateContent | None:
    if certificate is None:
        return None
    return CertificateContent(
        number=certificate.number,
        issuer=certificate.issuer,
        first_day=certificate.first_day,
        last_day=certificate.last_day,
    )
