"""A declared content becomes a draft again, to be corrected: the way back of ``from_declaration``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from declaration.contact import Phone
from declaration.dealing import NEW, OWN, CertificateFields, HandIn
from declaration.draft import Field, PhotoDoubt, PhotoReason, PhotoRole, Source
from declaration.guardian import Relation
from declaration.person import BirthDate
from declaration.photos_needed import PHOTO_RETURNED
from declaration.wire.declaration_content import CertificateContent, DeclarationContent, GuardianContent

_REASON: Final = "reason_"


def values_of(content: DeclarationContent, insurance_code: str) -> Mapping[Field, str]:
    """The form's fields as they were declared; ``insurance_code`` is what is known by now, "" for unknown."""
    changed = content.changed
    values = {
        Field.FULL_NAME: content.full_name,
        Field.DOCUMENT_KIND: content.document.kind,
        Field.DOCUMENT_NUMBER: content.document.value,
        Field.BIRTH: BirthDate.from_iso(content.birth).shown(),
        Field.SEX: content.sex,
        Field.ISSUED: content.document.issued.isoformat() if content.document.issued else "",
        Field.CARD: content.document.card or "",
        Field.NATIONALITY: content.document.nationality,
        Field.EXPIRES: f"{content.document.expires:%d/%m/%Y}" if content.document.expires else "",
        Field.ADDRESS: content.address,
        Field.INSURANCE_CODE: insurance_code,
        Field.INSURANCE_UNKNOWN: "" if insurance_code else "yes",
        Field.PHONE: Phone(content.phone).shown(),
        Field.EMAIL: content.email or "",
        Field.AGENCY: content.agency,
        Field.NEW_PHONE: Phone(changed.phone).shown() if changed and changed.phone else "",
        Field.NEW_EMAIL: (changed and changed.email) or "",
        Field.STOP_FROM: f"{content.stop.first_day:%d/%m/%Y}" if content.stop else "",
        Field.STOP_REASON: content.stop.reason if content.stop else "",
        Field.ONLINE_NUMBER: content.online_number,
        Field.CHANNEL: content.channel if content.channel != "portal" else "",
        Field.IVAN_NAME: content.ivan_name,
        Field.CONTACT_PERSON: content.contact_person,
        Field.HAND_IN: content.hand_in if content.hand_in in set(HandIn) else "",
        **_guardian(content.guardian),
        **_certificate(content.certificate, OWN),
        **_certificate(changed.certificate if changed else None, NEW),
    }
    return MappingProxyType({name: value for name, value in values.items() if value})


def _guardian(content: GuardianContent | None) -> dict[Field, str]:
    """What is known of the account is looked up anew."""
    if content is None:
        return {}
    return {
        Field.GUARDIAN_NAME: content.full_name,
        Field.GUARDIAN_CODE: content.insurance_code,
        Field.GUARDIAN_RELATION: content.relation if content.relation in set(Relation) else "",
    }


def _certificate(content: CertificateContent | None, where: CertificateFields) -> dict[Field, str]:
    if content is None:
        return {}
    return {
        where.serial: content.number,
        where.issuer: content.issuer,
        where.first_day: f"{content.first_day:%d/%m/%Y}",
        where.last_day: f"{content.last_day:%d/%m/%Y}",
    }


def sources_of(content: DeclarationContent, values: Mapping[Field, str]) -> Mapping[Field, Source]:
    return MappingProxyType({name: Source(content.sources.get(name, Source.TYPED)) for name in values})


def doubts_of(content: DeclarationContent, photos: Iterable[PhotoRole]) -> Mapping[PhotoRole, PhotoDoubt]:
    """What was amiss with the photos that are kept, out of the checks that name a photo."""
    doubts = {}
    for role in photos:
        said = [code.removeprefix(f"{role}:") for code in content.checks if code.startswith(f"{role}:")]
        reasons = [code.removeprefix(_REASON) for code in said if code.startswith(_REASON)]
        codes = tuple(code for code in said if code != PHOTO_RETURNED and not code.startswith(_REASON))
        if codes:
            doubts[role] = PhotoDoubt(codes, bool(reasons), PhotoReason(reasons[0]) if reasons else None)
    return MappingProxyType(doubts)
