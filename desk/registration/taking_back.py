"""Consent taken back (rút lại đồng ý) after finishing: at once here, and by a sealed record at the agency."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError

from declaration.draft import LegalBasis
from declaration.lifecycle import Status
from declaration.privacy import Private
from declaration.wire.consent_withdrawn import CONSENT_WITHDRAWN_VERSION, ConsentWithdrawnContent
from declaration.wire.declaration_content import ConsentContent, DeclarationContent
from declaration.wire.records import RecordKind
from desk.ports.consents import ConsentStore, TakenBack
from desk.ports.store import DeclarationDetail
from desk.registration.sealing import Sealer


@dataclass(frozen=True, repr=False)
class Given(Private):
    """One purpose the person agreed to with what stands now, and whether it still holds."""

    purpose: str
    at: datetime
    text_version: str
    language: str
    taken_back: TakenBack | None = None


class TakingBack:
    """For one signed-in registrar. Blocking: call off the event loop."""

    def __init__(self, store: ConsentStore, sealer: Sealer) -> None:
        self._store = store
        self._sealer = sealer

    def given(self, detail: DeclarationDetail) -> tuple[Given, ...]:
        """What was agreed to; nothing where the agency acts by its duty, or the content is not readable."""
        agreed = _agreed(detail)
        if agreed is None:
            return ()
        of_now = [e for e in self._store.taken_back(detail.line.id) if e.revision == detail.line.revision]
        back = {each.purpose: each for each in of_now}
        return tuple(
            Given(purpose, agreed.at, agreed.text_version, agreed.language, back.get(purpose))
            for purpose in agreed.purposes
        )

    def take_back(self, detail: DeclarationDetail, purposes: Collection[str]) -> UUID | None:
        """One durable write, and the engine is told; the record's id. None when it was corrected or taken
        back meanwhile."""
        agreed = _agreed(detail)
        wanted = tuple(purpose for purpose in agreed.purposes if purpose in purposes) if agreed else ()
        if agreed is None or not wanted:
            return None
        content = ConsentWithdrawnContent(
            declaration=detail.line.id,
            revision=detail.line.revision,
            purposes=wanted,
            text_version=agreed.text_version,
            language=agreed.language,
            text_sha256=agreed.text_sha256,
        )
        about = (detail.line.id, detail.line.revision)
        sealed = self._sealer.seal(
            RecordKind.CONSENT_WITHDRAWN, content, CONSENT_WITHDRAWN_VERSION, about=about
        )
        if not self._store.take_back(sealed, content):
            return None
        self._sealer.on_sealed()
        return sealed.id


def may_take_back(detail: DeclarationDetail, given: Collection[Given]) -> bool:
    """Whether something still holds; while a correction is open, its own ticks say what is agreed to."""
    return detail.line.status is not Status.DRAFT and any(each.taken_back is None for each in given)


def _agreed(detail: DeclarationDetail) -> ConsentContent | None:
    try:
        agreed = DeclarationContent.model_validate_json(detail.content_json).consent
    except ValidationError:
        return None
    return agreed if agreed.basis == LegalBasis.CONSENT else None
