"""What comes in by camera, scanner and file: a code's text fills the form, a frame becomes a photo."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from declaration.cards.identity_card import IdentityCard
from declaration.cards.recognise import recognise
from declaration.draft import Field, PhotoRole
from declaration.problems import Problem
from desk.ports.camera import Frame, Reading, Rehearsal
from desk.registration.scanning import AnotherPerson, NotRead, Scanned
from desk.views.desk.aim import Aim, Said, code_side, next_aim, scene_for
from desk.views.desk.scanner import SCAN_LINE, SCANNER_RESTS, is_whole_card
from desk.views.theme import Tone

if TYPE_CHECKING:
    from desk.views.desk.model import DeskModel


_GONE_AFTER = 3.0
"""Seconds out of the camera's sight after which a card was taken away."""


class Taking:
    """The eyes of one desk. Reading and encoding run off the event loop."""

    def __init__(self, desk: DeskModel) -> None:
        self._desk = desk
        self._taken_here: set[str] = set()
        self._seen_at: dict[str, float] = {}
        self._unsure = ""
        self._resting: asyncio.Task[None] | None = None

    # -- the camera's purpose ------------------------------------------------------------------------

    def set_aim(self, aim: Aim) -> None:
        self._desk.aim = aim
        self.show_scene()

    def aim_or_rest(self, aim: Aim) -> None:
        """A photo's tile was pressed: take that one; pressed again: what was wanted anyway."""
        self.set_aim(next_aim(self._desk.draft) if self._desk.aim is aim else aim)

    def show_scene(self) -> None:
        """In practice somebody obliging holds up what is wanted."""
        camera = self._desk.program.camera
        if isinstance(camera, Rehearsal):
            camera.show(scene_for(self._desk.aim))

    def scan_again(self) -> None:
        """F2: look for a code, also one that was read a moment ago."""
        self._seen_at.clear()
        self._taken_here.clear()
        self.set_aim(Aim.SCAN)

    # -- codes ---------------------------------------------------------------------------------------

    async def look(self, frame: Frame) -> None:
        """Read one frame when a code may be in it."""
        if not self._looks:
            return
        reading = await asyncio.to_thread(self._desk.program.reader.read, frame.pixels)
        if reading.text is None or not self._is_news(reading) or not self._looks:
            return
        if self._desk.finished is not None:
            await self._next_persons_card(reading.text, frame)
        else:
            await self.take_text(reading.text, frame)

    async def take_text(self, text: str, frame: Frame | None = None) -> None:
        """The text of a code, from camera, scanner, file or clipboard."""
        self._desk.program.active()
        self._taken_here.add(text)
        match await self._taken(text):
            case NotRead(code):
                self._desk.said = Said(Tone.WARNING, f"problem.{code}")
            case AnotherPerson(card):
                self._desk.other_card, self._desk.other_name = text, card.full_name
            case Scanned() as scanned:
                await self._fill(scanned, frame)

    def forget_draft(self) -> None:
        """Another draft is on the table; a card left lying there is still the one before's."""
        self._taken_here.clear()

    def type_scan(self, text: str) -> None:
        """A key in the scanner's line. A scanner without Enter has ended when its card is whole."""
        self._stop_resting()
        if is_whole_card(text):
            self._resting = asyncio.create_task(self._rest(text))

    async def submit_scan(self, text: str) -> None:
        """A whole line of a scanner, or pasted text. The line is empty again: the next scan begins there."""
        self._stop_resting()
        if text.strip():
            await self.take_text(text)
        self._desk.restore(SCAN_LINE)

    # -- photos --------------------------------------------------------------------------------------

    async def capture(self) -> None:
        """Take the photo the camera is aimed at."""
        role, frame = self._desk.aim.role, self._desk.program.camera.latest()
        if role is None:
            self.scan_again()
        elif frame is None:
            self._desk.said = Said(Tone.WARNING, "desk.said.no_frame")
        else:
            await self._keep_frame(frame, role)

    async def capture_portrait(self) -> None:
        """F3: aim at the face, then take it."""
        if self._desk.aim is Aim.PORTRAIT:
            await self.capture()
        else:
            self.set_aim(Aim.PORTRAIT)

    async def take_file(self, data: bytes) -> None:
        """A picture file does what a frame would: its code is read, or it is the wanted photo."""
        frame = await asyncio.to_thread(self._desk.program.lab.open, data)
        if isinstance(frame, Problem):
            self._desk.said = Said(Tone.ERROR, f"problem.{frame.code}")
            return
        if self._desk.aim.role is not None:
            await self._keep_frame(frame, self._desk.aim.role)
            return
        reading = await asyncio.to_thread(self._desk.program.reader.read, frame.pixels)
        if reading.text is None:
            self._desk.said = Said(Tone.WARNING, "desk.said.no_code")
        else:
            await self.take_text(reading.text, frame)
            self._warn_if_read(reading.sure, "desk.said.unsure")

    # -- within --------------------------------------------------------------------------------------

    @property
    def _looks(self) -> bool:
        desk = self._desk
        is_asked = bool(desk.other_card) or desk.is_discarding or desk.is_signing or desk.is_looking_back
        return desk.aim.reads_codes and not is_asked

    def _warn_if_read(self, sure: bool, key: str) -> None:
        """The form is filled; what needs comparing with the card is said instead of plain success."""
        is_read = self._desk.said is not None and self._desk.said.tone is Tone.SUCCESS
        if is_read and not sure:
            self._desk.said = Said(Tone.WARNING, key)

    def _is_news(self, reading: Reading) -> bool:
        """A card left lying before the camera is read once; taken away and shown again it counts again,
        but never twice for one draft. What the reader is not sure of counts when it is seen twice."""
        text, now = reading.text or "", time.monotonic()
        if not reading.sure and text != self._unsure:
            self._unsure = text
            return False
        last = self._seen_at.get(text, -_GONE_AFTER)
        self._seen_at = {seen: at for seen, at in self._seen_at.items() if now - at < _GONE_AFTER}
        self._seen_at[text] = now
        return now - last >= _GONE_AFTER and text not in self._taken_here

    async def _next_persons_card(self, text: str, frame: Frame) -> None:
        """A card held up before the slip was left: the next person is here already."""
        card = recognise(text)
        if not isinstance(card, IdentityCard):
            return
        if card.number.value != self._desk.draft.value(Field.DOCUMENT_NUMBER):
            await self._desk.leave_slip()
            await self.take_text(text, frame)

    async def _taken(self, text: str) -> Scanned | AnotherPerson | NotRead:
        """Again when a key was pressed meanwhile, so that the scan takes no letter away."""
        while True:
            before = self._desk.draft
            taken = await asyncio.to_thread(self._desk.table.scanning.take, before, text)
            if self._desk.draft is before:
                return taken

    async def _fill(self, scanned: Scanned, frame: Frame | None) -> None:
        desk = self._desk
        desk.draft, desk.matched, desk.suggestions = scanned.draft, scanned.matched, scanned.suggestions
        desk.left = desk.left | {str(name) for name in scanned.draft.sources}
        side = code_side(scanned.card.kind)
        if frame is not None and side is not None:
            photo = await asyncio.to_thread(desk.program.lab.jpeg, frame, side)
            await desk.keep_photo(photo, scanned.draft.id)
        else:
            await desk.keep()
        desk.said = Said(Tone.SUCCESS, f"desk.said.read.{scanned.card.kind}")
        self._warn_if_read(not scanned.wants_comparing, "desk.said.mended")
        self.set_aim(next_aim(desk.draft))
        desk.put_cursor_where_missing()

    async def _keep_frame(self, frame: Frame, role: PhotoRole) -> None:
        draft_id = self._desk.draft.id
        photo = await asyncio.to_thread(self._desk.program.lab.jpeg, frame, role)
        if await self._desk.keep_photo(photo, draft_id):
            self._desk.said = Said(Tone.SUCCESS, f"desk.said.taken.{role}")
            self.set_aim(next_aim(self._desk.draft))

    async def _rest(self, text: str) -> None:
        await asyncio.sleep(SCANNER_RESTS)
        self._resting = None
        await self.submit_scan(text)

    def _stop_resting(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None
