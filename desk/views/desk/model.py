"""The desk as it stands: the draft, what is wrong with it, what the camera is for, what was just finished.

Knows no control. Every intent is a coroutine on the event loop; what blocks runs off it. The intents stand
where they belong: ``filling`` the fields, ``taking`` camera and scanner, ``attesting`` word and signature.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from declaration.draft import Draft, Field, PhotoDoubt, PhotoRole
from declaration.photos_needed import document_photos
from declaration.problems import Problem
from desk.ports.camera import Camera, CameraOffer, CameraState, Rehearsal
from desk.ports.store import LeftDraft, Photo, RosterPerson
from desk.registration.declarations import Finished
from desk.views.components.field_request import NO_FIELD, FieldRequest
from desk.views.desk.aim import Aim, NextAct, Said, next_act
from desk.views.desk.attesting import Attesting
from desk.views.desk.coaching import Coaching
from desk.views.desk.code_finding import CodeFinding
from desk.views.desk.codes import Codes
from desk.views.desk.email_asking import EmailAsking
from desk.views.desk.field_hand import Hands
from desk.views.desk.filling import Filling
from desk.views.desk.guarding import Guarding
from desk.views.desk.keeping import Keeping
from desk.views.desk.passports import Passports
from desk.views.desk.photos import Photos
from desk.views.desk.scanner import SCAN_LINE
from desk.views.desk.taking import Taking
from desk.views.program import Program, Table
from desk.views.theme import Tone


@ft.observable
@dataclass(repr=False)
class DeskModel:
    """One registrar's desk in one window; it outlives going to another screen and back.

    ``own_camera``: the browser's, which belongs to this window; ``left``: the fields whose mistakes are named
    by now; ``mended``: those a scanner typed wrongly and that were put right; ``rings`` grows with everything
    that is to be heard; ``cutting``: the photo whose corners are being dragged; ``is_beside``: camera and
    form are in sight together, so that the cursor may go to the form while the camera is still needed;
    ``is_more_open``: the part of the form that few people need is unfolded;
    ``left_drafts``: everybody's unfinished work but for what is on the table;
    ``former_document``: the draft before another kind of document took out what a card had said;
    ``zone_asked``: a passport's zone that says of ``zone_fields`` something else than was typed;
    ``finished``: the declaration on the table, once it is; ``before``: the one before it, for a minute.
    """

    program: Program
    table: Table
    own_camera: Camera
    coaching: Coaching = field(default_factory=Coaching)
    draft: Draft = field(init=False)
    problems: tuple[Problem, ...] = ()
    left: frozenset[str] = frozenset()
    aim: Aim = Aim.SCAN
    said: Said | None = None
    rings: int = 0
    mended: frozenset[Field] = frozenset()
    pictures: dict[PhotoRole, bytes] = field(default_factory=dict)
    agrees: tuple[str, ...] = ()
    matched: RosterPerson | None = None
    suggestions: tuple[RosterPerson, ...] = ()
    other_card: str = ""
    other_name: str = ""
    former_document: Draft | None = None
    zone_asked: str = ""
    zone_fields: tuple[Field, ...] = ()
    chosen: CameraOffer = field(init=False)
    camera_state: CameraState = CameraState.STARTING
    is_beside: bool = True
    is_signing: bool = False
    is_comparing: bool = False
    cutting: PhotoRole | None = None
    is_choosing_agency: bool = False
    is_choosing_draft: bool = False
    is_more_open: bool = False
    is_discarding: bool = False
    is_finishing: bool = False
    is_looking_back: bool = False
    finished: Finished | None = None
    before: Finished | None = None
    left_drafts: tuple[LeftDraft, ...] = ()
    cursor: FieldRequest = NO_FIELD
    restored: FieldRequest = NO_FIELD

    def __post_init__(self) -> None:
        self.draft = self.table.registration.begin()
        self.chosen = self.program.cameras.chosen
        self.keeping, self.filling = Keeping(self), Filling(self)
        self.hands = Hands(self.filling)
        self.codes, self.photos, self.passports = Codes(self), Photos(self), Passports(self)
        self.taking, self.attesting = Taking(self), Attesting(self)
        self.guarding, self.code_finding = Guarding(self), CodeFinding(self)
        self.email_asking = EmailAsking(self)
        self._is_opened = self._is_behind = False

    # -- whose desk it is ----------------------------------------------------------------------------

    async def open(self) -> None:
        """The screen is shown. The first time, unfinished work of this registrar is on the table again."""
        if not self._is_opened:
            self._is_opened = True
            drafts = await asyncio.to_thread(self.table.registration.left_behind)
            if drafts and self.draft.is_empty:
                await self._load(drafts[0])
                self.said = Said(Tone.NEUTRAL, "desk.said.resumed")
        await self._count_left_behind()
        await self.check()
        self.taking.show_scene()
        if self.draft.is_empty:
            self.put_cursor(SCAN_LINE)

    async def next_person(self) -> None:
        """An empty desk; what was on it is kept as a draft."""
        await self._put_aside()
        await self._next()

    async def begin_with_other_card(self) -> None:
        """The card of somebody else means: the next person. What was here stays as a draft."""
        text, self.other_card = self.other_card, ""
        await self._put_aside()
        await self._begin()
        await self.codes.take_text(text)

    def ignore_other_card(self) -> None:
        self.other_card = ""

    async def open_left_behind(self) -> None:
        """Put aside what is here; a single draft of one's own is here at once, else one is chosen."""
        await self._put_aside()
        await self._count_left_behind()
        mine = [each for each in self.left_drafts if each.registrar == self.table.registration.registrar]
        if len(self.left_drafts) == len(mine) == 1:
            await self.correct(mine[0].id)
        else:
            self.is_choosing_draft = bool(self.left_drafts)

    def stop_choosing_draft(self) -> None:
        self.is_choosing_draft = False

    async def correct(self, declaration_id: UUID) -> bool:
        """Go on with a draft, whoever began it, or reopen a declaration; False when it may no longer be."""
        self.is_choosing_draft = False
        await self._put_aside()
        draft = await asyncio.to_thread(self.table.registration.take_up, declaration_id)
        draft = draft or await asyncio.to_thread(self.table.registration.reopen, declaration_id)
        if draft is None:
            await self._count_left_behind()
            return False
        await self._put_on_table(draft)
        self.left = self.left | frozenset(draft.returned_fields)
        self.said = _said_of(draft)
        to_type = [name for name in draft.returned_fields if name in set(Field)]
        if to_type:
            self.put_cursor(to_type[0])
        return True

    async def put_down(self) -> None:
        """Before the screen is locked: the last letters are in the file, and what is still being read or
        looked at comes to nothing."""
        self.keeping.end()
        self.codes.put_down()
        self.passports.rest()
        self.photos.put_down()
        await self.keeping.now()

    @property
    def is_put_down(self) -> bool:
        """The screen is being locked, and this desk with it."""
        return self.keeping.has_ended

    # -- ending --------------------------------------------------------------------------------------

    def ask_discard(self) -> None:
        self.is_discarding = not self.draft.is_empty

    def keep_draft(self) -> None:
        self.is_discarding = False

    async def discard(self) -> None:
        """Take the draft away for good; asked before."""
        self.is_discarding = False
        await self.keeping.discard()
        await self._begin()
        self.taking.scan_again()
        self.put_cursor(SCAN_LINE)

    async def finish(self) -> None:
        """One durable write, or every problem shown where it is."""
        if self.is_finishing or self.finished is not None or self.draft.is_empty:
            return
        self.is_finishing = True
        try:
            await self.photos.in_hand.settled()
            result = await self.keeping.finish()
        finally:
            self.is_finishing = False
        if not isinstance(result, Finished):
            await self.check()
            self.left = frozenset(str(problem.field) for problem in self.problems)
            self.go_to(result[0])

    async def leave_slip(self) -> None:
        """The slip was given: the next person's empty desk, or back from a second look."""
        if self.is_looking_back:
            self.is_looking_back = False
        elif self.finished is not None:
            self.before = self.finished
            await self._next()

    def look_at_before(self) -> None:
        """The slip of the one just finished, once more; what is on the table stays there."""
        self.is_looking_back = self.before is not None

    def forget_before(self) -> None:
        self.before, self.is_looking_back = None, False

    @property
    def slip(self) -> Finished | None:
        """The slip that is to be shown now."""
        return self.before if self.is_looking_back else self.finished

    @property
    def camera(self) -> Camera:
        """The camera this desk looks through: the chosen one, or this window's own."""
        return self.program.cameras.camera or self.own_camera

    def say(self, said: Said) -> None:
        """Something has happened at the camera: it is said, and heard."""
        self.said = said
        self.rings += 1

    # -- what is wrong, and where --------------------------------------------------------------------

    def error(self, name: str) -> Problem | None:
        """What blocks a field, once the registrar has been there."""
        if name not in self.left:
            return None
        return next((p for p in self.problems if p.field == name and p.blocks), None)

    def warning(self, name: str) -> Problem | None:
        return next((p for p in self.problems if p.field == name and not p.blocks), None)

    @property
    def blocking(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.blocks)

    @property
    def next_act(self) -> NextAct:
        """The one thing that carries the accent colour now."""
        return next_act(self.draft, self.aim, self.blocking)

    def go_to(self, problem: Problem) -> None:
        """Where the hand is needed: the field gets the cursor, the camera its aim, the pad opens."""
        name = str(problem.field)
        if problem.code == "photo_reason_missing":
            self.put_cursor("photo_reason")
        elif name in set(Aim):
            self.taking.set_aim(Aim(name))
            self.put_cursor(name)
        elif name == "signature":
            self.attesting.open_pad()
        elif name == Field.AGENCY:
            self.choose_agency()
        else:
            self.left = self.left | {name}
            self.put_cursor(name)

    @property
    def can_compare(self) -> bool:
        return {PhotoRole.PORTRAIT, self.face_page} <= self.pictures.keys()

    @property
    def face_page(self) -> PhotoRole:
        """The picture of the document that one compares with the person."""
        return document_photos(self.draft)[0]

    def compare(self) -> None:
        self.is_comparing = self.can_compare

    def choose_agency(self) -> None:
        """The sheet of receiving agencies is opened."""
        self.is_choosing_agency = True

    def stop_choosing_agency(self) -> None:
        self.is_choosing_agency = False

    def fold_more(self) -> None:
        """The rest of the form, which few people need: shown, or folded away."""
        self.is_more_open = not self.is_more_open

    def cut_corners(self, role: PhotoRole) -> None:
        """Drag the corners of a card side by hand."""
        self.cutting = role

    def stop_comparing(self) -> None:
        self.is_comparing = False

    def put_cursor(self, name: str) -> None:
        self.cursor = self.cursor.to(name)

    def restore(self, name: str) -> None:
        """The field shows what the desk knows, not what was typed into it."""
        self.restored = self.restored.to(name)

    def put_cursor_where_missing(self) -> None:
        """After a scan: into the first field to be typed, unless that would take the camera out of sight."""
        missing = [p for p in self.blocking if p.field in set(Field)]
        if missing and (self.is_beside or self.aim is Aim.REST):
            self.put_cursor(str(missing[0].field))

    async def keep(self) -> None:
        """The draft has changed: it is written, and what is wrong with it is known anew."""
        self.draft, self.agrees = self.photos.compared(self.draft)
        await self.keeping.now()
        await self.check()

    async def keep_photo(self, photo: Photo, of: UUID, doubt: PhotoDoubt | None = None) -> bool:
        if not await self.keeping.photo(photo, of, doubt):
            return False
        await self.check()
        return True

    def typed(self, draft: Draft) -> None:
        """A key more in the draft. It is drawn with the next check: drawing anew costs more than a key."""
        object.__setattr__(self, "draft", draft)
        self._is_behind = True

    async def check(self) -> None:
        """Look again until the answer is about the draft as it is now; then it is drawn."""
        while True:
            self.draft, self.agrees = self.photos.compared(self.draft)
            draft = self.draft
            problems = await asyncio.to_thread(self.table.registration.problems, draft)
            if draft is self.draft:
                break
        self.problems = problems
        if self._is_behind:
            self._is_behind = False
            self.notify()  # type: ignore[attr-defined]  # of ft.observable

    # -- within --------------------------------------------------------------------------------------

    async def _put_aside(self) -> None:
        """What is on the table is in the file as it stands, with the photos just taken."""
        await self.photos.in_hand.settled()
        await self.keeping.now()

    async def _next(self) -> None:
        await self._begin()
        if isinstance(self.camera, Rehearsal):
            self.camera.next_person()
        self.taking.show_scene()
        self.put_cursor(SCAN_LINE)

    async def _put_on_table(self, draft: Draft) -> None:
        self._clear(draft)
        await self._load(draft)
        await self._count_left_behind()
        await self.check()

    async def _load(self, draft: Draft) -> None:
        self.draft = draft
        self.left = frozenset(str(name) for name in draft.values)
        self.matched = await asyncio.to_thread(self.table.scanning.listed, draft)
        self.pictures = await asyncio.to_thread(self.table.registration.pictures, draft)
        self.taking.go_on()

    async def _begin(self) -> None:
        self._clear(self.table.registration.begin())
        await self._count_left_behind()
        await self.check()

    def _clear(self, draft: Draft) -> None:
        self.draft, self.problems, self.left = draft, (), frozenset()
        self.aim, self.said, self.pictures = Aim.SCAN, None, {}
        self.matched, self.suggestions, self.other_card = None, (), ""
        self.finished, self.is_looking_back, self.is_more_open = None, False, False
        self.former_document = None
        self.mended, self.zone_asked, self.zone_fields = frozenset(), "", ()
        self.taking.forget_draft()
        self.email_asking.dismiss()

    async def _count_left_behind(self) -> None:
        drafts = await asyncio.to_thread(self.table.registration.left_drafts)
        self.left_drafts = tuple(draft for draft in drafts if draft.id != self.draft.id)


def _said_of(draft: Draft) -> Said:
    """What is on the table now."""
    if draft.revision > 1:
        return Said(Tone.WARNING, "desk.said.correcting")
    if draft.value(Field.ONLINE_NUMBER):
        return Said(Tone.WARNING, "desk.said.online")
    return Said(Tone.NEUTRAL, "desk.said.resumed")
