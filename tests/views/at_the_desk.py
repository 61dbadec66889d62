"""A desk to test: the running program of the fakes, its model, and the person in front with their cards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

import numpy as np
import pytest

from declaration.draft import Draft, Field, PhotoRole
from desk.ports.camera import Frame
from desk.ports.store import RosterPerson
from desk.views.desk.aim import Aim
from desk.views.desk.keeping import SAVE_AFTER
from desk.views.desk.model import DeskModel
from practice.people import PracticePerson, identity_payload, invented_person
from tests.fakes.cameras import NoCamera
from tests.fakes.declared import filled, picture
from tests.fakes.desk_eyes import FakeEyes, HeldUp
from tests.fakes.program import REGISTRAR, FakeProgram


@dataclass
class Desk:
    """``person`` stands in front; ``code`` is the text of their identity card."""

    program: FakeProgram
    held: HeldUp
    eyes: FakeEyes
    model: DeskModel
    person: PracticePerson

    @property
    def code(self) -> str:
        return identity_payload(self.person)

    @property
    def drafts(self) -> dict[str, Draft]:
        """What the file holds of unfinished work, by name."""
        open_drafts = self.program.drafts.open_drafts(REGISTRAR.name)
        return {draft.value(Field.FULL_NAME): draft for draft in open_drafts}

    @property
    def saved(self) -> Draft | None:
        """The draft on the table as the file has it."""
        return self.program.drafts.draft(self.model.draft.id)

    def listed(self, *, number: bool = True) -> RosterPerson:
        """Put the person on the unit's list."""
        known = RosterPerson(
            id=0,
            unit="Khu công nghiệp Mẫu",
            full_name=self.person.full_name,
            birth=self.person.birth.iso(),
            document_number=self.person.number if number else "",
            insurance_code=self.person.insurance_code,
            phone=self.person.phone,
            email=self.person.email,
        )
        self.program.roster.add([known])
        return known

    async def look(self, frame: Frame) -> None:
        """The camera's next frame, and what comes of it: the photos it leads to are in the file."""
        await self.model.taking.look(frame)
        await self.model.photos.in_hand.settled()

    async def fill(self) -> None:
        """All that is asked for is on the table, signed and agreed to."""
        self.model.draft = filled(self.program.registration, 1)
        await self.model.keep()

    async def sign(self) -> None:
        """The person signs for what stands in the form now."""
        await self.model.keep_photo(picture(1, PhotoRole.SIGNATURE), self.model.draft.id)


def a_desk(seed: int = 1) -> Desk:
    held = HeldUp()
    eyes = FakeEyes(held)
    program = FakeProgram(camera=held, eyes=eyes)
    assert program.table is not None
    return Desk(program, held, eyes, DeskModel(program, program.table, NoCamera()), invented_person(seed))


@pytest.fixture
async def desk() -> Desk:
    """Opened, as its screen does it."""
    made = a_desk()
    await made.model.open()
    return made


def another_frame(at: float) -> Frame:
    return Frame(np.full((36, 64, 3), 120, np.uint8), at)


def aim(desk: Desk) -> Aim:
    return desk.model.aim


def said(desk: Desk) -> str:
    return desk.model.said.key if desk.model.said else ""


async def settle() -> None:
    """As long as typed text rests before it is written, and a little longer."""
    await asyncio.sleep(SAVE_AFTER + 0.05)


async def until(holds: Callable[[], bool]) -> None:
    """Turns of the loop, not of the clock: a test may have stopped that."""
    for _ in range(300):
        if holds():
            return
        await asyncio.to_thread(Event().wait, 0.01)
    raise AssertionError("in vain")
