"""A declaration made online is handed in at the desk: found, then a draft of its own day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from declaration.draft import Draft, Field, Source
from declaration.person import BirthDate
from declaration.wire.online import OnlineDeclaration
from desk.ports.clock import Clock
from desk.ports.online import OnlineList, OnlineStore
from desk.registration.declarations import Registration


class OnlineDesk:
    """For one signed-in registrar. Blocking: call off the event loop."""

    def __init__(self, store: OnlineStore, registration: Registration, clock: Clock) -> None:
        self._store = store
        self._registration = registration
        self._clock = clock

    def kept(self) -> OnlineList:
        return self._store.kept(self._clock.today())

    def keep(self, declarations: Sequence[OnlineDeclaration]) -> None:
        """The list for days without a network."""
        self._store.keep(declarations, self._registration.registrar, self._clock.now())

    def find(self, number: str) -> OnlineDeclaration | None:
        """In the list that was fetched."""
        return self._store.find(number.strip(), self._clock.today())

    def is_received(self, number: str) -> bool:
        return self._store.received(number)

    def in_hand(self, number: str) -> UUID | None:
        """The draft of one that was received here and is not finished yet, whoever received it."""
        return self._store.in_hand(number.strip())

    def receive(self, online: OnlineDeclaration) -> Draft:
        """A saved draft with what was declared online; its ten days run from the day it was made."""
        begun = replace(self._registration.begin(), declared_on=online.made_on)
        draft = begun.with_values(_values(online), Source.ONLINE)
        self._registration.save(draft)
        return draft


def _birth(iso: str) -> str:
    """What cannot be read is left for the registrar, who has the card."""
    try:
        return BirthDate.from_iso(iso).shown()
    except ValueError:
        return ""


def _values(online: OnlineDeclaration) -> Mapping[Field, str]:
    document = online.document
    return {
        Field.ONLINE_NUMBER: online.number,
        Field.FULL_NAME: online.full_name,
        Field.DOCUMENT_KIND: document.kind,
        Field.DOCUMENT_NUMBER: document.value,
        Field.ISSUED: document.issued.isoformat() if document.issued else "",
        Field.CARD: document.card or "",
        Field.BIRTH: _birth(online.birth),
        Field.SEX: online.sex,
        Field.ADDRESS: online.address,
        Field.INSURANCE_CODE: online.insurance_code,
        Field.PHONE: online.phone,
        Field.EMAIL: online.email,
        Field.AGENCY: online.agency,
    }
