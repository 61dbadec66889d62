"""What the registrar types, chooses and takes over from the list."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from declaration.draft import Draft, Field, Source
from declaration.lifecycle import Kind
from declaration.tidying import tidied
from desk.ports.store import RosterPerson
from desk.registration.other_document import is_former_again, with_document, with_former_document
from desk.views.desk.aim import WITHOUT_CODE, Aim, Said
from desk.views.desk.going_on import empty_of_kind, next_empty
from desk.views.desk.scanner import SCANNER_RESTS, Run, is_whole_card, run_after
from desk.views.theme import Tone

if TYPE_CHECKING:
    from desk.views.desk.model import DeskModel


OTHER_DOCUMENT = "desk.said.other_document"
_TELLING = (Field.FULL_NAME, Field.BIRTH, Field.DOCUMENT_NUMBER, Field.INSURANCE_CODE)
"""By these a person is found on a list."""


class Filling:
    """The fields of one desk's form."""

    def __init__(self, desk: DeskModel) -> None:
        self._desk = desk
        self._run: Run | None = None
        self._resting: asyncio.Task[None] | None = None
        self._asked: tuple[object, ...] = ()

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

    async def go_on(self, name: Field, text: str) -> None:
        """Enter: the cursor goes to the next field that is empty, unless a scanner pressed it. Nobody waits
        for the file."""
        if self._card_in(name, text) is not None:
            return  # leaving the field, which follows, hands the card over
        await self._take(name, text)
        following = next_empty(self._desk.draft, name, has_guardian=self._desk.guarding.is_needed)
        if following is not None:
            self._desk.put_cursor(following)
        await self._keep(name)

    async def leave(self, name: Field, text: str) -> None:
        """The field was left: its text is tidied, and from now on its mistakes are named beside it."""
        if await self._hand_to_scanning(name, text):
            return
        await self._take(name, text)
        await self._keep(name)

    async def _take(self, name: Field, text: str) -> None:
        """Into the draft, and what the lists know by it."""
        desk = self._desk
        kept = tidied(name, text, desk.draft)
        if kept != desk.draft.value(name):
            desk.draft = desk.draft.with_value(name, kept, desk.draft.sources.get(name, Source.TYPED))
        if text or name in desk.left:
            desk.left = desk.left | {name}
        if name in _TELLING and desk.draft.revision == 1:
            await self._match()

    async def _keep(self, name: Field) -> None:
        """Into the file; then what this field leads to."""
        desk = self._desk
        await desk.keep()
        if name is Field.GUARDIAN_CODE and not desk.draft.value(Field.GUARDIAN_ACCOUNT):
            await desk.guarding.look()
        if name is Field.DOCUMENT_NUMBER and desk.draft.value(name) and desk.aim is Aim.SCAN:
            desk.taking.go_on()

    async def choose(self, name: Field, value: str) -> None:
        self._desk.draft = self._desk.draft.with_value(name, value, Source.TYPED)
        self._desk.left = self._desk.left | {name}
        await self._desk.keep()

    async def choose_document(self, kind: str) -> None:
        """Another document has other pictures, and nothing of the one that was read. That one chosen back at
        once is there again."""
        await self._desk.photos.in_hand.settled()  # what is being made is of the document before
        desk, before, former = self._desk, self._desk.draft, self._desk.former_document
        if former is not None and former.id == before.id and is_former_again(before, former, kind):
            await self.undo_document()
            return
        desk.draft = with_document(before, kind)
        desk.left = desk.left | {Field.DOCUMENT_KIND}
        if before.document_was_read and not desk.draft.document_was_read:
            desk.matched, desk.suggestions, desk.mended = None, (), frozenset()
            gone = {str(name) for name in before.values if not desk.draft.value(name)}
            desk.former_document, desk.left = before, desk.left - gone  # nobody has been there yet
            desk.pictures = {role: data for role, data in desk.pictures.items() if role in desk.draft.photos}
            desk.say(Said(Tone.WARNING, OTHER_DOCUMENT))
        await desk.keep()
        if desk.aim is not Aim.SCAN or kind in WITHOUT_CODE:
            desk.taking.go_on()

    async def undo_document(self) -> None:
        """The kind was chosen by mistake: what that took out is there again."""
        desk, before = self._desk, self._desk.former_document
        if before is None or before.id != desk.draft.id:
            return
        desk.former_document, desk.said = None, Said(Tone.SUCCESS, "desk.said.former_document")
        desk.draft = with_former_document(desk.draft, before)
        desk.pictures = await asyncio.to_thread(desk.table.registration.pictures, desk.draft)
        desk.matched = await asyncio.to_thread(desk.table.scanning.listed, desk.draft)
        await desk.keep()
        if desk.aim is not Aim.SCAN:
            desk.taking.go_on()

    async def choose_kind(self, kind: Kind) -> None:
        """Register, adjust or stop: the form asks for what belongs to it, and the cursor is there."""
        self._desk.draft = self._desk.table.registration.of_kind(self._desk.draft, kind)
        empty = empty_of_kind(self._desk.draft)
        if empty is not None:
            self._desk.put_cursor(empty)
        await self._desk.keep()

    async def use(self, person: RosterPerson) -> None:
        """The registrar says that this one of the list is the person."""
        self._desk.draft = self._desk.table.scanning.use(self._desk.draft, person)
        self._desk.matched, self._desk.suggestions = person, ()
        await self._desk.keep()

    async def _match(self) -> None:
        """Who of the lists this is, asked again when a key was pressed meanwhile, and once for the same."""
        desk = self._desk
        while (asked := (desk.draft.id, *(desk.draft.value(each) for each in _TELLING))) != self._asked:
            before = desk.draft
            found = await asyncio.to_thread(desk.table.scanning.match, before)
            if desk.draft is before:
                self._asked = asked
                desk.draft, desk.matched, desk.suggestions = found.draft, found.matched, found.suggestions
                break

    async def _rest(self, name: Field, text: str) -> None:
        await asyncio.sleep(SCANNER_RESTS)
        self._resting = None
        await self._hand_to_scanning(name, text)

    async def _hand_to_scanning(self, name: Field, text: str) -> bool:
        """A scanner types wherever the cursor stands: its text is a card, the field gets its own back."""
        run, card = self._run, self._card_in(name, text)
        if run is None or card is None:
            return False
        if self._resting is not None:
            self._resting.cancel()
        self._run, self._desk.draft = None, run.undone(self._desk.draft)
        self._desk.restore(name)
        await self._desk.codes.take_text(card)
        return True

    def _card_in(self, name: Field, text: str) -> str | None:
        run = self._run
        return run.card_in(text) if run is not None and run.field is name else None


def _typed(draft: Draft, name: Field, text: str) -> Draft:
    """With the key just pressed; what was looked up for another code holds no longer."""
    draft = draft.with_value(name, text, Source.TYPED)
    return draft.with_value(Field.GUARDIAN_ACCOUNT, "") if name is Field.GUARDIAN_CODE else draft
