"""The desk as it stands: the draft, what is wrong with it, what the camera is for, what was just finished.

Knows no control. Every intent is a coroutine on the event loop; what blocks runs off it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from declaration.contact import Email, Phone, read_email, read_phone
from declaration.draft import Draft, Field, PhotoRole, Source
from declaration.identity import InsuranceCode, read_insurance_code
from declaration.person import BirthDate, read_birth_date, tidy_name
from declaration.problems import Problem
from desk.i18n import language
from desk.ports.camera import Frame, Rehearsal
from desk.ports.store import Photo, RosterPerson
from desk.registration.declarations import Finished
from desk.registration.scanning import AnotherPerson, NotRead, Scanned
from desk.views.desk.aim import Aim, code_side, next_aim, scene_for
from desk.views.program import Program, Table
from desk.views.theme import Tone

SAVE_AFTER = 0.25
SLIP_SECONDS = 12.0


@dataclass(frozen=True)
class Said:
    """One sentence under the camera: its tone and its key in the locales."""

    tone: Tone
    key: str


@ft.observable
@dataclass
class DeskModel:
    """One registrar's desk in one window; it outlives going to another screen and back."""

    program: Program
    table: Table
    draft: Draft = field(init=False)
    problems: tuple[Problem, ...] = ()
    left: frozenset[str] = frozenset()
    aim: Aim = Aim.SCAN
    said: Said | None = None
    pictures: dict[PhotoRole, bytes] = field(default_factory=dict)
    matched: RosterPerson | None = None
    suggestions: tuple[RosterPerson, ...] = ()
    other_card: str = ""
    scan_text: str = ""
    is_signing: bool = False
    is_discarding: bool = False
    is_finishing: bool = False
    exception_open: bool = False
    finished: Finished | None = None
    before: Finished | None = None
    left_behind: int = 0
    focus_on: str = ""
    focus_count: int = 0

    def __post_init__(self) -> None:
        self.draft = self.table.registration.begin()
        self._acts = asyncio.Lock()
        self._saving: asyncio.Task[None] | None = None
        self._last_text = ""

    # -- beginning and ending ------------------------------------------------------------------------

    async def open(self) -> None:
        """The first look: unfinished work of this registrar is on the table again."""
        if not self.draft.is_empty:
            self._show_scene()
            return
        drafts = await asyncio.to_thread(self.table.registration.left_behind)
        if drafts:
            await self._load(drafts[0])
            self.said = Said(Tone.NEUTRAL, "desk.said.resumed")
        self.left_behind = max(0, len(drafts) - 1)
        await self._check()
        self._show_scene()

    async def next_person(self) -> None:
        """An empty desk; what was on it is kept as a draft unless it was finished."""
        async with self._acts:
            await self._save_now()
        await self._clear(self.table.registration.begin())
        self.left_behind = len(await asyncio.to_thread(self.table.registration.left_behind))
        if isinstance(self.program.camera, Rehearsal):
            self.program.camera.next_person()
        self._show_scene()

    async def open_left_behind(self) -> None:
        """Put aside what is here and go on with the newest other draft."""
        async with self._acts:
            await self._save_now()
        current = self.draft.id
        drafts = await asyncio.to_thread(self.table.registration.left_behind)
        others = [draft for draft in drafts if draft.id != current]
        if others:
            await self._clear(others[-1])
            await self._load(others[-1])
            self.left_behind = len(drafts) - 1
            await self._check()

    async def correct(self, declaration_id: UUID) -> bool:
        """Reopen a declaration here; False when it may no longer be reopened."""
        async with self._acts:
            await self._save_now()
        draft = await asyncio.to_thread(self.table.registration.draft, declaration_id)
        draft = draft or await asyncio.to_thread(self.table.registration.reopen, declaration_id)
        if draft is None:
            return False
        await self._clear(draft)
        await self._load(draft)
        self.left = self.left | frozenset(draft.returned_fields)
        self.said = Said(Tone.WARNING, "desk.said.correcting")
        await self._check()
        return True

    def ask_discard(self) -> None:
        self.is_discarding = not self.draft.is_empty

    def keep(self) -> None:
        self.is_discarding = False

    async def discard(self) -> None:
        """Take the draft away for good; asked before."""
        self.is_discarding = False
        async with self._acts:
            self._cancel_save()
            await asyncio.to_thread(self.table.registration.discard, self.draft)
        await self._clear(self.table.registration.begin())
        self._show_scene()

    async def finish(self) -> None:
        """One durable write, or every problem shown where it is."""
        if self.is_finishing or self.finished is not None:
            return
        self.is_finishing = True
        try:
            async with self._acts:
                self._cancel_save()
                result = await asyncio.to_thread(self.table.registration.finish, self.draft)
        finally:
            self.is_finishing = False
        if isinstance(result, Finished):
            self.finished = result
            return
        self.problems = await asyncio.to_thread(self.table.registration.problems, self.draft)
        self.left = frozenset(str(problem.field) for problem in self.problems)
        self.go_to(result[0])

    async def leave_slip(self) -> None:
        """The slip was given: the next person's empty desk."""
        self.before, self.finished = self.finished, None
        await self._clear(self.table.registration.begin())
        if isinstance(self.program.camera, Rehearsal):
            self.program.camera.next_person()
        self._show_scene()

    def forget_before(self) -> None:
        self.before = None

    def look_at_before(self) -> None:
        """The slip of the one just finished, once more."""
        self.finished, self.before = self.before, None

    # -- fields --------------------------------------------------------------------------------------

    def type(self, name: Field, text: str) -> None:
        """A key was pressed: the draft has it at once, the file a moment later."""
        if text == self.draft.value(name):
            return
        self.draft = self.draft.with_value(name, text, Source.TYPED)
        self._save_soon()

    async def leave(self, name: Field, text: str) -> None:
        """The cursor left a field: tidy it, save, and say what is wrong beside it."""
        tidied = _tidied(name, text, self)
        if tidied != self.draft.value(name):
            self.draft = self.draft.with_value(name, tidied, self.draft.sources.get(name, Source.TYPED))
        if text or name in self.left:
            self.left = self.left | {name}
        await self._keep()

    async def choose(self, name: Field, value: str) -> None:
        self.draft = self.draft.with_value(name, value, Source.TYPED)
        self.left = self.left | {name}
        await self._keep()

    async def use(self, person: RosterPerson) -> None:
        """The registrar says that this one of the list is the person."""
        self.draft = self.table.scanning.use(self.draft, person)
        self.matched, self.suggestions = person, ()
        await self._keep()

    def error(self, name: str) -> str | None:
        """The code of what blocks a field, once the registrar has been there."""
        if name not in self.left:
            return None
        return next((p.code for p in self.problems if p.field == name and p.blocks), None)

    def warnings(self, name: str) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.field == name and not p.blocks)

    @property
    def blocking(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.blocks)

    def go_to(self, problem: Problem) -> None:
        """Where the hand is needed: the field gets the cursor, the camera its aim, the pad opens."""
        name = str(problem.field)
        if name in set(Aim):
            self.set_aim(Aim(name))
        elif name == "signature":
            self.open_pad()
        else:
            self.focus_on, self.focus_count = name, self.focus_count + 1

    # -- camera --------------------------------------------------------------------------------------

    def set_aim(self, aim: Aim) -> None:
        self.aim = aim
        self._show_scene()

    async def look(self, frame: Frame) -> None:
        """Read one frame when a code may be in it."""
        if not self.aim.reads_codes or self.finished is not None or self.other_card:
            return
        reading = await asyncio.to_thread(self.program.reader.read, frame.pixels)
        if reading.text is not None and reading.text != self._last_text:
            await self.take_text(reading.text, frame)

    async def take_text(self, text: str, frame: Frame | None = None) -> None:
        """The text of a code, from camera, scanner, file or clipboard."""
        self._last_text = text
        taken = await asyncio.to_thread(self.table.scanning.take, self.draft, text)
        match taken:
            case NotRead(code):
                self.said = Said(Tone.WARNING, f"problem.{code}")
            case AnotherPerson():
                self.other_card = text
            case Scanned():
                await self._fill(taken, frame)

    async def begin_with_other_card(self) -> None:
        """The card of somebody else means: the next person. What was here stays as a draft."""
        text, self.other_card = self.other_card, ""
        async with self._acts:
            await self._save_now()
        await self._clear(self.table.registration.begin())
        self.left_behind = len(await asyncio.to_thread(self.table.registration.left_behind))
        await self.take_text(text)

    def ignore_other_card(self) -> None:
        self.other_card = ""

    def type_scan(self, text: str) -> None:
        self.scan_text = text

    async def submit_scan(self, text: str) -> None:
        """A scanner's line, or text pasted by hand; it stays when it could not be read."""
        if not text.strip():
            return
        await self.take_text(text)
        self.scan_text = "" if self.said and self.said.tone is Tone.SUCCESS else text

    async def capture(self) -> None:
        """Take the photo the camera is aimed at."""
        role, frame = self.aim.role, self.program.camera.latest()
        if role is None:
            self.set_aim(Aim.SCAN)
        elif frame is None:
            self.said = Said(Tone.WARNING, "desk.said.no_frame")
        else:
            await self.keep_frame(frame, role)

    async def capture_portrait(self) -> None:
        """F3: aim at the face, then take it."""
        if self.aim is Aim.PORTRAIT:
            await self.capture()
        else:
            self.set_aim(Aim.PORTRAIT)

    async def keep_frame(self, frame: Frame, role: PhotoRole) -> None:
        photo = await asyncio.to_thread(self.program.lab.jpeg, frame, role)
        await self._keep_photo(photo)
        self.said = Said(Tone.SUCCESS, f"desk.said.taken.{role}")
        self.set_aim(next_aim(self.draft))

    async def take_file(self, data: bytes) -> None:
        """A picture file does what a frame would: its code is read, or it is the wanted photo."""
        frame = await asyncio.to_thread(self.program.lab.open, data)
        if isinstance(frame, Problem):
            self.said = Said(Tone.ERROR, f"problem.{frame.code}")
            return
        if self.aim.role is not None:
            await self.keep_frame(frame, self.aim.role)
            return
        reading = await asyncio.to_thread(self.program.reader.read, frame.pixels)
        if reading.text is None:
            self.said = Said(Tone.WARNING, "desk.said.no_code")
        else:
            await self.take_text(reading.text, frame)

    # -- the person ----------------------------------------------------------------------------------

    async def verify(self, same_person: bool) -> None:
        self.exception_open = not same_person
        reason = "" if same_person or self.draft.verification is None else self.draft.verification.reason
        self.draft = self.table.registration.verified(self.draft, same_person, reason)
        self.left = self.left - {"verification"}
        await self._keep()

    def type_reason(self, text: str) -> None:
        self.draft = self.table.registration.verified(self.draft, False, text)
        self.left = self.left | {"verification"}
        self._save_soon()

    async def consent(self, agreed: bool) -> None:
        self.draft = self.table.registration.consented(self.draft, agreed, language())
        await self._keep()

    def open_pad(self) -> None:
        self.is_signing = True

    def close_pad(self) -> None:
        self.is_signing = False

    def sign_on_paper(self) -> None:
        """The printed form, signed, is photographed instead."""
        self.is_signing = False
        self.set_aim(Aim.SIGNED_FORM)

    async def sign(self, strokes: list[list[tuple[float, float]]], box: tuple[float, float]) -> bool:
        """Keep the drawn signature; False when there is no ink."""
        photo = await asyncio.to_thread(self.program.lab.signature, strokes, box)
        if isinstance(photo, Problem):
            return False
        self.is_signing = False
        await self._keep_photo(photo)
        return True

    # -- within --------------------------------------------------------------------------------------

    async def _fill(self, scanned: Scanned, frame: Frame | None) -> None:
        self.draft, self.matched, self.suggestions = scanned.draft, scanned.matched, scanned.suggestions
        self.left = self.left | {str(name) for name in scanned.draft.sources}
        side = code_side(scanned.card.kind)
        if frame is not None and side is not None:
            photo = await asyncio.to_thread(self.program.lab.jpeg, frame, side)
            await self._keep_photo(photo)
        else:
            await self._keep()
        self.said = Said(Tone.SUCCESS, f"desk.said.read.{scanned.card.kind}")
        self.set_aim(next_aim(self.draft))
        missing = [p for p in self.blocking if p.field in set(Field)]
        if missing and self.aim is Aim.REST:
            self.go_to(missing[0])

    async def _keep_photo(self, photo: Photo) -> None:
        async with self._acts:
            self._cancel_save()
            await asyncio.to_thread(self.table.registration.keep_photo, self.draft, photo)
            self.draft = self.draft.with_photo(photo.role)
        self.pictures = {**self.pictures, photo.role: photo.data}
        await self._check()

    async def _keep(self) -> None:
        async with self._acts:
            await self._save_now()
        await self._check()

    async def _check(self) -> None:
        self.problems = await asyncio.to_thread(self.table.registration.problems, self.draft)

    def _save_soon(self) -> None:
        self._cancel_save()
        self._saving = asyncio.create_task(self._save_later())

    async def _save_later(self) -> None:
        await asyncio.sleep(SAVE_AFTER)
        async with self._acts:
            self._saving = None
            await asyncio.to_thread(self.table.registration.save, self.draft)
        await self._check()

    async def _save_now(self) -> None:
        self._cancel_save()
        await asyncio.to_thread(self.table.registration.save, self.draft)

    def _cancel_save(self) -> None:
        if self._saving is not None:
            self._saving.cancel()
            self._saving = None

    async def _load(self, draft: Draft) -> None:
        self.draft = draft
        self.left = frozenset(str(name) for name in draft.values)
        photos = [
            await asyncio.to_thread(self.table.registration.photo, draft.id, role) for role in draft.photos
        ]
        self.pictures = {photo.role: photo.data for photo in photos if photo is not None}
        self.aim = next_aim(draft)
        self._show_scene()

    async def _clear(self, draft: Draft) -> None:
        self.draft, self.problems, self.left = draft, (), frozenset()
        self.aim, self.said, self.pictures = Aim.SCAN, None, {}
        self.matched, self.suggestions, self.other_card = None, (), ""
        self.scan_text, self.exception_open, self.finished = "", False, None
        self._last_text = ""
        await self._check()

    def _show_scene(self) -> None:
        camera = self.program.camera
        if isinstance(camera, Rehearsal):
            camera.show(scene_for(self.aim))


def _tidied(name: Field, text: str, model: DeskModel) -> str:
    """The value as it is kept: normal form where it can be read, else exactly what was typed."""
    match name:
        case Field.FULL_NAME:
            return tidy_name(text)
        case Field.BIRTH:
            birth = read_birth_date(text, model.draft.declared_on)
            return birth.shown() if isinstance(birth, BirthDate) else text.strip()
        case Field.PHONE:
            phone = read_phone(text)
            return phone.shown() if isinstance(phone, Phone) else text.strip()
        case Field.EMAIL:
            email = read_email(text)
            return email.value if isinstance(email, Email) else text.strip()
        case Field.INSURANCE_CODE:
            code = read_insurance_code(text)
            return code.value if isinstance(code, InsuranceCode) else text.strip()
        case Field.DOCUMENT_NUMBER:
            return "".join(text.split())
        case _:
            return " ".join(text.split())
