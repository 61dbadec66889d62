"""Drafts as JSON text, as the draft table keeps them."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from declaration.draft import (
    Consent,
    Draft,
    Field,
    LegalBasis,
    PhotoDoubt,
    PhotoReason,
    PhotoRole,
    Purpose,
    Source,
    Verification,
)
from declaration.lifecycle import Kind


def draft_to_json(draft: Draft) -> str:
    verification, consent = draft.verification, draft.consent
    document: dict[str, Any] = {
        "id": str(draft.id),
        "created_at": draft.created_at.isoformat(),
        "declared_on": draft.declared_on.isoformat(),
        "revision": draft.revision,
        "kind": draft.kind,
        "values": dict(draft.values),
        "sources": dict(draft.sources),
        "photos": sorted(draft.photos),
        "signed": dict(draft.signed),
        "doubts": {
            role: {"codes": doubt.codes, "asks_reason": doubt.asks_reason, "reason": doubt.reason}
            for role, doubt in draft.doubts.items()
        },
        "verification": verification
        and {
            "same_person": verification.same_person,
            "by": verification.by,
            "at": verification.at.isoformat(),
            "reason": verification.reason,
            "about": verification.about,
        },
        "consent": consent
        and {
            "text_version": consent.text_version,
            "language": consent.language,
            "at": consent.at.isoformat(),
            "purposes": consent.purposes,
            "text_sha256": consent.text_sha256,
            "basis": consent.basis,
        },
        "returned_fields": draft.returned_fields,
        "returned_as": dict(draft.returned_as),
        "return_reasons": draft.return_reasons,
        "note": draft.note_from_reviewer,
        "listed_as": draft.listed_as,
    }
    return json.dumps(document, ensure_ascii=False)


def draft_from_json(text: str) -> Draft:
    document = json.loads(text)
    verification, consent = document["verification"], document["consent"]
    return Draft(
        id=UUID(document["id"]),
        created_at=datetime.fromisoformat(document["created_at"]),
        declared_on=date.fromisoformat(document["declared_on"]),
        revision=document["revision"],
        kind=Kind(document["kind"]),
        values={Field(name): value for name, value in document["values"].items()},
        sources={Field(name): Source(value) for name, value in document["sources"].items()},
        photos=frozenset(PhotoRole(role) for role in document["photos"]),
        signed={PhotoRole(role): digest for role, digest in document.get("signed", {}).items()},
        doubts={PhotoRole(role): _doubt(doubt) for role, doubt in document.get("doubts", {}).items()},
        verification=verification
        and Verification(
            verification["same_person"],
            verification["by"],
            datetime.fromisoformat(verification["at"]),
            verification["reason"],
            verification.get("about", ""),
        ),
        consent=consent and _consent(consent),
        returned_fields=tuple(document["returned_fields"]),
        returned_as={Field(name): value for name, value in document.get("returned_as", {}).items()},
        return_reasons=tuple(document.get("return_reasons", ())),
        note_from_reviewer=document["note"],
        listed_as=document.get("listed_as", 0),  # a draft of an older program has none
    )


def _consent(document: dict[str, Any]) -> Consent:
    """A draft of an older program has neither purposes nor digest."""
    return Consent(
        document["text_version"],
        document["language"],
        datetime.fromisoformat(document["at"]),
        tuple(map(Purpose, document.get("purposes", [Purpose.ACCOUNT]))),
        document.get("text_sha256", ""),
        LegalBasis(document.get("basis", LegalBasis.CONSENT)),
    )


def _doubt(document: dict[str, Any]) -> PhotoDoubt:
    reason = document["reason"]
    return PhotoDoubt(
        tuple(document["codes"]), document["asks_reason"], PhotoReason(reason) if reason else None
    )
