"""What the camera is for at this moment, and so what becomes of each frame."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from desk.ports.camera import Frame, Rehearsal
from desk.ports.photographs import CardHint, CardSide
from desk.views.desk.aim import Aim, next_aim, scene_for
from desk.views.desk.beside import Beside

if TYPE_CHECKING:
    from desk.views.desk.model import DeskModel

_ADVISE_AFTER = 2.0
"""Seconds a card may lie unread before the camera before somebody is told what to change."""
_ADVISE_EVERY = 0.7
_LAST_FEW = 4
_WITHOUT_CODE = (CardSide.CCCD_BACK, CardSide.CAN_CUOC_FRONT)


class Taking:
    """The camera's aim. What it sees goes to ``codes`` and ``photos``."""

    def __init__(self, desk: DeskModel) -> None:
        self._desk = desk
        self._advisor = desk.program.eyes.card_coach()
        self._beside = Beside()
        self._unread_since: float | None = None
        self._advised = 0.0
        self._card_in_sight = True
        self.look_seconds = 0.0

    def looked_for(self, seconds: float) -> None:
        """How long one look took: the mean of the last few."""
        self.look_seconds += (seconds - self.look_seconds) / _LAST_FEW

    @property
    def looks(self) -> bool:
        """Whether what the camera sees may change the form: not while something is being asked."""
        desk = self._desk
        is_asked = bool(desk.other_card) or desk.is_discarding or desk.is_signing or desk.is_looking_back
        is_asked = is_asked or desk.is_choosing_draft or bool(desk.zone_asked)
        return not is_asked and desk.cutting is None and not desk.is_put_down

    def set_aim(self, aim: Aim) -> None:
        self._desk.aim = aim
        self._unread_since = None
        self._desk.photos.forget_watched()
        self.show_scene()

    def next_aim(self) -> Aim:
        """What the draft on the table still wants of the camera."""
        return next_aim(self._desk.draft, self._desk.photos.in_hand.roles)

    def go_on(self) -> None:
        """The camera is aimed at what is wanted next."""
        self.set_aim(self.next_aim())

    def aim_or_rest(self, aim: Aim) -> None:
        """A photo's tile was pressed: take that one; pressed again: what was wanted anyway."""
        self.set_aim(self.next_aim() if self._desk.aim is aim else aim)

    def show_scene(self) -> None:
        """In practice somebody obliging holds up what is wanted."""
        camera = self._desk.camera
        if isinstance(camera, Rehearsal):
            camera.show(scene_for(self._desk.aim))

    def scan_again(self) -> None:
        """F2: look for a code, also one that was read a moment ago."""
        self._desk.codes.look_again()
        self.set_aim(Aim.SCAN)

    def forget_draft(self) -> None:
        """Another draft is on the table."""
        self._desk.codes.forget_draft()
        self._desk.photos.forget_draft()
        self._desk.passports.forget_draft()
        self._desk.photos.forget_watched()

    async def look(self, frame: Frame) -> None:
        """The newest frame: a code in it, or a side or a face to be photographed."""
        if not self.looks:
            return
        aim = self._desk.aim
        self._desk.photos.saw(frame)
        has_code = aim.reads_codes and await self._desk.codes.look(frame, card_in_sight=self._card_in_sight)
        if self._desk.aim is not aim or self._desk.finished is not None:
            return
        if aim.is_coached:
            await self._desk.photos.coach(frame)
        elif aim is Aim.SCAN and not has_code:
            self._advise_in_time(frame)
        elif aim is Aim.PASSPORT_PAGE:
            self._desk.passports.look(frame)

    def rest(self) -> None:
        """Nobody looks any more."""
        self._desk.codes.rest()
        self._desk.passports.rest()
        self._beside.rest()

    def _advise_in_time(self, frame: Frame) -> None:
        now = time.monotonic()
        if self._beside.has_room() and now - self._advised >= _ADVISE_EVERY:
            self._advised = now
            self._beside.begin(self._advise(frame, now))

    async def _advise(self, frame: Frame, now: float) -> None:
        """A card lies there and is not read: after two seconds somebody is told what to change."""
        advice = await asyncio.to_thread(self._advisor.look, frame, None)
        if self._desk.aim is not Aim.SCAN:
            return
        self._card_in_sight = CardHint.NO_CARD not in advice.codes
        if advice.codes[:1] == (CardHint.NO_CARD,):
            self._unread_since = None
            self._desk.coaching.hint("")
            return
        self._unread_since = self._unread_since or now
        if now - self._unread_since >= _ADVISE_AFTER:
            self._desk.coaching.hint(_hint(advice.side, advice.codes))


def _hint(side: CardSide, codes: tuple[CardHint, ...]) -> str:
    """Why a card in sight is not read, as far as it can be told."""
    if side in _WITHOUT_CODE:
        return "desk.hint.turn_over"
    told = [code for code in codes if code is not CardHint.HOLD_STILL]
    return f"desk.hint.{told[0]}" if told else "desk.hint.unread"
