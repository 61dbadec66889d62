"""The stores in memory. They pass the same contract tests as the encrypted file (tests/contract)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from declaration.deadlines import hand_in_by
from declaration.declaration import Declaration
from declaration.draft import Draft, Field, PhotoRole
from declaration.identity import InsuranceCode, may_be_of_one
from declaration.lifecycle import Delivery, Event, Status, after
from declaration.person import search_key
from declaration.wire.again import Again, Answer, draft_again, without_consent
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.records import BlobRef, RecordKind
from declaration.wire.sign_in import Agency, ServiceState
from desk.ports.store import (
    LOOK,
    Clash,
    ClashOn,
    DeclarationDetail,
    DeclarationLine,
    LeftDraft,
    Page,
    Photo,
    RosterCount,
    RosterPerson,
    SealedAbout,
    SealedDeclaration,
    StrayAnswer,
)
from desk.storage.drafts import TAKE_OVER, NotAllowedError
from tests.fakes.shelf import Filed, Sealed, Shelf, digits_of

_CLOSED = {Status.REJECTED, Status.WITHDRAWN, Status.LAPSED}


class MemoryDrafts:
    """Implements ports.store.DraftStore."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def save(self, draft: Draft, registrar: str) -> None:
        if not self._is_open(draft):
            return
        self._shelf.drafts[draft.id] = (registrar, self._shelf.now(), draft)

    def draft(self, draft_id: UUID) -> Draft | None:
        held = self._shelf.drafts.get(draft_id)
        return held[2] if held else None

    def open_drafts(self, registrar: str) -> Sequence[Draft]:
        mine = [held for held in self._shelf.drafts.values() if held[0] == registrar]
        return [draft for _, _, draft in sorted(mine, key=lambda held: held[1], reverse=True)][:50]

    def left_drafts(self, limit: int) -> Sequence[LeftDraft]:
        waiting = sorted(self._shelf.drafts.values(), key=lambda held: held[1])
        return [
            LeftDraft(draft.id, draft.value(Field.FULL_NAME), draft.revision, registrar, at)
            for registrar, at, draft in waiting[:limit]
        ]

    def take_over(self, draft_id: UUID, registrar: str, at: datetime) -> Draft | None:
        held = self._shelf.drafts.get(draft_id)
        if held is None:
            return None
        if held[0] != registrar:
            self._shelf.drafts[draft_id] = (registrar, held[1], held[2])
            self._shelf.note(at, registrar, TAKE_OVER, draft_id)
        return held[2]

    def discard(self, draft_id: UUID, registrar: str) -> None:
        if self._shelf.drafts.pop(draft_id, None) is None:
            return
        self._shelf.photos.pop(draft_id, None)
        filed = self._shelf.filed.get(draft_id)
        if filed is not None:
            self._take_back(filed)
        self._shelf.forget_unused_pictures()
        self._shelf.note(self._shelf.now(), registrar, "discard", draft_id)

    def keep_photo(self, draft: Draft, photo: Photo, registrar: str) -> Draft:
        if not self._is_open(draft):
            raise NotAllowedError("change a picture")
        self._shelf.photos.setdefault(draft.id, {})[photo.role] = photo
        self._shelf.pictures[photo.sha256] = photo
        changed = draft.with_photo(photo.role)
        self.save(changed, registrar)
        self._shelf.forget_unused_pictures()
        return changed

    def drop_photo(self, draft: Draft, role: PhotoRole, registrar: str) -> Draft:
        if not self._is_open(draft):
            raise NotAllowedError("change a picture")
        self._shelf.photos.get(draft.id, {}).pop(role, None)
        changed = draft.without_photo(role)
        self.save(changed, registrar)
        self._shelf.forget_unused_pictures()
        return changed

    def photo(self, declaration_id: UUID, role: PhotoRole) -> Photo | None:
        return self._shelf.photos.get(declaration_id, {}).get(role)

    def photos(self, declaration_id: UUID) -> Sequence[Photo]:
        return list(self._shelf.photos.get(declaration_id, {}).values())

    def blobs(self, declaration_id: UUID) -> Sequence[BlobRef]:
        return [_blob(photo) for photo in self.photos(declaration_id)]

    def has_room(self) -> bool:
        return self._shelf.has_room

    def order(self) -> ServiceState:
        return self._shelf.order

    def finish(self, sealed: SealedDeclaration) -> None:
        declaration = sealed.declaration
        old = self._shelf.filed.get(declaration.id)
        status = after(old.status if old else Status.DRAFT, Event.FINISH, declaration.kind)
        if status is None or declaration.revision != (old.revision + 1 if old else 1):
            raise NotAllowedError("finish")
        held = self._shelf.photos.get(declaration.id, {})
        self._shelf.photos[declaration.id] = {r: p for r, p in held.items() if r in declaration.photos}
        filed = _filed(sealed, old, status)
        filed.place = max((each.place for each in self._shelf.filed.values()), default=0) + 1
        filed.unit = self._tied_unit(sealed) or next(self._units_of(filed), "")
        self._shelf.filed[declaration.id] = filed
        revision = _revision(sealed, self.photos(declaration.id))
        self._shelf.sealed[revision.key] = revision
        self._shelf.drafts.pop(declaration.id, None)
        detail = f"revision {declaration.revision}"
        self._shelf.note(sealed.finished_at, sealed.registrar, "finish", declaration.id, detail)

    def _units_of(self, filed: Filed) -> Iterator[str]:
        old = self._shelf.filed.get(filed.id)
        if old is not None and old.unit and old.document_number == filed.document_number:
            yield old.unit
        people, code = self._shelf.listed, filed.insurance_code
        yield from (p.unit for p in people if p.document_number == filed.document_number)
        yield from (p.unit for p in people if code and (p.document_number, p.insurance_code) == ("", code))

    def _tied_unit(self, sealed: SealedDeclaration) -> str:
        declaration, number = sealed.declaration, sealed.declaration.document.value
        for at, person in enumerate(self._shelf.people):
            is_named = search_key(person.full_name) == search_key(declaration.full_name)
            may_be = is_named and may_be_of_one(person.document_number, number)
            is_it = person.id == sealed.listed_as and person.id not in self._shelf.taken_off
            if is_it and (may_be or person.document_number == number):
                self._shelf.people[at] = replace(person, document_number=number)
                return person.unit
        return ""

    def _is_open(self, draft: Draft) -> bool:
        filed = self._shelf.filed.get(draft.id)
        return filed is None or (filed.status is Status.DRAFT and draft.revision == filed.revision + 1)

    def _take_back(self, filed: Filed) -> None:
        """The correction never was: the status before it, and the pictures that were sealed."""
        if filed.status is not Status.DRAFT:
            return
        sealed = self._shelf.sealed[filed.id, filed.revision]
        arrived = Status.RECEIVED if sealed.delivery is Delivery.DELIVERED else Status.FINISHED
        filed.status = Status.RETURNED if filed.returned_fields or filed.reasons else arrived
        pictures = self._shelf.pictures
        self._shelf.photos[filed.id] = {
            PhotoRole(blob.role): replace(pictures[blob.sha256], role=PhotoRole(blob.role))
            for blob in sealed.blobs
        }


class MemoryDeclarations:
    """Implements ports.store.DeclarationStore."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def search(self, text: str, statuses: Sequence[Status], *, after: str | None, limit: int) -> Page:
        wanted = [f for f in list(self._shelf.filed.values()) if matches(f, text, statuses)]
        wanted.sort(key=lambda f: f.place, reverse=True)
        left = [f for f in wanted if after is None or f.place < int(after)]
        more = str(left[limit - 1].place) if len(left) > limit else None
        return Page(tuple(self._shelf.line(f) for f in left[:limit]), len(wanted), more)

    def counts(self) -> dict[Status, int]:
        found: dict[Status, int] = {}
        for filed in list(self._shelf.filed.values()):
            found[filed.status] = found.get(filed.status, 0) + 1
        return found

    def detail(self, declaration_id: UUID) -> DeclarationDetail | None:
        filed = self._shelf.filed.get(declaration_id)
        if filed is None:
            return None
        return DeclarationDetail(
            line=self._shelf.line(filed),
            content_json=filed.content,
            photos=tuple(self._shelf.photos.get(declaration_id, {})),
            returned_fields=filed.returned_fields,
            reasons=filed.reasons,
            note=filed.note,
            history=self._shelf.history(declaration_id),
            insurance_code=filed.insurance_code,
            form_version=filed.form_version,
        )

    def clashes(
        self, *, exclude: UUID, document_number: str, phone: str, email: str, insurance_code: str
    ) -> Sequence[Clash]:
        asked = {
            ClashOn.DOCUMENT: document_number,
            ClashOn.PHONE: phone,
            ClashOn.EMAIL: email,
            ClashOn.INSURANCE_CODE: insurance_code,
        }
        others = [f for f in self._shelf.filed.values() if f.id != exclude and f.status not in _CLOSED]
        return [
            Clash(on, filed.id, filed.full_name, filed.status)
            for on, value in asked.items()
            for filed in [f for f in others if value and getattr(f, on) == value][:3]
        ]

    def strays(self) -> Sequence[StrayAnswer]:
        return sorted(self._shelf.strays.values(), key=lambda stray: stray.at, reverse=True)

    def put_strays_away(self) -> None:
        self._shelf.strays.clear()

    def note_look(self, declaration_id: UUID, registrar: str, at: datetime) -> None:
        self._shelf.note(at, registrar, LOOK, declaration_id)

    def answered(self, limit: int) -> Sequence[DeclarationLine]:
        told = [(f.answered_at, f) for f in list(self._shelf.filed.values()) if f.answered_at]
        newest = sorted(told, key=lambda pair: pair[0], reverse=True)
        return [self._shelf.line(filed) for _, filed in newest[:limit]]

    def agencies(self) -> Sequence[Agency]:
        return self._shelf.agencies

    def reopen(self, declaration_id: UUID, registrar: str, at: datetime) -> Draft | None:
        filed = self._shelf.filed.get(declaration_id)
        if filed is None or after(filed.status, Event.REOPEN, filed.kind) is None:
            return None
        draft = _draft_again(filed, self._shelf.photos.get(declaration_id, {}))
        draft = without_consent(draft, self._shelf.taken_back_of(filed))
        filed.status, filed.changed_at = Status.DRAFT, at
        self._shelf.drafts[filed.id] = (registrar, at, draft)
        self._shelf.note(at, registrar, "reopen", filed.id, f"revision {filed.revision}")
        return draft

    def withdraw(self, sealed: SealedAbout, reason: str) -> bool:
        filed = self._shelf.filed.get(sealed.about) if sealed.about else None
        if filed is None or filed.revision != sealed.about_revision:
            return False
        status = after(filed.status, Event.WITHDRAW, filed.kind)
        if status is None:
            return False
        filed.status, filed.changed_at = status, sealed.at
        declared = self._shelf.sealed[filed.id, filed.revision]
        self._shelf.queue(sealed, declared.deadline)
        self._shelf.note(sealed.at, sealed.registrar, "withdraw", filed.id, reason)
        return True


class MemoryRoster:
    """Implements ports.store.RosterStore."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    @property
    def _people(self) -> Sequence[RosterPerson]:
        return self._shelf.listed

    def matches(
        self,
        *,
        document_number: str,
        full_name: str,
        birth: str,
        old_number: str = "",
        insurance_code: str = "",
        unit: str = "",
    ) -> Sequence[RosterPerson]:
        by_number = [p for p in self._people if document_number and p.document_number == document_number]
        if by_number:
            return by_number[:5]
        found = [p for p in self._people if old_number and p.document_number == old_number]
        found += [p for p in self._people if insurance_code and p.insurance_code == insurance_code]
        for person in self._people if full_name and birth else ():
            is_named = (search_key(person.full_name), person.birth) == (search_key(full_name), birth)
            if is_named and may_be_of_one(person.document_number, document_number):
                found.append(person)
        if not found and full_name:
            bare = self._bare(full_name, unit)
            return [p for p in bare if not (insurance_code and p.insurance_code)]
        return list({person.id: person for person in found}.values())[:5]

    def _bare(self, full_name: str, unit: str) -> Sequence[RosterPerson]:
        bare = [p for p in self._people if not (p.birth or p.document_number) and unit in ("", p.unit)]
        named = [p for p in bare if search_key(p.full_name) == search_key(full_name)]
        return named if len(named) <= 3 else ()

    def person(self, row: int) -> RosterPerson | None:
        return next((person for person in self._people if person.id == row), None)

    def count(self) -> RosterCount:
        return RosterCount(len(self._people), tuple(sorted({person.unit for person in self._people})))

    def add(self, people: Sequence[RosterPerson]) -> int:
        first = len(self._shelf.people) + 1
        self._shelf.people.extend(replace(person, id=first + at) for at, person in enumerate(people))
        return len(people)


def matches(filed: Filed, text: str, statuses: Sequence[Status]) -> bool:
    if statuses and filed.status not in statuses:
        return False
    digits, name = digits_of(text), search_key(filed.full_name)
    if digits and not (
        filed.document_number.startswith(digits)
        or filed.insurance_code.startswith(digits)
        or filed.phone.endswith(digits.removeprefix("0"))
        or digits_of(filed.dossier_number).endswith(digits)
    ):
        return False
    letters = re.sub(r"\b[A-Za-z]+-(?=[0-9])", "", text)
    asked = re.findall(r"\w+", search_key("".join(sign for sign in letters if not sign.isdigit())))
    words = (*name.split(), *search_key(filed.unit).split())
    return all(any(word.startswith(begun) for word in words) for begun in asked)


def _filed(sealed: SealedDeclaration, old: Filed | None, status: Status) -> Filed:
    declaration = sealed.declaration
    code = declaration.insurance_code
    return Filed(
        id=declaration.id,
        revision=declaration.revision,
        kind=declaration.kind,
        status=status,
        full_name=declaration.full_name,
        document_number=declaration.document.value,
        phone=declaration.phone.e164,
        email=declaration.email.value if declaration.email else "",
        insurance_code=code.value if isinstance(code, InsuranceCode) else "",
        agency=declaration.agency,
        declared_on=declaration.declared_on,
        finished_at=sealed.finished_at,
        changed_at=sealed.finished_at,
        registrar=sealed.registrar,
        content=sealed.content_json,
        form_version=sealed.form_version,
        answered_at=old.answered_at if old else None,
        dossier_number=old.dossier_number if old else "",
    )


def _revision(sealed: SealedDeclaration, photos: Sequence[Photo]) -> Sealed:
    declaration: Declaration = sealed.declaration
    return Sealed(
        record_id=declaration.id,
        revision=declaration.revision,
        kind=RecordKind.DECLARATION,
        digest=sealed.digest,
        sealed=sealed.sealed,
        blobs=tuple(_blob(photo) for photo in photos),
        deadline=hand_in_by(declaration.declared_on),
        created_at=sealed.finished_at,
        next_due=sealed.finished_at,
    )


def _blob(photo: Photo) -> BlobRef:
    named = {"sha256": photo.sha256, "media_type": photo.media_type, "role": photo.role}
    return BlobRef.model_validate({**named, "size": len(photo.data)})


def _draft_again(filed: Filed, photos: Iterable[PhotoRole]) -> Draft:
    content = DeclarationContent.model_validate_json(filed.content)
    again = Again(filed.id, filed.revision + 1, filed.finished_at, filed.declared_on)
    answer = Answer(filed.returned_fields, filed.reasons, filed.note)
    return draft_again(again, content, filed.insurance_code, photos, answer)
