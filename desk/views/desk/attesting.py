"""The registrar's word, the person's consent and the signature."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from declaration.draft import Purpose
from declaration.problems import Problem
from desk.i18n import language
from desk.registration.printouts import NoTemplateError
from desk.views.desk.aim import Aim, Said
from desk.views.theme import Tone

if TYPE_CHECKING:
    from desk.views.desk.model import DeskModel


class Attesting:
    """Who is here, that they agree, that they signed."""

    def __init__(self, desk: DeskModel) -> None:
        self._desk = desk

    async def verify(self, same_person: bool) -> None:
        desk, known = self._desk, self._desk.draft.verification
        reason = "" if same_person or known is None else known.reason
        desk.draft = desk.table.registration.verified(desk.draft, same_person, reason)
        desk.left = desk.left - {"verification"}
        if not same_person:
            desk.put_cursor("verification")
        await desk.keep()

    def type_reason(self, text: str) -> None:
        self._desk.typed(self._desk.table.registration.verified(self._desk.draft, False, text))
        self._desk.keeping.soon()

    async def leave_reason(self, text: str) -> None:
        self._desk.draft = self._desk.table.registration.verified(self._desk.draft, False, text)
        self._desk.left = self._desk.left | {"verification"}
        await self._desk.keep()

    async def consent(self, agreed: bool, purpose: Purpose = Purpose.ACCOUNT) -> None:
        registration = self._desk.table.registration
        self._desk.draft = registration.consented(self._desk.draft, agreed, language(), purpose)
        await self._desk.keep()

    def open_pad(self) -> None:
        if self._desk.finished is None:
            self._desk.is_signing = True

    def close_pad(self) -> None:
        self._desk.is_signing = False

    async def form_to_sign(self) -> bytes | None:
        """The form as it stands, to be printed; None when a field must be put right first."""
        desk = self._desk
        try:
            pages = await asyncio.to_thread(desk.table.printouts.form_to_sign, desk.draft)
        except NoTemplateError:
            desk.say(Said(Tone.WARNING, "printing.no_template"))
            return None
        if isinstance(pages, bytes):
            return pages
        self.close_pad()
        desk.left = desk.left | {str(problem.field) for problem in pages}
        desk.go_to(pages[0])
        return None

    def sign_on_paper(self) -> None:
        """The printed form, signed, is photographed instead."""
        self._desk.is_signing = False
        self._desk.taking.set_aim(Aim.SIGNED_FORM)
        self._desk.put_cursor(Aim.SIGNED_FORM)

    async def sign(self, strokes: list[list[tuple[float, float]]], box: tuple[float, float]) -> bool:
        """Keep the drawn signature; False when there is no ink."""
        draft_id = self._desk.draft.id
        photo = await asyncio.to_thread(self._desk.program.eyes.lab.signature, strokes, box)
        if isinstance(photo, Problem):
            return False
        self._desk.is_signing = False
        if await self._desk.keep_photo(photo, draft_id) and self._desk.aim is Aim.SIGNED_FORM:
            self._desk.taking.go_on()
        return True
