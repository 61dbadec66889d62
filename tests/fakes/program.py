"""A running desk for screens: one registrar at a table whose stores are in memory, and a line one can cut."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from declaration.wire.contact_codes import CodeAsked, EmailConfirmed
from declaration.wire.lookups import AccountQuestion, CodeQuestion, LookupAnswer
from declaration.wire.online import OnlineDeclaration
from declaration.wire.records import Record
from declaration.wire.sign_in import Agency
from declaration.wire.spelled import Misspelled, read_spelled, spell
from desk.administering.administering import Administering
from desk.administering.own_sign_in import OwnSignIn
from desk.auditing.auditing import Auditing
from desk.capture.for_paper import for_paper
from desk.ports.camera import Camera, Cameras
from desk.ports.clock import VIETNAM
from desk.ports.outbox import Books
from desk.ports.photographs import Eyes
from desk.ports.recovery import RecoveryState
from desk.ports.service import Denied, NoAnswer, Reason, SyncState, SyncWatch
from desk.ports.standing import Concern
from desk.printing.typesetting import TypstPages
from desk.registration.calling import CallList
from desk.registration.closing import Closing
from desk.registration.complaining import Complaining
from desk.registration.complaint_routes import ComplaintRoutes
from desk.registration.declarations import Registration
from desk.registration.figures.figuring import Figuring
from desk.registration.guardians import Guardians
from desk.registration.handing_over import HandingOver
from desk.registration.online import OnlineDesk
from desk.registration.printouts import Letterhead, Printouts, Sources
from desk.registration.rosters.rostering import Rostering
from desk.registration.scanning import Scanning
from desk.registration.sealing import Sealer
from desk.registration.taking_back import TakingBack
from desk.registration.withdrawing import Withdrawing
from desk.reviewing.answering import Answering
from desk.reviewing.reviewing import Reviewing
from desk.storage.vault.station_key import StationKey
from desk.supervising.agency_figuring import AgencyFiguring
from desk.supervising.supervising import Supervising
from desk.tables.opening import FileTables
from desk.views.program import (
    Person,
    PracticePass,
    Role,
    Salvaging,
    SignedIn,
    SignInResult,
    SignInTrouble,
    Table,
)
from tests.fakes.calls import MemoryCalls
from tests.fakes.cameras import FakeCameras, NoCamera
from tests.fakes.care import FakeCare
from tests.fakes.complaints import MemoryComplaints
from tests.fakes.consents import MemoryConsents
from tests.fakes.days import MemoryDays
from tests.fakes.desk_eyes import FakeEyes, HeldUp
from tests.fakes.email_codes import MemoryEmailCodes
from tests.fakes.figures import MemoryFigures
from tests.fakes.handovers import MemoryHandovers
from tests.fakes.online import MemoryOnline
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.shelf import Shelf
from tests.fakes.slips import made_slips
from tests.fakes.store import MemoryDeclarations, MemoryDrafts, MemoryRoster
from tests.fakes.unit_lists import MemoryLists

REGISTRAR = SignedIn("mau", "Lê Thị Mẫu", frozenset({Role.REGISTRAR}))
AGENCY = Agency(code="MAU01", name="BHXH cơ sở Mẫu")


class SetClock:
    """A clock that stands where it is put. ``shown`` is aware; it begins with the machine's own time."""

    def __init__(self, shown: datetime | None = None) -> None:
        self.shown = shown or datetime.now(UTC)

    def now(self) -> datetime:
        return self.shown

    def monotonic(self) -> float:
        return self.shown.timestamp()

    def today(self) -> date:
        return self.shown.astimezone(VIETNAM).date()

    def forward(self, by: timedelta) -> None:
        self.shown += by


class FakeSync:
    """The engine as screens see it: ``show`` a state, and look in ``tried`` what a person asked for."""

    def __init__(self, outbox: MemoryOutbox, now: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._state = SyncState()
        self._listeners: list[Callable[[], None]] = []
        self.tried: list[UUID | None] = []
        self.fetched_again: list[int] = []
        self.fetched_now = 0
        self.known: LookupAnswer | Denied | NoAnswer = NoAnswer(Reason.NO_NETWORK)
        self.asked: list[AccountQuestion | CodeQuestion] = []
        self.dismissed: list[int] = []
        self.held: Record | Denied | NoAnswer = NoAnswer(Reason.NO_NETWORK)
        self.left: dict[tuple[UUID, int], int] = {}
        self.online: list[OnlineDeclaration] = []
        self.email_codes = MemoryEmailCodes(now)

    def to_go(self, record_id: UUID, revision: int) -> int | None:
        return self.left.get((record_id, revision))

    @property
    def state(self) -> SyncState:
        return self._state

    def show(self, state: SyncState) -> None:
        """The engine tells of a new state. Call it on the loop."""
        self._state = state
        for listener in list(self._listeners):
            listener()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def at_service(self, record_id: UUID) -> Record | Denied | NoAnswer:
        return self.held

    async def look_up(self, question: AccountQuestion | CodeQuestion) -> LookupAnswer | Denied | NoAnswer:
        self.asked.append(question)
        return self.known

    async def online_declaration(self, number: str) -> OnlineDeclaration | Denied | NoAnswer:
        if not self._state.online:
            return NoAnswer(Reason.NO_NETWORK)
        found = (each for each in self.online if number in (each.number, each.insurance_code))
        return next(found, Denied("not_found", 404))

    async def online_list(self) -> Sequence[OnlineDeclaration] | Denied | NoAnswer:
        return self.online if self._state.online else NoAnswer(Reason.NO_NETWORK)

    async def ask_email_code(self, record_id: UUID, email: str) -> CodeAsked | Denied | NoAnswer:
        if not self._state.online:
            return NoAnswer(Reason.NO_NETWORK)
        return self.email_codes.ask(record_id, email)

    async def say_email_code(
        self, record_id: UUID, email: str, code: str
    ) -> EmailConfirmed | Denied | NoAnswer:
        if not self._state.online:
            return NoAnswer(Reason.NO_NETWORK)
        return self.email_codes.say(record_id, email, code)

    async def fetch_now(self) -> None:
        self.fetched_now += 1

    async def fetch_again(self, handout: int) -> None:
        self.fetched_again.append(handout)

    async def dismiss_handout(self, handout: int) -> None:
        self.dismissed.append(handout)

    async def send_records_only(self, yes: bool) -> None:
        self.show(replace(self._state, records_only=yes))

    async def try_now(self, record_id: UUID | None = None) -> None:
        await asyncio.to_thread(self._outbox.send_now, record_id)
        self.tried.append(record_id)


class FakeProgram:
    """Implements views.program.Program. Its shelf, its outbox and its line are there to be moved.

    ``people`` and ``passphrase`` say who may sign in; ``offered`` keeps the files given to the window.
    """

    def __init__(
        self,
        *,
        clock: SetClock | None = None,
        camera: Camera | None = None,
        eyes: Eyes | None = None,
        person: SignedIn | None = REGISTRAR,
    ) -> None:
        self.clock = clock or SetClock()
        self.shelf = Shelf(now=self.clock.now, agencies=(AGENCY,))
        self.drafts, self.declarations = MemoryDrafts(self.shelf), MemoryDeclarations(self.shelf)
        self.outbox, self.roster = MemoryOutbox(self.shelf), MemoryRoster(self.shelf)
        self.days = MemoryDays(self.shelf)
        self.lists = MemoryLists(self.shelf)
        self.figures = MemoryFigures(self.shelf)
        self.calls = MemoryCalls(self.shelf)
        self.handovers, self.complaints = MemoryHandovers(self.shelf), MemoryComplaints(self.shelf)
        self.online, self.consents = MemoryOnline(self.shelf), MemoryConsents(self.shelf)
        self.routes = ComplaintRoutes(AGENCY.code, self.declarations.agencies)
        self.line = FakeSync(self.outbox, self.clock.now)
        self.care = FakeCare(self.clock.now)
        self.unit_name, self.station_name = "Khu công nghiệp Mẫu", "Quầy 03"
        self.cameras: Cameras = FakeCameras(camera or NoCamera())
        self.eyes: Eyes = eyes or FakeEyes(HeldUp())
        self.person = person
        self.table: Table | None = self.new_table() if person and Role.REGISTRAR in person.roles else None
        self.reviewing: Reviewing | None = None
        self.administering: Administering | None = None
        self.auditing: Auditing | None = None
        self.own_sign_in: OwnSignIn | None = None
        self.signings: list[tuple[str, ...]] = []
        self.at_the_service: SignInResult = SignInTrouble.NOT_HERE
        self.supervising: Supervising | None = None
        self.agency_figuring: AgencyFiguring | None = None
        self.answering: Answering | None = None
        self.sync: SyncWatch | None = self.line
        self.people: Sequence[Person] = (Person("mau", "Lê Thị Mẫu", Role.REGISTRAR),)
        self.practice: Sequence[PracticePass] = ()
        self.passphrase = "mau-thu-2026"
        self.recovery: RecoveryState | None = RecoveryState(1, is_at_agency=True)
        self.code = spell(bytes(range(16)))
        self.books: Books | None = Books(0, 0, 0, 0, 0)
        self.locking_soon = False
        self.touches = self.salvages = 0
        self.salvaging: Salvaging | None = None
        self._put_down: list[Callable[[], Awaitable[None]]] = []
        self.finished = 0
        self.offered: list[tuple[bytes, str, str]] = []
        self._listeners: list[Callable[[], None]] = []

    def names(self) -> dict[str, str]:
        """The registrars' full names by their sign-in names."""
        return {each.name: each.display_name for each in self.people}

    def new_table(self) -> Table:
        """The registrar's table over this program's stores."""
        key = StationKey(StationKey.make().private_bytes, "station-mau")
        registration = Registration(
            self.drafts,
            self.declarations,
            key,
            self.clock,
            REGISTRAR.name,
            AGENCY.code,
            self._one_more,
        )
        scanning = Scanning(self.roster, self.clock)
        rosters = Rostering(self.lists, self.roster, FileTables(), self.clock, REGISTRAR.name)
        slips = made_slips("station-mau")
        sources = Sources(
            self.declarations,
            self.drafts,
            self.outbox,
            slips,
            registration.note_look,
            self.consents.taken_back,
            for_paper,
            self.names,
        )
        head = Letterhead(self.unit_name, self.station_name)
        pages, tables = TypstPages(), FileTables()
        printouts = Printouts(sources, pages, head, self.clock)
        giving = (tables, pages)
        figuring = Figuring(self.figures, self.declarations, self.lists, giving, head, self.clock, self.names)
        closing = Closing(self.days, key, self.clock, REGISTRAR.name, self._one_more)
        sealer = Sealer(key, self.clock, REGISTRAR.name, self._one_more)
        return Table(
            registration=registration,
            withdrawing=Withdrawing(self.declarations, sealer),
            taking_back=TakingBack(self.consents, sealer),
            scanning=scanning,
            declarations=self.declarations,
            outbox=self.outbox,
            rosters=rosters,
            printouts=printouts,
            slips=slips,
            closing=closing,
            guardians=Guardians(self.declarations),
            figuring=figuring,
            calls=CallList(self.calls, sealer),
            handing_over=HandingOver(self.handovers, sealer),
            complaining=Complaining(self.complaints, sealer, self.routes),
            online=OnlineDesk(self.online, registration, self.clock),
            care=self.care,
        )

    @property
    def registration(self) -> Registration:
        assert self.table is not None, "locked"
        return self.table.registration

    async def unlock(self, name: str, passphrase: str) -> SignInResult:
        who = next((person for person in self.people if person.name == name.strip()), None)
        if who is None or passphrase != self.passphrase:
            return SignInTrouble.WRONG
        self.person = SignedIn(who.name, who.display_name, frozenset({Role.REGISTRAR}))
        self.table = self.new_table()
        self.tell()
        return self.person

    async def recover(self, name: str, code: str, passphrase: str) -> SignInResult:
        read = read_spelled(code)
        if isinstance(read, Misspelled):
            return read
        if self.recovery is None:
            return SignInTrouble.NO_CODE
        if read != read_spelled(self.code):
            return SignInTrouble.CODE_WRONG
        self.passphrase, self.code = passphrase, spell(bytes(reversed(read)))
        self.recovery = RecoveryState(self.recovery.serial + 1, is_at_agency=False)
        result = await self.unlock(name, passphrase)
        if isinstance(result, SignedIn):
            self.person = result = replace(result, by_code=True)
        return result

    async def change_passphrase(self, name: str, passphrase: str, new: str) -> SignInResult:
        if passphrase != self.passphrase:
            return SignInTrouble.WRONG
        self.passphrase = new
        return await self.unlock(name, new)

    async def sign_in(self, name: str, passphrase: str, code: str = "") -> SignInResult:
        self.signings.append((name, passphrase, code))
        return self.at_the_service

    async def choose_passphrase(self, name: str, passphrase: str, code: str, new: str) -> SignInResult:
        self.signings.append((name, passphrase, code, new))
        return SignInTrouble.CHANGED

    @property
    def concerns(self) -> tuple[Concern, ...]:
        return self.care.standing().concerns

    async def mind(self) -> None:
        self.tell()

    async def salvage(self) -> None:
        self.salvages += 1
        await self.lock()
        self.salvaging = Salvaging.DONE

    def before_lock(self, put_down: Callable[[], Awaitable[None]]) -> None:
        self._put_down.append(put_down)

    def active(self) -> None:
        self.touches += 1

    async def lock(self) -> None:
        putting_down, self._put_down = self._put_down, []
        for put_down in putting_down:
            await put_down()
        self.person = self.table = None
        self.tell()

    def offer_file(self, data: bytes, media_type: str, name: str) -> str:
        self.offered.append((data, media_type, name))
        return f"/files/{len(self.offered)}"

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self) -> None:
        """Something of the above has changed."""
        for listener in list(self._listeners):
            listener()

    def _one_more(self) -> None:
        self.finished += 1
