"""A passport's zone as the camera or a photo shows it; what is read goes through the door of every code."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from declaration.draft import Field
from desk.ports.camera import Frame
from desk.ports.print_reader import ZoneHint, ZoneLook
from desk.registration.scanning import Typed
from desk.views.desk.aim import Aim, Said
from desk.views.desk.beside import Beside
from desk.views.theme import Tone

if TYPE_CHECKING:
    from desk.views.desk.model import DeskModel

_LOOK_EVERY = 0.3  # seconds: a look takes a fifth of one
_ADVISE_AFTER = 2.0
"""Seconds a zone may lie unread before the camera before somebody is told what to change."""


class Passports:
    """The passports of one desk. Looking runs off the event loop, one frame at a time."""

    def __init__(self, desk: DeskModel) -> None:
        self._desk = desk
        self._beside = Beside()
        self._looked = 0.0
        self._unread_since: float | None = None
        self._seen = ""

    def look(self, frame: Frame) -> None:
        """A frame of the camera while the page is wanted."""
        now = time.monotonic()
        if self._beside.has_room() and now - self._looked >= _LOOK_EVERY:
            self._looked = now
            self._beside.begin(self._look(frame, now))

    def rest(self) -> None:
        """Nobody looks any more."""
        self._beside.rest()

    def forget_draft(self) -> None:
        """Another draft is on the table."""
        self._seen = ""

    async def on_photo(self, look: ZoneLook) -> None:
        """What the photo of the page shows: it fills a form whose document was not read yet."""
        desk = self._desk
        if desk.draft.document_was_read:
            return
        if look.text is not None:
            await self._take(look.text, None)
        elif look.hint is not None and not desk.draft.value(Field.DOCUMENT_NUMBER):
            desk.say(Said(Tone.WARNING, f"desk.zone.{look.hint}"))

    # -- what was typed and stands otherwise in the passport ------------------------------------------

    def ask(self, text: str, fields: tuple[Field, ...]) -> None:
        """Which of the two holds is the registrar's to say."""
        self._desk.zone_asked, self._desk.zone_fields = text, fields

    async def use_read(self) -> None:
        await self._answer(Typed.GIVES_WAY)

    async def keep_typed(self) -> None:
        """The rest of the form is filled; the photo of the page goes on saying what differs."""
        await self._answer(Typed.STAYS)

    # -- within --------------------------------------------------------------------------------------

    async def _answer(self, typed: Typed) -> None:
        text, self._desk.zone_asked = self._desk.zone_asked, ""
        if text:
            await self._desk.codes.take_zone(text, None, typed)

    async def _look(self, frame: Frame, now: float) -> None:
        look = await asyncio.to_thread(self._desk.program.eyes.prints.passport_zone, frame.pixels)
        desk = self._desk
        if desk.aim is not Aim.PASSPORT_PAGE or not desk.taking.looks or desk.finished is not None:
            return
        if look.text is None:
            self._advise(look.hint, now)
            return
        self._unread_since = None
        desk.coaching.hint("")
        if look.text == self._seen:  # no check digit covers the name: it takes two equal looks
            await self._take(look.text, frame)
        self._seen = look.text

    async def _take(self, text: str, frame: Frame | None) -> None:
        if not self._desk.codes.was_filled_by(text):
            await self._desk.codes.take_zone(text, frame)
        elif frame is not None:
            await self._desk.photos.keep_page(frame)

    def _advise(self, hint: ZoneHint | None, now: float) -> None:
        """After two seconds in sight and not read somebody is told what to change."""
        if hint in (None, ZoneHint.NO_ZONE):
            self._unread_since = None
            self._desk.coaching.hint("")
            return
        self._unread_since = self._unread_since or now
        if now - self._unread_since >= _ADVISE_AFTER:
            self._desk.coaching.hint(f"desk.zone.{hint}")
