"""A declared content becomes a draft again, to be corrected: the way back of ``from_declaration``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from declaration.draft import Field, PhotoDoubt, PhotoReason, PhotoRole, Source
from declaration.person import BirthDate
from declaration.wire.declaration_content import DeclarationContent

_REASON = "reason_"


def values_of(content: DeclarationContent, insurance_code: str) -> Mapping[Field, str]:
    """The form's fields as they were declared; ``insurance_code`` is what is known by now, "" for unknown."""
    values = {
        Field.FULL_NAME: content.full_name,
        Field.DOCUMENT_KIND: content.document.kind,
        Field.DOCUMENT_NUMBER: content.document.value,
        Field.BIRTH: BirthDate.from_iso(content.birth).shown(),
        Field.SEX: content.sex,
        Field.ISSUED: content.document.issued.isoformat() if content.document.issued else "",
        Field.CARD: content.document.card or "",
        Field.ADDRESS: content.address,
        Field.INSURANCE_CODE: insurance_code,
        Field.INSURANCE_UNKNOWN: "" if insurance_code else "yes",
        Field.PHONE: content.phone,
        Field.EMAIL: content.email or "",
        Field.AGENCY: content.agency,
        Field.NEW_PHONE: (content.changed and content.changed.phone) or "",
        Field.NEW_EMAIL: (content.changed and content.changed.email) or "",
        Field.STOP_FROM: f"{content.stop.first_day:%d/%m/%Y}" if content.stop else "",
        Field.STOP_REASON: content.stop.reason if content.stop else "",
        Field.ONLINE_NUMBER: content.online_number,
    }
    return MappingProxyType({name: value for name, value in values.items() if value})


def sources_of(content: DeclarationContent, values: Mapping[Field, str]) -> Mapping[Field, Source]:
    return MappingProxyType({name: Source(content.sources.get(name, Source.TYPED)) for name in values})


def doubts_of(content: DeclarationContent, photos: Iterable[PhotoRole]) -> Mapping[PhotoRole, PhotoDoubt]:
    """What was amiss with the photos that are kept, out of the checks that name a photo."""
    doubts = {}
    for role in photos:
        said = [code.removeprefix(f"{role}:") for code in content.checks if code.startswith(f"{role}:")]
        reasons = [code.removeprefix(_REASON) for code in said if code.startswith(_REASON)]
        codes = tuple(code for code in said if not code.startswith(_REASON))
        if codes:
            doubts[role] = PhotoDoubt(codes, bool(reasons), PhotoReason(reasons[0]) if reasons else None)
    return MappingProxyType(doubts)
