"""A code's text fills the form, whether a camera reads it, a scanner types it or somebody pastes it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from declaration.cards.identity_card import IdentityCard
from declaration.cards.mrz import Mrz
from declaration.cards.passport_zone import PassportZone
from declaration.cards.recognise import recognise
from declaration.draft import Draft, Field, PhotoDoubt, PhotoRole
from declaration.problems import Problem
from desk.ports.camera import Frame, Reading
from desk.ports.clock import VIETNAM
from desk.registration.scanning import AnotherPerson, NotRead, Scanned, Taken, Typed, TypedOtherwise
from desk.registration.slips import Genuine, NotGenuine
from desk.views.desk.aim import Aim, Said, code_side
from desk.views.desk.beside import Beside
from desk.views.desk.scanner import SCAN_LINE, SCANNER_RESTS, ZoneLines, is_whole_card
from desk.views.theme import Tone

if TYPE_CHECKING:
    from desk.views.desk.model import DeskModel


_GONE_AFTER = 3.0
"""Seconds out of the camera's sight after which a card was taken away."""
_CALM_EVERY = 0.5
"""Seconds between full looks while nothing like a card is before the camera."""


class Codes:
    """What one desk reads. Reading runs off the event loop."""

    def __init__(self, desk: DeskModel) -> None:
        self._desk = desk
        self._live = desk.program.eyes.live_reader()
        self._beside = Beside()
        self._taken_here: set[str] = set()
        self._seen_at: dict[str, float] = {}
        self._resting: asyncio.Task[None] | None = None
        self._fully_read = 0.0
        self._zone, self._filled_by = ZoneLines(), ""

    async def look(self, frame: Frame, *, card_in_sight: bool = True) -> bool:
        """The quick eyes upon one frame; False when they see no code. Then all eyes look at it beside, while
        the next frames are glanced at: one at a time, and only where a code is what is wanted."""
        reading = await asyncio.to_thread(self._live.glance, frame.pixels)
        if reading.text is not None:
            await self._heard(reading, frame)
        elif self._may_look_beside(card_in_sight):
            self._beside.begin(self._read(frame))
        return reading.text is not None

    def rest(self) -> None:
        """Nobody looks any more: what is being read comes to nothing."""
        self._beside.rest()

    def put_down(self) -> None:
        """The desk is being locked: neither a reading nor a scanner's line changes it any more."""
        self.rest()
        self._stop_resting()

    async def take_text(self, text: str) -> None:
        """The text of a code, from a scanner, a file or the clipboard."""
        await self._take(Reading(text, "typed", sure=True, ms=0.0), None)

    async def take_zone(self, text: str, frame: Frame | None, typed: Typed = Typed.ASK) -> None:
        """A passport's zone as an eye read it, taken and asked about once for one draft."""
        if text not in self._taken_here or typed is not Typed.ASK:
            await self._take(Reading(text, "zone", sure=True, ms=0.0), frame, typed)

    def was_filled_by(self, text: str) -> bool:
        """Whether this is what the draft on the table was filled from."""
        return "".join(text.split()) == self._filled_by

    async def take_picture(self, frame: Frame) -> None:
        """A picture file: its code, with the photo of that side."""
        reading = await asyncio.to_thread(self._desk.program.eyes.reader.read, frame.pixels)
        if reading.text is None:
            self._desk.said = Said(Tone.WARNING, "desk.said.no_code")
            return
        await self._take(reading, frame)
        self._warn_if_read(reading.sure, "desk.said.unsure")

    def look_again(self) -> None:
        """Also a code that was read a moment ago is news."""
        self._seen_at.clear()
        self._taken_here.clear()
        self._live.reset()

    def forget_draft(self) -> None:
        """Another draft is on the table; a card left lying there is still the one before's."""
        self._taken_here.clear()
        self._filled_by = ""
        self._zone.forget()
        self._live.reset()

    def type_scan(self, text: str) -> None:
        """A key in the scanner's line. A scanner without Enter has ended when its card is whole."""
        self._stop_resting()
        if is_whole_card(text):
            self._resting = asyncio.create_task(self._rest(text))

    async def submit_scan(self, text: str) -> None:
        """A whole line of a scanner, or pasted text. The line is empty again: the next scan begins there.
        While a zone's further lines may be on their way nothing is taken out under them."""
        self._stop_resting()
        whole = self._zone.add(text.strip()) if text.strip() else None
        if whole is None and text.strip():
            self._resting = asyncio.create_task(self._end_zone())
            return
        if whole is not None:
            await self.take_text(whole)
        self._desk.restore(SCAN_LINE)

    # -- within --------------------------------------------------------------------------------------

    def _may_look_beside(self, card_in_sight: bool) -> bool:
        """Before an empty table only now and then: looking with all eyes takes most of a processor."""
        has_room, now = self._beside.has_room(), time.monotonic()
        wants_code = self._desk.aim is Aim.SCAN or self._desk.finished is not None
        is_due = card_in_sight or now - self._fully_read >= _CALM_EVERY
        if not (has_room and wants_code and is_due):
            return False
        self._fully_read = now
        return True

    async def _read(self, frame: Frame) -> None:
        reading = await asyncio.to_thread(self._live.read, frame.pixels)
        if reading.text is not None:
            await self._heard(reading, frame)

    async def _heard(self, reading: Reading, frame: Frame) -> None:
        if self._is_news(reading) and self._desk.taking.looks:
            if self._desk.finished is not None:
                await self._next_persons_card(reading, frame)
            else:
                await self._take(reading, frame)

    def _is_news(self, reading: Reading) -> bool:
        """A card left lying before the camera is read once; taken away and shown again it counts again,
        but never twice for one draft. What the reader is not sure of waits for a second equal frame."""
        text, now = reading.text or "", time.monotonic()
        if not reading.sure:
            return False
        last = self._seen_at.get(text, -_GONE_AFTER)
        self._seen_at = {seen: at for seen, at in self._seen_at.items() if now - at < _GONE_AFTER}
        self._seen_at[text] = now
        return now - last >= _GONE_AFTER and text not in self._taken_here

    async def _next_persons_card(self, reading: Reading, frame: Frame) -> None:
        """A card held up before the slip was left: the next person is here already."""
        card = recognise(reading.text or "")
        if not isinstance(card, IdentityCard):
            return
        if card.number.value != self._desk.draft.value(Field.DOCUMENT_NUMBER):
            await self._desk.leave_slip()
            await self._take(reading, frame)

    async def _take(self, reading: Reading, frame: Frame | None, typed: Typed = Typed.ASK) -> None:
        text = reading.text or ""
        self._desk.program.active()
        self._taken_here.add(text)
        if self._is_slip(text):
            return
        taken, problems = await self._taken(text, typed)
        if self._desk.is_put_down:
            return
        match taken:
            case NotRead(code):
                self._desk.say(Said(Tone.WARNING, f"problem.{code}"))
            case AnotherPerson(card):
                self._desk.other_card, self._desk.other_name = text, card.full_name
            case TypedOtherwise(_, fields):
                self._desk.passports.ask(text, fields)
            case Scanned() as scanned:
                self._filled_by = "".join(text.split())
                await asyncio.gather(self._fill(scanned, problems), self._photograph(scanned, reading, frame))
                self._desk.put_cursor_where_missing()

    def _is_slip(self, text: str) -> bool:
        """Somebody's slip instead of a card: said to be genuine or not, the form stays as it is."""
        match self._desk.table.slips.check(text):
            case Genuine() as slip:
                where = "desk.said.slip_ours" if slip.is_ours else "desk.said.slip_of_another"
                at = f"{slip.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
                self._desk.say(Said(Tone.SUCCESS, where, {"number": slip.number, "at": at}))
            case NotGenuine():
                self._desk.say(Said(Tone.ERROR, "desk.said.slip_not_genuine"))
            case None:
                return False
        return True

    async def _taken(self, text: str, typed: Typed) -> tuple[Taken, tuple[Problem, ...]]:
        """With what is wrong with the form then. Again when a key was pressed meanwhile, so that the scan
        takes no letter away."""
        while True:
            before = self._desk.draft
            taken = await asyncio.to_thread(self._looked_at, before, text, typed)
            if self._desk.draft is before:
                return taken

    def _looked_at(self, draft: Draft, text: str, typed: Typed) -> tuple[Taken, tuple[Problem, ...]]:
        table = self._desk.table
        taken = table.scanning.take(draft, text, typed)
        if self._desk.is_put_down or not isinstance(taken, Scanned):
            return taken, ()
        return taken, table.registration.problems(taken.draft)

    async def _fill(self, scanned: Scanned, problems: tuple[Problem, ...]) -> None:
        """All of it is drawn at once; then it is written."""
        desk = self._desk
        desk.draft, desk.matched, desk.suggestions = scanned.draft, scanned.matched, scanned.suggestions
        desk.left = desk.left | {str(name) for name in scanned.draft.sources}
        is_mended = bool(scanned.mends) or scanned.is_in_doubt
        desk.mended = frozenset({Field.FULL_NAME, Field.ADDRESS}) if is_mended else frozenset()
        if isinstance(scanned.card, Mrz):
            self._note_zone(scanned)
        desk.problems = problems
        what = "zone" if isinstance(scanned.card, Mrz) else scanned.card.kind
        desk.say(Said(Tone.SUCCESS, f"desk.said.read.{what}"))
        self._warn_if_read(not scanned.wants_comparing, "desk.said.mended")
        if scanned.problems:
            desk.said = Said(Tone.WARNING, f"problem.{scanned.problems[0].code}", scanned.problems[0].details)
        await desk.keep()

    async def _photograph(self, scanned: Scanned, reading: Reading, frame: Frame | None) -> None:
        """The moment of reading is also the photo of that side, when the camera saw it; then the camera goes
        on."""
        side = None if isinstance(scanned.card, Mrz) else code_side(scanned.card.kind)
        if frame is not None and isinstance(scanned.card, PassportZone):
            await self._desk.photos.keep_page(frame)
        elif frame is not None and side is not None:
            around = await self._desk.photos.around(frame)
            self._desk.photos.keep_read(around, side, reading.quad)
        self._desk.taking.go_on()

    def _note_zone(self, scanned: Scanned) -> None:
        """What the typed zone says against the form goes with it, as a photo of that side would tell."""
        codes = tuple(problem.code for problem in scanned.problems)
        known = self._desk.draft.doubts.get(PhotoRole.CARD_BACK) or PhotoDoubt(())
        doubt = replace(known, codes=tuple(dict.fromkeys((*known.codes, *codes))))
        self._desk.draft = self._desk.draft.with_doubt(PhotoRole.CARD_BACK, doubt)

    def _warn_if_read(self, sure: bool, key: str) -> None:
        """The form is filled; what needs comparing with the card is said instead of plain success."""
        is_read = self._desk.said is not None and self._desk.said.tone is Tone.SUCCESS
        if is_read and not sure:
            self._desk.said = Said(Tone.WARNING, key)

    async def _rest(self, text: str) -> None:
        await asyncio.sleep(SCANNER_RESTS)
        self._resting = None
        await self.submit_scan(text)

    async def _end_zone(self) -> None:
        """Lines of a zone came and no more follow: it is said to be short. Whoever types it by hand goes on
        with the next line."""
        await asyncio.sleep(SCANNER_RESTS)
        self._resting = None
        await self.take_text(self._zone.begun)
        self._desk.restore(SCAN_LINE)

    def _stop_resting(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None
