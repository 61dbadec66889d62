"""Photos that are being made while the camera is already aimed at the next one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from declaration.draft import PhotoRole
from desk.ports.store import LockedError
from desk.views.desk.aim import Aim, Said
from desk.views.theme import Tone

if TYPE_CHECKING:
    from uuid import UUID

    from desk.views.desk.model import DeskModel

log = logging.getLogger(__name__)


class InHand:
    """Cutting, encoding and keeping a photo takes a third of a second, in which the card can be turned over.

    The last photo's aim stays until it is kept: nothing is said to be held that is not in the file.
    """

    def __init__(self, desk: DeskModel) -> None:
        self._desk = desk
        self._made: dict[tuple[UUID, PhotoRole], asyncio.Task[None]] = {}

    @property
    def roles(self) -> frozenset[PhotoRole]:
        """The photos of the draft on the table that are under way."""
        return frozenset(role for of, role in self._made if of == self._desk.draft.id)

    def begin(self, role: PhotoRole, making: Coroutine[Any, Any, object]) -> None:
        """Go on with what is wanted next; a photo that cannot be kept is said, and wanted again."""
        key = (self._desk.draft.id, role)
        self._made[key] = task = asyncio.create_task(self._make(making))
        task.add_done_callback(lambda _: self._end(key))
        if self._desk.taking.next_aim() is not Aim.REST:
            self._desk.taking.go_on()

    async def settled(self) -> None:
        """All that was begun is in the file, or its trouble is said."""
        await asyncio.gather(*self._made.values(), return_exceptions=True)

    def put_down(self) -> None:
        """The desk is being locked: what is not made yet comes to nothing."""
        for task in self._made.values():
            task.cancel()

    async def _make(self, making: Coroutine[Any, Any, object]) -> None:
        try:
            await making
        except LockedError:
            return  # what a lock cuts short is nobody's fault
        except Exception as error:  # noqa: BLE001 - whatever it is: nobody waits for this, so it is said here
            log.error("photo not kept: %s", type(error).__name__)
            self._desk.say(Said(Tone.ERROR, "desk.said.not_kept"))

    def _end(self, key: tuple[UUID, PhotoRole]) -> None:
        self._made.pop(key, None)
        desk, (of, role) = self._desk, key
        if desk.draft.id == of and desk.aim.role is role and role in desk.draft.photos:
            desk.taking.go_on()
