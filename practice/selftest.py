"""The main job from end to end without a screen, on a fresh practice unit, every step for real.

A card is drawn and read, the form filled and matched, photos taken, the person verified, the declaration
sealed and stored encrypted, sent over HTTP, approved by a signed-in reviewer, and the account comes back.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from declaration.draft import Draft, Field, PhotoRole
from declaration.lifecycle import Status
from declaration.problems import Problem
from declaration.wire.review import ReviewDetail, ReviewPage
from declaration.wire.supervision import PracticeMessages, StationsPage
from desk.capture.camera_choice import DeskCameras
from desk.capture.eyes import DeskEyes
from desk.ownership import Ownership
from desk.ports.camera import CameraState, Frame, Scene
from desk.ports.clock import SystemClock
from desk.ports.store import DeclarationDetail
from desk.program import DeskProgram
from desk.registration.declarations import Finished
from desk.registration.scanning import Scanned
from desk.settings import CameraSettings
from desk.storage.remembered_camera import RememberedCamera
from desk.storage.station import DATABASE
from desk.storage.vault.slots import KdfCost
from desk.views.program import PracticePass, Role, SignedIn, SignInTrouble, Table
from practice.unit import PASSES, PracticeUnit, people
from practice.virtual_camera import VirtualCamera

PATIENCE = 30.0
log = logging.getLogger(__name__)


class StepFailedError(Exception):
    """A step did not happen; the message says what was seen instead, never whose data."""


@dataclass(frozen=True)
class Step:
    """One line of the selftest: ``ms`` wall time, ``seen`` what proves it (no personal data but the
    invented account's name)."""

    name: str
    ok: bool
    ms: float
    seen: str


@dataclass
class _Walk:
    folder: Path
    cost: KdfCost
    port: int
    unit: PracticeUnit | None = None
    ownership: Ownership | None = None
    program: DeskProgram | None = None
    camera: VirtualCamera = field(default_factory=lambda: VirtualCamera(people()[:3]))
    draft: Draft | None = None
    finished: UUID | None = None
    approved: ReviewDetail | None = None


async def walk(folder: Path, cost: KdfCost, port: int = 0) -> AsyncIterator[Step]:
    """Every step with its outcome, ending at the first that failed, whatever made it fail.

    ``port`` is the practice service's; 0 takes any free one.
    """
    state = _Walk(folder, cost, port)
    try:
        for name, act in _STEPS:
            began = time.perf_counter()
            try:
                seen = await act(state)
            except StepFailedError as error:
                yield Step(name, False, _ms_since(began), str(error))
                return
            except Exception as error:  # whatever broke is named; its words may be private
                log.error("step %s failed", name, exc_info=error)
                yield Step(name, False, _ms_since(began), type(error).__name__)
                return
            yield Step(name, True, _ms_since(began), seen)
    finally:
        await _tidy_up(state)


async def _tidy_up(state: _Walk) -> None:
    state.camera.stop()
    if state.program is not None:
        await state.program.close()
    if state.ownership is not None:
        state.ownership.release()
    if state.unit is not None:
        await state.unit.stop()


async def _start_service(state: _Walk) -> str:
    state.unit = await PracticeUnit.start(state.folder, state.cost, state.port)
    return "service, agency, people, enrolled station, roster of 200"


async def _refuse_wrong_passphrase(state: _Walk) -> str:
    assert state.unit is not None
    state.ownership = Ownership(state.unit.station_folder)
    _need(state.ownership.take(), "the station is owned by somebody else")
    state.program = DeskProgram(
        state.unit.station_folder,
        state.unit.address,
        SystemClock(),
        DeskCameras(CameraSettings(), RememberedCamera(state.unit.station_folder), state.camera),
        DeskEyes(),
        PASSES,
    )
    result = await state.program.unlock(_pass(Role.REGISTRAR).person.name, "not-the-passphrase")
    _need(result is SignInTrouble.WRONG, "a wrong passphrase was not refused")
    _need(state.program.table is None, "a table was open without a key")
    return "refused"


async def _unlock(state: _Walk) -> str:
    assert state.program is not None
    who = _pass(Role.REGISTRAR)
    result = await state.program.unlock(who.person.name, who.passphrase)
    _need(isinstance(result, SignedIn), "the right passphrase did not open the station")
    return state.program.station_name


async def _scan(state: _Walk) -> str:
    table, program = _table(state)
    state.camera.start()
    text, engine = "", ""
    person = state.camera.person
    state.camera.show(Scene.CODE)
    deadline = time.monotonic() + PATIENCE
    while not text:
        _need(time.monotonic() < deadline, f"no code read; camera {state.camera.state}")
        frame = await _frame(state)
        reading = await asyncio.to_thread(program.eyes.reader.read, frame.pixels)
        text, engine = reading.text or "", reading.engine
    scanned = await asyncio.to_thread(table.scanning.take, table.registration.begin(), text)
    _need(isinstance(scanned, Scanned), "the text was not a card")
    assert isinstance(scanned, Scanned)
    _need(scanned.draft.value(Field.FULL_NAME) == person.full_name, "another name than on the card")
    _need(scanned.draft.value(Field.DOCUMENT_NUMBER) == person.number, "another number than on the card")
    _need(scanned.matched is not None, "not found in the roster")
    state.draft = scanned.draft
    await asyncio.to_thread(table.registration.save, state.draft)
    return f"{scanned.card.kind} read by {engine}, matched with the roster"


async def _complete_fields(state: _Walk) -> str:
    table, _ = _table(state)
    assert state.draft is not None
    if not state.draft.value(Field.PHONE):
        state.draft = state.draft.with_value(Field.PHONE, state.camera.person.phone)
    await asyncio.to_thread(table.registration.save, state.draft)
    kept = await asyncio.to_thread(table.registration.draft, state.draft.id)
    _need(kept == state.draft, "the draft did not come back as it was saved")
    return "draft saved and read back"


async def _take_photos(state: _Walk) -> str:
    table, program = _table(state)
    assert state.draft is not None
    wanted = {
        PhotoRole.CARD_FRONT: Scene.CARD_FRONT,
        PhotoRole.CARD_BACK: Scene.CARD_BACK,
        PhotoRole.PORTRAIT: Scene.PORTRAIT,
    }
    sizes = []
    for role, scene in wanted.items():
        state.camera.show(scene)
        await asyncio.sleep(0.3)
        photo = (await asyncio.to_thread(program.eyes.lab.photograph, await _frame(state), role)).photo
        state.draft = await asyncio.to_thread(table.registration.keep_photo, state.draft, photo)
        sizes.append(f"{role} {photo.width}x{photo.height} {len(photo.data) // 1024} KB")
    signature = program.eyes.lab.signature([[(10, 60), (80, 20), (150, 70), (260, 30)]], (300, 100))
    if isinstance(signature, Problem):
        raise StepFailedError(signature.code)
    state.draft = await asyncio.to_thread(table.registration.keep_photo, state.draft, signature)
    return ", ".join(sizes)


async def _verify_and_finish(state: _Walk) -> str:
    table, _ = _table(state)
    assert state.draft is not None
    early = await asyncio.to_thread(table.registration.finish, state.draft)
    _need(not isinstance(early, Finished), "finished without verification and consent")
    draft = table.registration.verified(state.draft, same_person=True)
    draft = table.registration.consented(draft, agreed=True, language="vi")
    finished = await asyncio.to_thread(table.registration.finish, draft)
    if not isinstance(finished, Finished):
        raise StepFailedError("problems: " + ", ".join(p.code for p in finished))
    state.finished = finished.id
    return "refused while incomplete, then one transaction"


async def _look_for_plain_text(state: _Walk) -> str:
    """The stolen laptop's view: the name and the number must not be in any file of the station."""
    assert state.unit is not None
    person = state.camera.person
    files = [p for p in state.unit.station_folder.rglob("*") if p.is_file() and DATABASE in p.name]
    _need(bool(files), "no station file")
    for path in files:
        content = await asyncio.to_thread(path.read_bytes)
        for secret in (person.full_name, person.number, person.phone[1:]):
            _need(secret.encode() not in content, f"plain text in {path.name}")
        _need(not content.startswith(b"SQLite format 3"), f"{path.name} is not encrypted")
    return f"{len(files)} files, nothing readable"


async def _sync(state: _Walk) -> str:
    table, _ = _table(state)
    detail = await _until_status(state, Status.RECEIVED)
    deadline = time.monotonic() + PATIENCE  # the feed may tell before the receipt is written down
    while not (await asyncio.to_thread(table.outbox.books, SystemClock().today())).all_signed_for:
        _need(time.monotonic() < deadline, "the books do not balance")
        await asyncio.sleep(0.05)
    return f"receipt verified, dossier {detail.line.dossier_number}"


async def _approve(state: _Walk) -> str:
    _, program = _table(state)
    who = _pass(Role.REVIEWER)
    await program.lock()
    result = await program.sign_in(who.person.name, who.passphrase)
    _need(isinstance(result, SignedIn), "the reviewer could not sign in")
    assert program.reviewing is not None
    page = await program.reviewing.page()
    _need(isinstance(page, ReviewPage), "no review list")
    assert isinstance(page, ReviewPage)
    _need([item.id for item in page.items] == [state.finished], "another declaration than was sent")
    detail = await program.reviewing.open(page.items[0].id)
    assert isinstance(detail, ReviewDetail)
    for blob in detail.blobs:
        photo = await program.reviewing.photo(detail.summary.id, blob.sha256)
        _need(isinstance(photo, bytes) and len(photo) == blob.size, "a photo did not arrive byte for byte")
    decided = await program.reviewing.approve(detail)
    _need(isinstance(decided, ReviewDetail), "the approval was not accepted")
    return f"{len(detail.blobs)} photos byte-equal, approved"


async def _answer(state: _Walk) -> str:
    program = state.program
    assert program is not None
    assert state.finished is not None
    who = _pass(Role.REGISTRAR)
    await program.unlock(who.person.name, who.passphrase)
    detail = await _until_status(state, Status.ACTIVATED)
    _need(detail.line.user_name == state.camera.person.insurance_code, "another account's name")
    return f"account {detail.line.user_name} activated"


async def _notice(state: _Walk) -> str:
    program = state.program
    assert program is not None
    who = _pass(Role.SUPERVISOR)
    await program.lock()
    await program.sign_in(who.person.name, who.passphrase)
    assert program.supervising is not None
    messages = await program.supervising.practice_messages()
    _need(isinstance(messages, PracticeMessages), "no practice messages")
    assert isinstance(messages, PracticeMessages)
    user = state.camera.person.insurance_code
    _need(any(m.channel == "sms" and user in m.text for m in messages.messages), "no SMS with the account")
    stations = await program.supervising.stations()
    _need(isinstance(stations, StationsPage) and stations.stations[0].report is not None, "no report")
    return "SMS at the practice carrier, station reported to the supervisor"


def _need(holds: bool, otherwise: str) -> None:
    if not holds:
        raise StepFailedError(otherwise)


async def _until_status(state: _Walk, wanted: Status) -> DeclarationDetail:
    """The declaration once it stands there; what comes in between is passed through."""
    table, _ = _table(state)
    assert state.finished is not None
    deadline = time.monotonic() + PATIENCE
    while True:
        detail = await asyncio.to_thread(table.declarations.detail, state.finished)
        assert detail is not None, "a finished declaration is never lost"
        if detail.line.status is wanted:
            return detail
        _need(time.monotonic() < deadline, f"status {detail.line.status} instead of {wanted}")
        await asyncio.sleep(0.05)


async def _frame(state: _Walk) -> Frame:
    deadline = time.monotonic() + PATIENCE
    while (frame := state.camera.latest()) is None:
        _need(state.camera.state in (CameraState.STARTING, CameraState.READY), f"camera {state.camera.state}")
        _need(time.monotonic() < deadline, "no frame")
        await asyncio.sleep(0.02)
    return frame


def _table(state: _Walk) -> tuple[Table, DeskProgram]:
    assert state.program is not None
    assert state.program.table is not None
    return state.program.table, state.program


def _pass(role: Role) -> PracticePass:
    return next(p for p in PASSES if p.person.role is role)


def _ms_since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)


_STEPS: tuple[tuple[str, Callable[[_Walk], Awaitable[Any]]], ...] = (
    ("start_service", _start_service),
    ("wrong_passphrase", _refuse_wrong_passphrase),
    ("unlock", _unlock),
    ("scan", _scan),
    ("draft", _complete_fields),
    ("photos", _take_photos),
    ("finish", _verify_and_finish),
    ("encrypted", _look_for_plain_text),
    ("sync", _sync),
    ("approve", _approve),
    ("account", _answer),
    ("notice", _notice),
)
