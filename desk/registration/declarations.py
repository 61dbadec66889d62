"""From an empty draft to a sealed declaration, for one signed-in registrar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from declaration.declaration import Declaration, complete, problems_of
from declaration.draft import Consent, Draft, Field, LegalBasis, PhotoRole, Purpose, Source, Verification
from declaration.guardian import needs_guardian
from declaration.lifecycle import Kind
from declaration.privacy import Private
from declaration.problems import Problem, blocking, warning
from declaration.signing import SIGNATURES, vouched_for, with_signature
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.form_versions import FORM_VERSIONS, FormVersions
from declaration.wire.from_declaration import content_of
from declaration.wire.records import BlobRef, RecordKind
from declaration.wire.sign_in import Agency, ServiceState
from declaration.wire.signed import digest
from desk.ports.clock import Clock
from desk.ports.keys import StationKeys
from desk.ports.store import (
    Clash,
    ClashOn,
    DeclarationStore,
    DraftStore,
    LeftDraft,
    Photo,
    SealedDeclaration,
)
from desk.registration.clashing import Clashing
from desk.registration.consents import ConsentText, consent_text
from desk.registration.sealing import sealed_record

MOST_LEFT: Final = 50
"""Unfinished drafts in the list to choose from."""


@dataclass(frozen=True, repr=False)
class Finished(Private):
    """What the slip shows: the declaration is held here, and this is the proof's number."""

    id: UUID
    revision: int
    full_name: str
    digest: str
    finished_at: datetime
    kind: Kind = Kind.REGISTER


class Registration:
    """Work at the table. Every method is one durable act; call them off the event loop."""

    def __init__(
        self,
        drafts: DraftStore,
        declarations: DeclarationStore,
        keys: StationKeys,
        clock: Clock,
        registrar: str,
        agency: str,
        on_finished: Callable[[], None],
        forms: FormVersions = FORM_VERSIONS,
        basis: LegalBasis = LegalBasis.CONSENT,
    ) -> None:
        self._drafts = drafts
        self._declarations = declarations
        self._keys = keys
        self._clock = clock
        self.registrar = registrar
        self._agency = agency
        self._on_finished = on_finished
        self._forms = forms
        self._basis = basis

    def begin(self) -> Draft:
        """An empty draft with the station's own agency; nothing is saved until something is in it."""
        draft = Draft(id=uuid7(), created_at=self._clock.now(), declared_on=self._clock.today())
        return draft.with_value(Field.AGENCY, self._agency, Source.TYPED)

    def left_behind(self) -> Sequence[Draft]:
        """Drafts a crash, a lock or a new card left open, newest first."""
        return self._drafts.open_drafts(self.registrar)

    def draft(self, draft_id: UUID) -> Draft | None:
        return self._drafts.draft(draft_id)

    def left_drafts(self) -> Sequence[LeftDraft]:
        """Unfinished work of everybody at this station, what has waited longest first."""
        return self._drafts.left_drafts(MOST_LEFT)

    def take_up(self, draft_id: UUID) -> Draft | None:
        """Go on with a draft, whoever began it; None when there is none."""
        return self._drafts.take_over(draft_id, self.registrar, self._clock.now())

    def save(self, draft: Draft) -> None:
        if not draft.is_empty:
            self._drafts.save(draft, self.registrar)

    def discard(self, draft: Draft) -> None:
        self._drafts.discard(draft.id, self.registrar)

    def keep_photo(self, draft: Draft, photo: Photo) -> Draft:
        """The picture and the draft that now has it; a signature is for what stands in the form now."""
        signed = with_signature(draft, photo.role) if photo.role in SIGNATURES else draft
        return self._drafts.keep_photo(signed, photo, self.registrar)

    def drop_photo(self, draft: Draft, role: PhotoRole) -> Draft:
        return self._drafts.drop_photo(draft, role, self.registrar)

    def photo(self, declaration_id: UUID, role: PhotoRole) -> Photo | None:
        return self._drafts.photo(declaration_id, role)

    def pictures(self, draft: Draft) -> dict[PhotoRole, bytes]:
        """Those the draft counts as its own."""
        photos = [self.photo(draft.id, role) for role in draft.photos]
        return {photo.role: photo.data for photo in photos if photo is not None}

    def agencies(self) -> Sequence[Agency]:
        return self._declarations.agencies()

    def verified(self, draft: Draft, same_person: bool, reason: str = "") -> Draft:
        """The registrar's word, with their name and the moment."""
        return replace(
            draft,
            verification=Verification(
                same_person, self.registrar, self._clock.now(), reason.strip(), vouched_for(draft)
            ),
        )

    @property
    def consent_text(self) -> ConsentText:
        """What is shown at this desk, on the basis the agency has set."""
        return consent_text(self._basis)

    def consented(
        self, draft: Draft, agreed: bool, language: str, purpose: Purpose = Purpose.ACCOUNT
    ) -> Draft:
        """One purpose agreed to, or taken back; without the account's the others count for nothing."""
        before = draft.consent.purposes if draft.consent else ()
        wanted = {*before, purpose} if agreed else {*before} - {purpose}
        purposes = tuple(each for each in Purpose if each in wanted)
        if not purposes:
            return replace(draft, consent=None)
        text = self.consent_text
        consent = Consent(text.version, language, self._clock.now(), purposes, text.digest, text.basis)
        return replace(draft, consent=consent)

    def of_kind(self, draft: Draft, kind: Kind) -> Draft:
        """The draft declaring something else; stopping begins today unless another day is typed."""
        changed = replace(draft, kind=kind)
        if kind is Kind.STOP and not changed.value(Field.STOP_FROM):
            changed = changed.with_value(Field.STOP_FROM, f"{self._clock.today():%d/%m/%Y}")
        return changed

    def needs_guardian(self, draft: Draft) -> bool:
        """A child is on the table."""
        return needs_guardian(draft, self._clock.today())

    def problems(self, draft: Draft) -> tuple[Problem, ...]:
        """All that is missing, wrong or doubtful, earlier declarations of this station included."""
        return (*problems_of(draft, self._clock.today()), *self._clashes(draft), *self._stops(draft))

    def finish(self, draft: Draft) -> Finished | tuple[Problem, ...]:
        """One durable write, then the engine is told. The blocking problems instead when there are any."""
        declaration = complete(draft, self._clock.today())
        if not isinstance(declaration, Declaration):
            return declaration
        if stops := self._stops(draft):
            return stops
        blobs = [blob for blob in self._drafts.blobs(draft.id) if blob.role in declaration.photos]
        lost = declaration.photos - {PhotoRole(blob.role) for blob in blobs}
        if lost:  # the form shows a picture the store does not hold: it is taken again
            return tuple(blocking(role, f"{role}_missing") for role in sorted(lost))
        warnings = (*declaration.warnings, *(p.code for p in self._clashes(draft)))
        sealed = self._seal(replace(declaration, warnings=tuple(dict.fromkeys(warnings))), blobs)
        self._drafts.finish(replace(sealed, listed_as=draft.listed_as))
        self._on_finished()
        name, now = declaration.full_name, sealed.finished_at
        return Finished(draft.id, draft.revision, name, sealed.digest, now, draft.kind)

    def note_look(self, declaration_id: UUID) -> None:
        """This registrar opens a declaration to read it; noted before anything of it is shown."""
        self._declarations.note_look(declaration_id, self.registrar, self._clock.now())

    def reopen(self, declaration_id: UUID) -> Draft | None:
        """A correction: revision n + 1 with all that was declared; None when it may not be reopened. What was
        agreed to is agreed to still, unless another text is shown by now."""
        draft = self._declarations.reopen(declaration_id, self.registrar, self._clock.now())
        text, agreed = self.consent_text, draft.consent if draft else None
        if draft is None or agreed is None or agreed.text_version == text.version:
            return draft
        return replace(draft, consent=None)

    def _seal(self, declaration: Declaration, blobs: Sequence[BlobRef]) -> SealedDeclaration:
        now = self._clock.now()
        content, form_version = content_of(declaration), self._forms.on(declaration.declared_on)
        sealed = sealed_record(
            self._keys,
            RecordKind.DECLARATION,
            (declaration.id, declaration.revision),
            content,
            form_version=form_version,
            registrar=self.registrar,
            at=now,
            blobs=blobs,
        )
        return SealedDeclaration(
            declaration,
            tuple(blobs),
            content.model_dump_json(),
            sealed,
            digest(sealed),
            now,
            self.registrar,
            form_version,
        )

    def _stops(self, draft: Draft) -> tuple[Problem, ...]:
        """What keeps this station from finishing anything, said before the act and not by its failing: the
        draft is saved, and nothing is half finished."""
        return (*self._space(), *self._order(draft), *self._unknown_agency(draft))

    def _unknown_agency(self, draft: Draft) -> tuple[Problem, ...]:
        """The service takes nothing for an agency it does not know: said while the person is here."""
        chosen, known = draft.value(Field.AGENCY), {each.code for each in self._declarations.agencies()}
        if not chosen or not known or chosen in known:
            return ()
        return (blocking(Field.AGENCY, "agency_unknown"),)

    def _space(self) -> tuple[Problem, ...]:
        return () if self._drafts.has_room() else (blocking("space", "space_short"),)

    def _order(self, draft: Draft) -> tuple[Problem, ...]:
        """While the station is drained nothing new comes in; what is held already is still put right."""
        match self._drafts.order():
            case ServiceState.LOCKED:
                return (blocking("intake", "intake_locked"),)
            case ServiceState.DRAIN if draft.revision == 1:
                return (blocking("intake", "intake_drained"),)
            case _:
                return ()

    def _clashes(self, draft: Draft) -> tuple[Problem, ...]:
        if draft.kind is not Kind.REGISTER:
            return ()  # the same person again, by intent; what it changes to is the agency's to compare
        own = Clashing.of(draft, self._clock.today())
        found = self._declarations.clashes(
            exclude=draft.id,
            document_number=own.document_number,
            phone=own.phone,
            email=own.email,
            insurance_code=own.insurance_code,
        )
        used = dict.fromkeys(clash.on for clash in found if not self._is_of_own_child(clash, own))
        return tuple(warning(on, f"{on}_in_use") for on in used)

    def _is_of_own_child(self, clash: Clash, own: Clashing) -> bool:
        """A child was declared with the telephone and e-mail of this guardian: that is as it should be."""
        if clash.on not in (ClashOn.PHONE, ClashOn.EMAIL):
            return False
        detail = self._declarations.detail(clash.id)
        content = DeclarationContent.model_validate_json(detail.content_json) if detail else None
        guardian = content.guardian if content else None
        return guardian is not None and guardian.insurance_code == own.insurance_code
