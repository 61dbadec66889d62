"""Consent taken back, in memory, held to the same promises as on the file."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from declaration.lifecycle import Status
from declaration.wire.consent_withdrawn import ConsentWithdrawnContent
from desk.ports.clock import VIETNAM
from desk.ports.consents import TakenBack
from desk.ports.store import SealedAbout
from tests.fakes.shelf import Shelf


class MemoryConsents:
    """Implements ports.consents.ConsentStore."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def take_back(self, sealed: SealedAbout, content: ConsentWithdrawnContent) -> bool:
        filed = self._shelf.filed.get(content.declaration)
        if filed is None or filed.revision != content.revision or filed.status is Status.DRAFT:
            return False
        if self._shelf.taken_back_of(filed) & set(content.purposes):
            return False
        made = [
            TakenBack(
                purpose, filed.revision, sealed.at, sealed.registrar, content.text_version, content.language
            )
            for purpose in content.purposes
        ]
        self._shelf.consents += [(sealed.id, filed.id, each) for each in made]
        deadline = self._shelf.sealed[filed.id, filed.revision].deadline
        self._shelf.queue(sealed, max(deadline, sealed.at.astimezone(VIETNAM).date()))
        said = " ".join(content.purposes)
        self._shelf.note(sealed.at, sealed.registrar, "take_consent_back", filed.id, said)
        return True

    def taken_back(self, declaration_id: UUID) -> Sequence[TakenBack]:
        mine = [each for _, of, each in self._shelf.consents if of == declaration_id]
        return sorted(mine, key=lambda each: (each.at, each.purpose))
