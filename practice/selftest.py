"""The main job from end to end without a screen, on a fresh practice unit, every step for real.

A card is drawn and read, the form filled and matched, photos taken, the person verified, the declaration
sealed and stored encrypted, sent over HTTP, approved by a signed-in reviewer, and the account comes back.
Then the rest of the form (selftest_forms).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from declaration.draft import Field, PhotoRole
from declaration.lifecycle import Status
from declaration.wire.review import ReviewPage
from declaration.wire.supervision import PracticeMessages, StationsPage
from desk.capture.camera_choice import DeskCameras
from desk.capture.eyes import DeskEyes
from desk.ownership import Ownership
from desk.ports.camera import Scene
from desk.ports.clock import SystemClock
from desk.program import DeskProgram
from desk.registration.declarations import Finished
from desk.registration.scanning import Scanned
from desk.settings import CameraSettings
from desk.storage.remembered_camera import RememberedCamera
from desk.storage.station import DATABASE
from desk.storage.vault.slots import KdfCost
from desk.views.program import Role, SignedIn, SignInTrouble
from practice.selftest_forms import WHOLE_FORM
from practice.unit import PASSES, PracticeUnit
from practice.walk import PATIENCE, StepFailedError, Walk, need, pass_of

log = logging.getLogger(__name__)
_CARD_PHOTOS = {
    PhotoRole.CARD_FRONT: Scene.CARD_FRONT,
    PhotoRole.CARD_BACK: Scene.CARD_BACK,
    PhotoRole.PORTRAIT: Scene.PORTRAIT,
}


@dataclass(frozen=True)
class Step:
    """One line of the selftest: ``ms`` wall time, ``seen`` what proves it (no personal data but the
    invented account's name)."""

    name: str
    ok: bool
    ms: float
    seen: str


async def walk(folder: Path, cost: KdfCost, port: int = 0) -> AsyncIterator[Step]:
    """Every step with its outcome, ending at the first that failed, whatever made it fail.

    ``port`` is the practice service's; 0 takes any free one.
    """
    state = Walk(folder, cost, port)
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
        await state.tidy_up()


async def _start_service(state: Walk) -> str:
    state.unit = await PracticeUnit.start(state.folder, state.cost, state.port)
    return "service, agency, people, enrolled station, roster of 200"


async def _refuse_wrong_passphrase(state: Walk) -> str:
    assert state.unit is not None
    state.ownership = Ownership(state.unit.station_folder)
    need(state.ownership.take(), "the station is owned by somebody else")
    state.program = DeskProgram(
        state.unit.station_folder,
        state.unit.address,
        SystemClock(),
        DeskCameras(CameraSettings(), RememberedCamera(state.unit.station_folder), state.camera),
        DeskEyes(),
        PASSES,
    )
    result = await state.program.unlock(pass_of(Role.REGISTRAR).person.name, "not-the-passphrase")
    need(result is SignInTrouble.WRONG, "a wrong passphrase was not refused")
    need(state.program.table is None, "a table was open without a key")
    return "refused"


async def _unlock(state: Walk) -> str:
    assert state.program is not None
    who = pass_of(Role.REGISTRAR)
    result = await state.program.unlock(who.person.name, who.passphrase)
    need(isinstance(result, SignedIn), "the right passphrase did not open the station")
    return state.program.station_name


async def _scan(state: Walk) -> str:
    table, program = state.at_work()
    state.camera.start()
    text, engine = "", ""
    person = state.camera.person
    state.camera.show(Scene.CODE)
    deadline = time.monotonic() + PATIENCE
    while not text:
        need(time.monotonic() < deadline, f"no code read; camera {state.camera.state}")
        frame = await state.frame()
        reading = await asyncio.to_thread(program.eyes.reader.read, frame.pixels)
        text, engine = reading.text or "", reading.engine
    scanned = await asyncio.to_thread(table.scanning.take, table.registration.begin(), text)
    need(isinstance(scanned, Scanned), "the text was not a card")
    assert isinstance(scanned, Scanned)
    need(scanned.draft.value(Field.FULL_NAME) == person.full_name, "another name than on the card")
    need(scanned.draft.value(Field.DOCUMENT_NUMBER) == person.number, "another number than on the card")
    need(scanned.matched is not None, "not found in the roster")
    state.draft = scanned.draft
    await asyncio.to_thread(table.registration.save, state.draft)
    return f"{scanned.card.kind} read by {engine}, matched with the roster"


async def _complete_fields(state: Walk) -> str:
    table, _ = state.at_work()
    assert state.draft is not None
    if not state.draft.value(Field.PHONE):
        state.draft = state.draft.with_value(Field.PHONE, state.camera.person.phone)
    await asyncio.to_thread(table.registration.save, state.draft)
    kept = await asyncio.to_thread(table.registration.draft, state.draft.id)
    need(kept == state.draft, "the draft did not come back as it was saved")
    return "draft saved and read back"


async def _take_photos(state: Walk) -> str:
    assert state.draft is not None
    seen = []
    for role, scene in _CARD_PHOTOS.items():
        state.draft, photo = await state.photographed(state.draft, role, scene)
        seen.append(photo)
    state.draft = await state.signed(state.draft)
    return ", ".join(seen)


async def _verify_and_finish(state: Walk) -> str:
    table, _ = state.at_work()
    assert state.draft is not None
    early = await asyncio.to_thread(table.registration.finish, state.draft)
    need(not isinstance(early, Finished), "finished without verification and consent")
    state.finished = await state.finish(state.draft)
    return "refused while incomplete, then one transaction"


async def _look_for_plain_text(state: Walk) -> str:
    """The stolen laptop's view: the name and the number must not be in any file of the station."""
    assert state.unit is not None
    person = state.camera.person
    files = [p for p in state.unit.station_folder.rglob("*") if p.is_file() and DATABASE in p.name]
    need(bool(files), "no station file")
    for path in files:
        content = await asyncio.to_thread(path.read_bytes)
        for secret in (person.full_name, person.number, person.phone[1:]):
            need(secret.encode() not in content, f"plain text in {path.name}")
        need(not content.startswith(b"SQLite format 3"), f"{path.name} is not encrypted")
    return f"{len(files)} files, nothing readable"


async def _sync(state: Walk) -> str:
    table, _ = state.at_work()
    detail = await state.until_status(state.finished, Status.RECEIVED)
    deadline = time.monotonic() + PATIENCE  # the feed may tell before the receipt is written down
    while not (await asyncio.to_thread(table.outbox.books, SystemClock().today())).all_signed_for:
        need(time.monotonic() < deadline, "the books do not balance")
        await asyncio.sleep(0.05)
    return f"receipt verified, dossier {detail.line.dossier_number}"


async def _approve(state: Walk) -> str:
    program = await state.come_in(Role.REVIEWER)
    assert program.reviewing is not None
    page = await program.reviewing.page()
    need(isinstance(page, ReviewPage), "no review list")
    assert isinstance(page, ReviewPage)
    need([item.id for item in page.items] == [state.finished], "another declaration than was sent")
    [detail] = await state.approve([state.finished])
    for blob in detail.blobs:
        photo = await program.reviewing.photo(detail.summary.id, blob.sha256)
        need(isinstance(photo, bytes) and len(photo) == blob.size, "a photo did not arrive byte for byte")
    return f"{len(detail.blobs)} photos byte-equal, approved"


async def _answer(state: Walk) -> str:
    await state.come_in(Role.REGISTRAR)
    detail = await state.until_status(state.finished, Status.ACTIVATED)
    need(detail.line.user_name == state.camera.person.insurance_code, "another account's name")
    return f"account {detail.line.user_name} activated"


async def _notice(state: Walk) -> str:
    program = await state.come_in(Role.SUPERVISOR)
    assert program.supervising is not None
    messages = await program.supervising.practice_messages()
    need(isinstance(messages, PracticeMessages), "no practice messages")
    assert isinstance(messages, PracticeMessages)
    user = state.camera.person.insurance_code
    need(any(m.channel == "sms" and user in m.text for m in messages.messages), "no SMS with the account")
    stations = await program.supervising.stations()
    need(isinstance(stations, StationsPage) and stations.stations[0].report is not None, "no report")
    return "SMS at the practice carrier, station reported to the supervisor"


def _ms_since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)


_STEPS: tuple[tuple[str, Callable[[Walk], Awaitable[str]]], ...] = (
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
    *WHOLE_FORM,
)
