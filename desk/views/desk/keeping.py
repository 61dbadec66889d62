"""The draft on its way into the encrypted file: one write at a time, and none after it was finished."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from desk.ports.store import LockedError, Photo
from desk.registration.declarations import Finished
from desk.views.desk.aim import Said
from desk.views.theme import Tone

if TYPE_CHECKING:
    from uuid import UUID

    from declaration.draft import Draft, PhotoDoubt
    from declaration.problems import Problem
    from desk.views.desk.model import DeskModel

log = logging.getLogger(__name__)
_Given = ParamSpec("_Given")
_Kept = TypeVar("_Kept")
SAVE_AFTER = 0.25
"""Seconds of rest after which typed text is written."""


class Keeping:
    """All durable acts on the draft of one desk. Call them on the event loop; they write off it."""

    def __init__(self, desk: DeskModel) -> None:
        self._desk = desk
        self._turn = asyncio.Lock()
        self._waiting: asyncio.Task[None] | None = None
        self.has_ended = False

    def end(self) -> None:
        """Nothing more comes to this draft; what is on the desk can still be written."""
        self.has_ended = True

    def soon(self) -> None:
        """Write once the typing rests; what is wrong with it is then known too."""
        self._cancel()
        self._waiting = asyncio.create_task(self._later())

    async def now(self) -> None:
        async with self._turn:
            self._cancel()
            await self._write()

    async def photo(self, photo: Photo, of: UUID, doubt: PhotoDoubt | None) -> bool:
        """The picture together with the draft it was taken for, and what is amiss with it; False when
        another draft is here by now, or the desk is being locked. Then both are shown, in one drawing."""
        async with self._turn:
            if self._desk.draft.id != of or self._desk.finished is not None or self.has_ended:
                return False
            self._cancel()
            draft = self._desk.draft.with_doubt(photo.role, doubt)
            kept, problems = await _to_its_end(self._kept_and_looked_at, draft, photo)
            draft = self._desk.draft.with_doubt(photo.role, doubt)
            self._desk.draft = replace(draft, photos=kept.photos, signed=kept.signed)
            self._desk.pictures = {**self._desk.pictures, photo.role: photo.data}
            self._desk.problems = problems
        return True

    def _kept_and_looked_at(self, draft: Draft, photo: Photo) -> tuple[Draft, tuple[Problem, ...]]:
        registration = self._desk.table.registration
        kept = registration.keep_photo(draft, photo)
        return kept, registration.problems(kept)

    async def finish(self) -> Finished | tuple[Problem, ...]:
        """One durable write. Whatever waits behind it finds the draft finished and leaves it alone."""
        async with self._turn:
            self._cancel()
            result = await _to_its_end(self._desk.table.registration.finish, self._desk.draft)
            if isinstance(result, Finished):
                self._desk.finished = result
        return result

    async def discard(self) -> None:
        async with self._turn:
            self._cancel()
            await _to_its_end(self._desk.table.registration.discard, self._desk.draft)

    async def _later(self) -> None:
        await asyncio.sleep(SAVE_AFTER)
        try:
            async with self._turn:
                self._waiting = None  # from here on it is written, not put off
                await self._write()
            await self._desk.check()
        except LockedError:
            return  # put down and locked meanwhile: what was typed is in the file
        except Exception as error:  # noqa: BLE001 - whatever it is: nobody waits for this, so it is said here
            log.error("typed text not saved: %s", type(error).__name__)
            self._desk.say(Said(Tone.ERROR, "desk.said.not_saved"))

    async def _write(self) -> None:
        if self._desk.finished is None:
            await _to_its_end(self._desk.table.registration.save, self._desk.draft)

    def _cancel(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


async def _to_its_end(act: Callable[_Given, _Kept], *given: _Given.args, **named: _Given.kwargs) -> _Kept:
    """Off the loop; whoever is cancelled meanwhile is so only afterwards. A write that was given up half way
    would let the next one overtake it, and then put the older text back."""
    work, is_given_up = asyncio.create_task(asyncio.to_thread(act, *given, **named)), False
    while not work.done():
        try:
            await asyncio.wait({work})
        except asyncio.CancelledError:
            is_given_up = True
    if is_given_up and (waiting := asyncio.current_task()) is not None:
        waiting.uncancel()
        waiting.cancel()
    return work.result()
