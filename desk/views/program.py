"""What the screens need of the running program. The program itself is put together in app.py."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from declaration.privacy import Private
from declaration.wire.spelled import Misspelled
from desk.administering.administering import Administering
from desk.administering.own_sign_in import OwnSignIn
from desk.auditing.auditing import Auditing
from desk.ports.camera import Cameras
from desk.ports.care import Salvaged, SalvageTrouble
from desk.ports.keys import Wait
from desk.ports.outbox import Books, Outbox
from desk.ports.photographs import Eyes
from desk.ports.recovery import RecoveryState
from desk.ports.service import Reason, SyncWatch
from desk.ports.standing import Concern, TableCare
from desk.ports.store import DeclarationStore
from desk.registration.calling import CallList
from desk.registration.closing import Closing
from desk.registration.complaining import Complaining
from desk.registration.declarations import Registration
from desk.registration.figures.figuring import Figuring
from desk.registration.guardians import Guardians
from desk.registration.handing_over import HandingOver
from desk.registration.online import OnlineDesk
from desk.registration.printouts import Printouts
from desk.registration.rosters.rostering import Rostering
from desk.registration.scanning import Scanning
from desk.registration.slips import Slips
from desk.registration.taking_back import TakingBack
from desk.registration.withdrawing import Withdrawing
from desk.reviewing.answering import Answering
from desk.reviewing.reviewing import Reviewing
from desk.supervising.agency_figuring import AgencyFiguring
from desk.supervising.supervising import Supervising


class Role(StrEnum):
    """What a signed-in person may do here."""

    REGISTRAR = "registrar"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class SignedIn:
    """The one person this process works for now. ``by_code``: the recovery code opened the station."""

    name: str
    display_name: str
    roles: frozenset[Role]
    by_code: bool = False


@dataclass(frozen=True)
class Table:
    """What a registrar works with; gone the moment the screen is locked."""

    registration: Registration
    withdrawing: Withdrawing
    taking_back: TakingBack
    scanning: Scanning
    declarations: DeclarationStore
    outbox: Outbox
    rosters: Rostering
    printouts: Printouts
    slips: Slips
    closing: Closing
    guardians: Guardians
    figuring: Figuring
    calls: CallList
    handing_over: HandingOver
    complaining: Complaining
    online: OnlineDesk
    care: TableCare


@dataclass(frozen=True)
class Person:
    """A name to sign in with, as the unlock screen lists it."""

    name: str
    display_name: str
    role: Role


@dataclass(frozen=True, repr=False)
class PracticePass(Private):
    """A name and passphrase of the practice unit, shown on its sign-in page: nobody real has them."""

    person: Person
    passphrase: str


class SignInTrouble(StrEnum):
    """Why somebody did not get in; keys of the locales under ``unlock.trouble``. FIRST: the passphrase serves
    only to choose one's own; CHANGED: that is done."""

    WRONG = "wrong"
    NO_STATION = "no_station"
    DAMAGED = "damaged"
    NEWER = "newer"
    FULL = "full"
    BUSY = "busy"
    NOT_HERE = "not_here"
    NO_CODE = "no_code"
    CODE_WRONG = "code_wrong"
    NOT_KEPT = "not_kept"
    FIRST = "first"
    CHANGED = "changed"
    SHORT = "passphrase_too_short"
    LONG = "passphrase_too_long"
    WELL_KNOWN = "passphrase_well_known"
    NOT_NEW = "passphrase_not_new"


SignInResult = SignedIn | SignInTrouble | Misspelled | Wait | Reason


class Salvaging(StrEnum):
    """How a salvage goes, or what kept it from saving; keys of the locales under ``care.salvage``."""

    RUNNING = "running"
    DONE = "done"
    UNREADABLE = "unreadable"
    NO_ROOM = "no_room"
    NOT_SAVED = "not_saved"

    @staticmethod
    def of(result: Salvaged | SalvageTrouble) -> Salvaging:
        return Salvaging(result.value) if isinstance(result, SalvageTrouble) else Salvaging.DONE


class Program(Protocol):
    """The running desk. Attributes change only on the event loop; ``listen`` tells when."""

    unit_name: str
    station_name: str
    person: SignedIn | None
    table: Table | None
    reviewing: Reviewing | None
    supervising: Supervising | None
    agency_figuring: AgencyFiguring | None
    administering: Administering | None
    auditing: Auditing | None
    own_sign_in: OwnSignIn | None
    answering: Answering | None
    cameras: Cameras
    eyes: Eyes

    @property
    def sync(self) -> SyncWatch | None:
        """The engine of the opened station; None before the first unlock."""

    @property
    def people(self) -> Sequence[Person]:
        """Who may unlock this station; empty on a machine for reviewing only."""

    @property
    def practice(self) -> Sequence[PracticePass]:
        """The practice unit's names and passphrases; empty in real use."""

    @property
    def locking_soon(self) -> bool:
        """Nobody has touched anything for long: the desk locks itself within half a minute."""

    @property
    def books(self) -> Books | None:
        """The station's books as last counted; None while nobody could count them."""

    @property
    def concerns(self) -> tuple[Concern, ...]:
        """What at the opened station needs a person, as last looked at."""

    async def mind(self) -> None:
        """Look at the concerns now: something was done about them."""

    @property
    def salvaging(self) -> Salvaging | None:
        """The salvage under way, or what came of the last one until somebody has unlocked again."""

    async def salvage(self) -> None:
        """Save what a damaged file still holds into a fresh one, the damaged one kept: the desk is locked for
        it, and ``salvaging`` says how it went."""

    async def unlock(self, name: str, passphrase: str) -> SignInResult:
        """A registrar opens the station, offline."""

    @property
    def recovery(self) -> RecoveryState | None:
        """The recovery code in force; None where there is none. Readable while locked."""

    async def recover(self, name: str, code: str, passphrase: str) -> SignInResult:
        """A registrar who forgot the passphrase opens the station with the code in letters, offline, and has
        a new passphrase from then on; the code is replaced."""

    async def change_passphrase(self, name: str, passphrase: str, new: str) -> SignInResult:
        """A registrar opens the station and has a new passphrase from then on."""

    async def sign_in(self, name: str, passphrase: str, code: str = "") -> SignInResult:
        """Somebody with a role at the service signs in to it, online; ``code``: of their second step."""

    async def choose_passphrase(self, name: str, passphrase: str, code: str, new: str) -> SignInResult:
        """Their passphrase at the service is ``new`` from then on; CHANGED when it is, and nobody is signed
        in."""

    async def lock(self) -> None:
        """What is on the tables is saved, then nobody is signed in; every window goes back to the unlock
        screen. Sync goes on, unless the settings say otherwise."""

    def before_lock(self, put_down: Callable[[], Awaitable[None]]) -> None:
        """Have the work of this table saved before the next lock; forgotten with it."""

    def active(self) -> None:
        """Somebody is at work: the time until the desk locks itself begins anew."""

    def offer_file(self, data: bytes, media_type: str, name: str) -> str:
        """A one-time address at which this window can open the bytes (print, enlarge)."""

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` on the loop at every change of the above; returns how to stop."""
