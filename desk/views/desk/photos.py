"""Frames become photos: by themselves when the coach is content, or when somebody presses."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from declaration.draft import Draft, PhotoDoubt, PhotoReason, PhotoRole
from declaration.problems import Problem
from desk.ports.camera import Frame, Quad
from desk.ports.photographs import Photograph
from desk.ports.store import Photo
from desk.registration.comparing import Comparing, SideRead, compared
from desk.views.desk.aim import Aim, Said
from desk.views.desk.in_hand import InHand
from desk.views.theme import Tone

if TYPE_CHECKING:
    from uuid import UUID

    from desk.views.desk.model import DeskModel

_BEFORE, _AFTER = 2, 2  # frames around a reading that may be its photo
_WAIT_FOR_FRAMES = 0.4
_ASK_CAMERA_EVERY = 0.03
_LET_COACH = 2.0  # seconds that reading a photo waits for the others to be taken
CARD_SIDES = (PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK)
PAGES = (PhotoRole.PASSPORT_PAGE, PhotoRole.BIRTH_CERTIFICATE, PhotoRole.SIGNED_FORM)


class Photos:
    """The photos of one desk. Judging, cutting and encoding run off the event loop."""

    def __init__(self, desk: DeskModel) -> None:
        self._desk = desk
        self._cards, self._portraits = desk.program.eyes.card_coach(), desk.program.eyes.portrait_coach()
        self._recent: deque[Frame] = deque(maxlen=_BEFORE + 1 + _AFTER)
        self._originals: dict[PhotoRole, Frame] = {}
        self._reasons: dict[tuple[str, ...], PhotoReason] = {}
        eyes = desk.program.eyes
        self._comparing = Comparing(eyes.prints, eyes.reader, eyes.lab)
        self._amiss: dict[PhotoRole, tuple[str, ...]] = {}
        self._reads: dict[PhotoRole, SideRead] = {}
        self._looking: set[asyncio.Task[None]] = set()
        self.in_hand = InHand(desk)
        self._reading, self._nothing_coached = asyncio.Lock(), asyncio.Event()

    # -- what is before the camera -------------------------------------------------------------------

    def saw(self, frame: Frame) -> None:
        """A frame that may be wanted in a moment."""
        self._recent.append(frame)

    async def coach(self, frame: Frame) -> None:
        """Say what to change so that the wanted photo can be taken; take it once all is green."""
        desk, aim = self._desk, self._desk.aim
        if aim.role in self.in_hand.roles:
            return  # taken, and being made
        if aim is Aim.PORTRAIT:
            portrait = await asyncio.to_thread(self._portraits.look, frame)
            if desk.aim is not aim or not desk.taking.looks:
                return
            desk.coaching.on_portrait(portrait, frame)
            take, near = portrait.take, None
        else:
            card = await asyncio.to_thread(self._cards.look, frame, aim.role)
            if desk.aim is not aim or not desk.taking.looks:
                return
            desk.coaching.on_card(card, frame)
            take, near = card.take, card.corners
        if take and aim.role is not None:
            desk.program.active()
            frames = list(self._recent)[-_BEFORE - 1 :]
            self.in_hand.begin(aim.role, self._keep(frames, aim.role, near))

    def put_down(self) -> None:
        """The desk is being locked: what is still being compared comes to nothing."""
        for looking in self._looking:
            looking.cancel()
        self.in_hand.put_down()

    async def around(self, frame: Frame) -> list[Frame]:
        """The frames before and after one, which comes last; reading it may have lasted some frames."""
        before = [seen for seen in self._recent if seen.taken_at < frame.taken_at][-_BEFORE:]
        after = [seen for seen in self._recent if seen.taken_at > frame.taken_at][:_AFTER]
        until = time.monotonic() + _WAIT_FOR_FRAMES
        while len(after) < _AFTER and time.monotonic() < until:
            newest = self._desk.camera.latest()
            last = after[-1] if after else frame
            if newest is not None and newest.taken_at > last.taken_at:
                after.append(newest)
            await asyncio.sleep(_ASK_CAMERA_EVERY)
        return [*before, *after, frame]

    def forget_watched(self) -> None:
        """Something else is wanted now: what was watched so far counts no more."""
        self._recent.clear()
        self._cards.reset()
        self._portraits.reset()
        self._desk.coaching.be_silent()
        (self._nothing_coached.clear if self._desk.aim.is_coached else self._nothing_coached.set)()

    def forget_draft(self) -> None:
        self._originals.clear()
        self._amiss.clear()
        self._reads.clear()

    # -- taking --------------------------------------------------------------------------------------

    async def capture(self) -> None:
        """Take the photo the camera is aimed at, whatever the coach says."""
        role, frame = self._desk.aim.role, self._desk.camera.latest()
        if role is None:
            self._desk.taking.scan_again()
        elif frame is None:
            self._desk.said = Said(Tone.WARNING, "desk.said.no_frame")
        else:
            await self._keep_and_go_on([frame], role)

    async def capture_portrait(self) -> None:
        """F3: aim at the face; when it is aimed at, take it."""
        if self._desk.aim is Aim.PORTRAIT:
            await self.capture()
        else:
            self._desk.taking.set_aim(Aim.PORTRAIT)

    async def take_file(self, data: bytes) -> None:
        """A picture file does what a frame would: its code is read, or it is the wanted photo."""
        frame = await asyncio.to_thread(self._desk.program.eyes.lab.open, data)
        if isinstance(frame, Problem):
            self._desk.said = Said(Tone.ERROR, f"problem.{frame.code}")
        elif self._desk.aim.role is not None:
            await self._keep_and_go_on([frame], self._desk.aim.role)
        else:
            await self._desk.codes.take_picture(frame)

    def keep_read(self, frames: Sequence[Frame], role: PhotoRole, code: Quad | None) -> None:
        """The photo of the side that was just read; what was said of the reading stays if all is well."""
        self.in_hand.begin(role, self._develop(frames, role, code=code))

    async def keep_page(self, frame: Frame) -> None:
        """The passport's page in the frame its zone was read in, where all of it is in sight; where it is
        not, a press takes it."""
        desk, role, draft_id = self._desk, PhotoRole.PASSPORT_PAGE, self._desk.draft.id
        if role in self.in_hand.roles:
            return
        made = await asyncio.to_thread(desk.program.eyes.lab.photograph, frame, role)
        if made.corners is not None and not made.problems:
            self.in_hand.begin(role, self._kept(made, frame, draft_id))

    # -- what is amiss with a photo ------------------------------------------------------------------

    async def use_nevertheless(self, role: PhotoRole, reason: PhotoReason) -> None:
        """The registrar's reason; it is remembered for photos with the very same trouble."""
        doubt = self._desk.draft.doubts.get(role)
        if doubt is None:
            return
        self._reasons[doubt.codes] = reason
        answered = PhotoDoubt(doubt.codes, doubt.asks_reason, reason)
        self._desk.draft = self._desk.draft.with_doubt(role, answered)
        if self._desk.aim.role is role:
            self._desk.taking.go_on()
        await self._desk.keep()

    def compared(self, draft: Draft) -> tuple[Draft, tuple[str, ...]]:
        """The draft knowing what its card photos say against it as it is now, and what speaks for it (keys
        of the locales under ``agrees``). Photos not looked at here keep what was known of them."""
        agrees: dict[str, None] = {}
        for role, read in self._reads.items():
            if role not in draft.photos:
                continue  # of a document that was put away
            comparison = compared(draft, read)
            agrees |= dict.fromkeys(comparison.agrees)
            known = draft.doubts.get(role) or PhotoDoubt(())
            codes = tuple(dict.fromkeys((*self._amiss.get(role, ()), *comparison.codes)))
            if codes != known.codes:
                draft = draft.with_doubt(role, replace(known, codes=codes))
        return draft, tuple(agrees)

    def original(self, role: PhotoRole) -> Frame | None:
        """The whole frame a card side or a page was cut from, as long as its person is here."""
        return self._originals.get(role)

    async def cut_again(self, role: PhotoRole, outline: Quad) -> None:
        """The corners of card or page as the registrar dragged them."""
        frame = self._originals.get(role)
        if frame is not None:
            await self._develop([frame], role, outline=outline)

    # -- within --------------------------------------------------------------------------------------

    async def _keep_and_go_on(self, frames: Sequence[Frame], role: PhotoRole) -> None:
        """Taken by hand: a second press in haste takes the same again, not what comes next."""
        if await self._keep(frames, role):
            self._desk.taking.go_on()

    async def _keep(self, frames: Sequence[Frame], role: PhotoRole, near: Quad | None = None) -> bool:
        made = await self._develop(frames, role, near=near)
        if made is not None and not made.problems:
            self._desk.say(Said(Tone.SUCCESS, f"desk.said.taken.{role}"))
        return made is not None

    async def _develop(
        self,
        frames: Sequence[Frame],
        role: PhotoRole,
        *,
        code: Quad | None = None,
        outline: Quad | None = None,
        near: Quad | None = None,
    ) -> Photograph | None:
        """Make the photo and keep it with what is amiss; None when it cannot be used or nobody wants it."""
        desk, draft_id = self._desk, self._desk.draft.id
        made = await asyncio.to_thread(
            desk.program.eyes.lab.photograph, frames, role, code=code, outline=outline, near=near
        )
        return await self._kept(made, frames[-1], draft_id)

    async def _kept(self, made: Photograph, frame: Frame, draft_id: UUID) -> Photograph | None:
        desk, role = self._desk, made.photo.role
        stop = next((p for p in made.problems if p.blocks and role is PhotoRole.PORTRAIT), None)
        if stop is not None:
            desk.say(Said(Tone.ERROR, f"problem.{stop.code}", stop.details))
            return None
        if not await desk.keep_photo(made.photo, draft_id, self._doubt(made)):
            return None
        if role in (*CARD_SIDES, *PAGES):
            self._originals[role] = frame
        if role in (*CARD_SIDES, PhotoRole.PASSPORT_PAGE):
            self._compare_later(made.photo, draft_id)
        if made.problems:
            desk.say(Said(Tone.WARNING, f"problem.{made.problems[0].code}"))
        return made

    def _compare_later(self, photo: Photo, draft_id: UUID) -> None:
        """Reading print takes a third of a second and nobody waits for it: one photo after the other."""
        self._reads.pop(photo.role, None)
        looking = asyncio.create_task(self._compare(photo, draft_id))
        self._looking.add(looking)
        looking.add_done_callback(self._looking.discard)

    async def _compare(self, photo: Photo, draft_id: UUID) -> None:
        if photo.role in CARD_SIDES:  # a passport's page is what the form waits for
            await self._until_nobody_holds_still()
        async with self._reading:
            read = await asyncio.to_thread(self._comparing.look, photo)
        is_here = self._desk.draft.id == draft_id and self._desk.finished is None
        if is_here and self._desk.pictures.get(photo.role) == photo.data:
            self._reads[photo.role] = read
            if read.passport is not None:
                await self._desk.passports.on_photo(read.passport)
            await self._desk.keep()

    async def _until_nobody_holds_still(self) -> None:
        """What reads print leaves the coach no processor, and somebody holds a card or their head still."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LET_COACH):
                await self._nothing_coached.wait()

    def _doubt(self, made: Photograph) -> PhotoDoubt:
        codes = self._amiss[made.photo.role] = tuple(problem.code for problem in made.problems)
        asks = made.photo.role is PhotoRole.PORTRAIT or any(problem.blocks for problem in made.problems)
        return PhotoDoubt(codes, asks, self._reasons.get(codes) if asks else None)
