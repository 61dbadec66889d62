"""One walk of the selftest through the running desk: what its steps share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from declaration.draft import Draft, PhotoRole
from declaration.lifecycle import Status
from declaration.problems import Problem
from declaration.wire.review import ReviewDetail
from desk.ownership import Ownership
from desk.ports.camera import CameraState, Frame, Scene
from desk.ports.clock import SystemClock
from desk.ports.store import DeclarationDetail
from desk.program import DeskProgram
from desk.registration.declarations import Finished
from desk.storage.vault.slots import KdfCost
from desk.views.program import PracticePass, Role, SignedIn, Table
from practice.unit import PASSES, PracticeUnit, people
from practice.virtual_camera import VirtualCamera

PATIENCE = 30.0


class StepFailedError(Exception):
    """A step did not happen; the message says what was seen instead, never whose data."""


@dataclass
class Walk:
    """What the steps before have opened and made."""

    folder: Path
    cost: KdfCost
    port: int
    unit: PracticeUnit | None = None
    ownership: Ownership | None = None
    program: DeskProgram | None = None
    camera: VirtualCamera = field(default_factory=lambda: VirtualCamera(people()[:3]))
    draft: Draft | None = None
    finished: UUID | None = None
    whole_form: list[UUID] = field(default_factory=list)

    @property
    def today(self) -> date:
        return SystemClock().today()

    def at_work(self) -> tuple[Table, DeskProgram]:
        """The registrar's table."""
        assert self.program is not None
        assert self.program.table is not None
        return self.program.table, self.program

    async def come_in(self, role: Role) -> DeskProgram:
        """Whoever was there leaves, and the unit's person of that role signs in."""
        assert self.program is not None
        who = pass_of(role)
        await self.program.lock()
        enter = self.program.unlock if role is Role.REGISTRAR else self.program.sign_in
        result = await enter(who.person.name, who.passphrase)
        need(isinstance(result, SignedIn), f"the {role} could not sign in")
        if role is Role.REGISTRAR:
            self.camera.start()  # locking turned it off
        return self.program

    async def photographed(self, draft: Draft, role: PhotoRole, scene: Scene) -> tuple[Draft, str]:
        """The draft with the photo of what is held up, and what that photo is like."""
        table, program = self.at_work()
        made = await asyncio.to_thread(program.eyes.lab.photograph, await self.held_up(scene), role)
        photo = made.photo
        need(scene is not Scene.PAGE or not made.problems, "the page was not found")
        kept = await asyncio.to_thread(table.registration.keep_photo, draft, photo)
        return kept, f"{role} {photo.width}x{photo.height} {len(photo.data) // 1024} KB"

    async def signed(self, draft: Draft) -> Draft:
        """The draft with a line drawn on the pad."""
        table, program = self.at_work()
        signature = program.eyes.lab.signature([[(10, 60), (80, 20), (150, 70), (260, 30)]], (300, 100))
        if isinstance(signature, Problem):
            raise StepFailedError(signature.code)
        return await asyncio.to_thread(table.registration.keep_photo, draft, signature)

    async def finish(self, draft: Draft) -> UUID:
        """The person verified and agreed, the declaration sealed; returns its id."""
        registration = self.at_work()[0].registration
        draft = registration.verified(draft, same_person=True)
        draft = registration.consented(draft, agreed=True, language="vi")
        finished = await asyncio.to_thread(registration.finish, draft)
        if not isinstance(finished, Finished):
            raise StepFailedError("problems: " + ", ".join(p.code for p in finished))
        return finished.id

    async def until_status(self, declaration: UUID | None, wanted: Status) -> DeclarationDetail:
        """The declaration once it stands there; what comes in between is passed through."""
        table, _ = self.at_work()
        assert declaration is not None
        deadline = time.monotonic() + PATIENCE
        while True:
            detail = await asyncio.to_thread(table.declarations.detail, declaration)
            assert detail is not None, "a finished declaration is never lost"
            if detail.line.status is wanted:
                return detail
            need(time.monotonic() < deadline, f"status {detail.line.status} instead of {wanted}")
            await asyncio.sleep(0.05)

    async def approve(self, declarations: Sequence[UUID | None]) -> list[ReviewDetail]:
        """Each opened by the signed-in reviewer and approved; as they were when they were opened."""
        assert self.program is not None
        assert self.program.reviewing is not None
        opened = []
        for declaration in declarations:
            assert declaration is not None
            detail = await self.program.reviewing.open(declaration)
            assert isinstance(detail, ReviewDetail)
            decided = await self.program.reviewing.approve(detail)
            need(isinstance(decided, ReviewDetail), f"the approval was not accepted: {decided!r}")
            opened.append(detail)
        return opened

    async def held_up(self, scene: Scene) -> Frame:
        """A frame of it: the second from now, for the first may be under way already."""
        self.camera.show(scene)
        first = await self.frame(time.monotonic())
        return await self.frame(first.taken_at)

    async def frame(self, since: float = 0.0) -> Frame:
        """The camera's newest, when it was taken after that moment."""
        deadline = time.monotonic() + PATIENCE
        while (frame := self.camera.latest()) is None or frame.taken_at <= since:
            starting = self.camera.state in (CameraState.STARTING, CameraState.READY)
            need(starting, f"camera {self.camera.state}")
            need(time.monotonic() < deadline, "no frame")
            await asyncio.sleep(0.02)
        return frame

    async def tidy_up(self) -> None:
        """Everything stopped and let go."""
        self.camera.stop()
        if self.program is not None:
            await self.program.close()
        if self.ownership is not None:
            self.ownership.release()
        if self.unit is not None:
            await self.unit.stop()


def need(holds: bool, otherwise: str) -> None:
    """StepFailedError with those words unless it holds."""
    if not holds:
        raise StepFailedError(otherwise)


def pass_of(role: Role) -> PracticePass:
    return next(p for p in PASSES if p.person.role is role)
