"""What the registrar types, chooses and takes over from the list."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from declaration.contact import Email, Phone, read_email, read_phone
from declaration.dealing import NEW, OWN, tidy_serial
from declaration.draft import Draft, Field, Source
from declaration.form_values import read_day
from declaration.identity import InsuranceCode, read_insurance_code
from declaration.lifecycle import Kind
from declaration.person import BirthDate, read_birth_date, tidy_name
from desk.ports.store import RosterPerson
from desk.views.desk.aim import Aim, next_aim
from desk.views.desk.scanner import SCANNER_RESTS, Run, is_whole_card, run_after

if TYPE_CHECKING:
    from desk.views.desk.model import DeskModel


_DAYS = {Field.STOP_FROM, Field.EXPIRES, OWN.first_day, OWN.last_day, NEW.first_day, NEW.last_day}


class Filling:
    """The fields of one desk's form."""

    def __init__(self, desk: DeskModel) -> None:
        self._desk = desk
        self._run: Run | None = None
        self._resting: asyncio.Task[None] | None = None

    def type(self, name: Field, text: str) -> None:
        """A key was pressed: the draft has it at once, the file a moment later."""
        desk = self._desk
        if text == desk.draft.value(name):
            return
        self._run = run_after(self._run, name, desk.draft)
        desk.mended = desk.mended - {name}
        desk.typed(_typed(desk.draft, name, text))
        desk.keeping.soon()
        if self._resting is not None:
            self._resting.cancel()
        if is_whole_card(text.removeprefix(self._run.before)):
            self._resting = asyncio.create_task(self._rest(name, text))

    async def leave(self, name: Field, text: str) -> None:
        """The field was left: its text is tidied, and from now on its mistakes are named beside it."""
        desk = self._desk
        if await self._hand_to_scanning(name, text):
            return
        tidied = _tidied(name, text, desk.draft)
        if tidied != desk.draft.value(name):
            desk.draft = desk.draft.with_value(name, tidied, desk.draft.sources.get(name, Source.TYPED))
        if text or name in desk.left:
            desk.left = desk.left | {name}
        await desk.keep()
        if name is Field.GUARDIAN_CODE and not desk.draft.value(Field.GUARDIAN_ACCOUNT):
            await desk.guarding.look()
        if name is Field.DOCUMENT_NUMBER and desk.draft.value(name) and desk.aim is Aim.SCAN:
            desk.taking.set_aim(next_aim(desk.draft))

    async def choose(self, name: Field, value: str) -> None:
        self._desk.draft = self._desk.draft.with_value(name, value, Source.TYPED)
        self._desk.left = self._desk.left | {name}
        await self._desk.keep()
        if name is Field.DOCUMENT_KIND and self._desk.aim is not Aim.SCAN:
            self._desk.taking.set_aim(next_aim(self._desk.draft))  # another document has other pictures

    async def choose_kind(self, kind: Kind) -> None:
        """Register, adjust or stop: the form asks for what belongs to it."""
        self._desk.draft = self._desk.table.registration.of_kind(self._desk.draft, kind)
        await self._desk.keep()

    async def use(self, person: RosterPerson) -> None:
        """The registrar says that this one of the list is the person."""
        self._desk.draft = self._desk.table.scanning.use(self._desk.draft, person)
        self._desk.matched, self._desk.suggestions = person, ()
        await self._desk.keep()

    async def _rest(self, name: Field, text: str) -> None:
        await asyncio.sleep(SCANNER_RESTS)
        self._resting = None
        await self._hand_to_scanning(name, text)

    async def _hand_to_scanning(self, name: Field, text: str) -> bool:
        """A scanner types wherever the cursor stands: its text is a card, the field gets its own back."""
        run = self._run
        card = run.card_in(text) if run is not None and run.field is name else None
        if run is None or card is None:
            return False
        if self._resting is not None:
            self._resting.cancel()
        self._run, self._desk.draft = None, run.undone(self._desk.draft)
        self._desk.restore(name)
        await self._desk.codes.take_text(card)
        return True


def _typed(draft: Draft, name: Field, text: str) -> Draft:
    """With the key just pressed; what was looked up for another code holds no longer."""
    draft = draft.with_value(name, text, Source.TYPED)
    return draft.with_value(Field.GUARDIAN_ACCOUNT, "") if name is Field.GUARDIAN_CODE else draft


def _tidied(name: Field, text: str, draft: Draft) -> str:
    """The value as it is kept: normal form where it can be read, else exactly what was typed."""
    match name:
        case Field.FULL_NAME | Field.GUARDIAN_NAME | Field.CONTACT_PERSON:
            return tidy_name(text)
        case Field.BIRTH:
            birth = read_birth_date(text, draft.declared_on)
            return birth.shown() if isinstance(birth, BirthDate) else text.strip()
        case Field.PHONE | Field.NEW_PHONE:
            phone = read_phone(text)
            return phone.shown() if isinstance(phone, Phone) else text.strip()
        case Field.EMAIL | Field.NEW_EMAIL:
            email = read_email(text)
            return email.value if isinstance(email, Email) else text.strip()
        case Field.INSURANCE_CODE | Field.GUARDIAN_CODE:
            code = read_insurance_code(text)
            return code.value if isinstance(code, InsuranceCode) else text.strip()
        case Field.CERTIFICATE | Field.NEW_CERTIFICATE:
            return tidy_serial(text)
        case _ if name in _DAYS:
            day = read_day(text)
            return f"{day:%d/%m/%Y}" if day else text.strip()
        case Field.DOCUMENT_NUMBER:
            return "".join(text.split())
        case _:
            return " ".join(text.split())
