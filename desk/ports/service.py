"""The approval service as the desk sees it. Answers are values; trouble is a value too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from declaration.wire.changes import Changes
from declaration.wire.complaint import (
    ComplaintAnswer,
    ComplaintPage,
    ComplaintPassing,
    ComplaintQuery,
    ComplaintSummary,
)
from declaration.wire.contact_codes import CodeAsked, EmailConfirmed
from declaration.wire.days import DayQuestion
from declaration.wire.figures import AgencyFigures, FigureQuery
from declaration.wire.handover import HandoverPage, HandoverSummary, PaperReceived
from declaration.wire.lookups import AccountQuestion, CodeQuestion, LookupAnswer
from declaration.wire.notices import FailedNotices
from declaration.wire.online import OnlineDeclaration, OnlinePage
from declaration.wire.reasons import ReasonLists
from declaration.wire.records import BatchAnswer, Record, RecordAnswer
from declaration.wire.recovery import RecoveryAnswer
from declaration.wire.sign_in import EnrolAnswer, EnrolRequest, Hello, PersonToken, ServiceState, Token
from declaration.wire.signed import Signed
from declaration.wire.supervision import (
    LapsedPage,
    PracticeMessages,
    Restored,
    StationDays,
    StationReport,
    StationsPage,
)
from desk.ports.handouts import Coming
from desk.ports.keys import Turn


class Reason(StrEnum):
    """Why there is no answer, told apart so that a wrong cause is never shown (keys of the locales).

    FOREIGN: a captive portal; STRANGER: whoever answered shows a certificate nobody here believes, or a hello
    our service never signed. CLOCK: this machine's date is so wrong that no certificate holds; CERTIFICATE:
    the service's own has run out. TOO_OLD: the service asks for a newer program; SERVICE_OLD: it does not
    know what we ask.
    OWN_FAULT: this program stumbled itself (its file, its disk, a fault of its own); it goes on trying.
    FORKED: another copy of this station sends in its name. REJOIN: this copy was restored from a backup."""

    NO_NETWORK = "no_network"
    FOREIGN = "foreign"
    STRANGER = "stranger"
    SERVICE_DOWN = "service_down"
    SIGN_IN = "sign_in"
    LOCKED = "locked"
    TOO_MANY = "too_many"
    SHAPE = "shape"
    CLOCK = "clock"
    CERTIFICATE = "certificate"
    TOO_OLD = "too_old"
    SERVICE_OLD = "service_old"
    OWN_FAULT = "own_fault"
    FORKED = "forked"
    REJOIN = "rejoin"


@dataclass(frozen=True)
class NoAnswer:
    """The service did not answer, or somebody else did. ``retry_after`` seconds when it said so."""

    reason: Reason
    retry_after: float | None = None


@dataclass(frozen=True)
class Denied:
    """The service itself said no to a person's question; ``code`` as in its problem document. ``retry_after``
    seconds where that is all that is to be done about it (WAIT)."""

    code: str
    status: int
    retry_after: float | None = None


WAIT = "wait_before_signing_in"
"""Denied after several wrong passphrases, however right this one is."""


@dataclass(frozen=True)
class Stored:
    """A blob is durable at the service, byte for byte."""


class StationService(Protocol):
    """What the sync engine asks. A record's answer is believed only with its signature (sync.outcome)."""

    async def hello(self, station: str = "") -> Hello | NoAnswer:
        """A verified hello; its state is the one the agency wants that station in."""

    async def token(self, assertion: str, turn: Turn | None = None) -> Token | NoAnswer: ...

    async def enrol(self, request: EnrolRequest) -> EnrolAnswer | Denied | NoAnswer: ...

    async def put_batch(self, sealed: Sequence[bytes]) -> BatchAnswer | NoAnswer: ...

    async def put_record(self, record_id: UUID, revision: int, sealed: bytes) -> RecordAnswer | NoAnswer: ...

    async def newest_record(self, record_id: UUID) -> Record | Denied | NoAnswer:
        """What the service holds of it, to be laid beside our own when the two differ."""

    async def put_blob(
        self,
        sha256: str,
        data: bytes,
        media_type: str,
        begun: bool = False,
        at: Callable[[int], None] = lambda _: None,
    ) -> Stored | Denied | NoAnswer:
        """One photo in one go, from where the service stands when it was ``begun``; ``at`` hears how far."""

    async def changes(self, after: int, wait: int) -> Changes | NoAnswer: ...

    async def handout(self, sha256: str, at: int, length: int) -> bytes | Denied | NoAnswer:
        """So many bytes of what the agency hands out, from that place on."""

    async def report(self, report: StationReport) -> NoAnswer | None: ...

    async def deposit_recovery(self, deposit: Signed) -> Signed | Denied | NoAnswer:
        """A Signed[RecoveryReceipt] for this Signed[RecoveryDeposit]; verify it before believing it."""

    async def compare_day(self, question: DayQuestion) -> Signed | Denied | NoAnswer:
        """A Signed[DayAnswer]; verify it before believing it."""

    async def look_up(self, question: AccountQuestion | CodeQuestion) -> LookupAnswer | Denied | NoAnswer:
        """An answer now, while the person is there."""

    async def online_declaration(self, number: str) -> OnlineDeclaration | Denied | NoAnswer:
        """One made online that can still be handed in, by dossier number or BHXH code."""

    async def online_page(self, after: str) -> OnlinePage | Denied | NoAnswer: ...

    async def ask_email_code(self, record_id: UUID, email: str) -> CodeAsked | Denied | NoAnswer:
        """Have a code sent to that address, for a declaration that need not have been sent yet."""

    async def say_email_code(
        self, record_id: UUID, email: str, code: str
    ) -> EmailConfirmed | Denied | NoAnswer:
        """The code as the person read it out; Denied ``code_…`` when it confirms nothing."""


class PeopleService(Protocol):
    """What reviewers and supervisors ask, signed in with their own name."""

    async def sign_in(self, name: str, passphrase: str) -> PersonToken | Denied | NoAnswer: ...

    async def stations(self) -> StationsPage | Denied | NoAnswer: ...

    async def station_days(self, station: str) -> StationDays | Denied | NoAnswer: ...

    async def figures(self, query: FigureQuery) -> AgencyFigures | Denied | NoAnswer:
        """How many declarations of those days stand where."""

    async def recovery_code(self, station: str, reason: str) -> RecoveryAnswer | Denied | NoAnswer: ...

    async def drain(self, station: str, draining: bool) -> Denied | NoAnswer | None:
        """Whether that station takes nothing new; None once it is so."""

    async def lapsed(self) -> LapsedPage | Denied | NoAnswer: ...

    async def restore(self, record_id: UUID, reason: str) -> Restored | Denied | NoAnswer:
        """Take a lapse back; its new last day."""

    async def failed_notices(self) -> FailedNotices | Denied | NoAnswer: ...

    async def retry_notice(self, notice: int) -> Denied | NoAnswer | None:
        """Let one that failed begin anew; None once it is due."""

    async def reasons(self) -> ReasonLists | Denied | NoAnswer:
        """What the agency returns and rejects for."""

    async def change_reasons(self, lists: ReasonLists) -> ReasonLists | Denied | NoAnswer:
        """Replace them; Denied ``version_changed`` when somebody did so since they were read."""

    async def practice_messages(self) -> PracticeMessages | Denied | NoAnswer: ...


class AfterService(Protocol):
    """What the agency's people ask besides declarations."""

    async def complaints(self, query: ComplaintQuery) -> ComplaintPage | Denied | NoAnswer: ...

    async def answer_complaint(
        self, complaint: UUID, said: ComplaintAnswer
    ) -> ComplaintSummary | Denied | NoAnswer: ...

    async def pass_complaint_on(
        self, complaint: UUID, passing: ComplaintPassing
    ) -> ComplaintSummary | Denied | NoAnswer: ...

    async def handovers(self) -> HandoverPage | Denied | NoAnswer: ...

    async def receive_papers(
        self, batch: UUID, received: PaperReceived
    ) -> HandoverSummary | Denied | NoAnswer: ...


class Activity(StrEnum):
    """What the engine is doing at this moment; never stored."""

    RESTING = "resting"
    SENDING = "sending"
    STOPPED = "stopped"


@dataclass(frozen=True)
class SyncState:
    """The engine's own account of itself. ``reason`` is None while the service answers; ``clock_error``
    seconds by which this machine's clock is ahead of the service's, None when not known; ``rate`` bytes a
    second, 0 when not known. ``records_only``: photos wait for another network, or for a person. ``order``:
    what the agency has asked of this station; ``coming``: what it hands out that is not applied yet."""

    activity: Activity = Activity.RESTING
    reason: Reason | None = None
    reached_once: bool = False
    last_contact: datetime | None = None
    clock_error: float | None = None
    practice: bool = False
    sent_bytes: int = 0
    total_bytes: int = 0
    rate: float = 0.0
    records_only: bool = False
    order: ServiceState = ServiceState.NORMAL
    coming: tuple[Coming, ...] = ()

    @property
    def online(self) -> bool:
        return self.reached_once and self.reason is None


class SyncWatch(Protocol):
    """The engine as screens see it."""

    @property
    def state(self) -> SyncState: ...

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` on the loop at every change; returns how to stop."""

    def to_go(self, record_id: UUID, revision: int) -> int | None:
        """Bytes of that revision's photos that still have to leave; None when that is not known."""

    async def at_service(self, record_id: UUID) -> Record | Denied | NoAnswer:
        """The newest revision the service holds, for a person to compare."""

    async def look_up(self, question: AccountQuestion | CodeQuestion) -> LookupAnswer | Denied | NoAnswer:
        """What a desk wants to know while the person is there; asked at once and once."""

    async def online_declaration(self, number: str) -> OnlineDeclaration | Denied | NoAnswer:
        """One made online, asked for while a person waits."""

    async def online_list(self) -> Sequence[OnlineDeclaration] | Denied | NoAnswer:
        """All that can still be handed in here, for days without a network."""

    async def ask_email_code(self, record_id: UUID, email: str) -> CodeAsked | Denied | NoAnswer:
        """Have a code sent to that address while its person waits; never queued."""

    async def say_email_code(
        self, record_id: UUID, email: str, code: str
    ) -> EmailConfirmed | Denied | NoAnswer: ...

    async def try_now(self, record_id: UUID | None = None) -> None: ...

    async def fetch_now(self) -> None:
        """What the agency hands out and waits while only records go."""

    async def fetch_again(self, handout: int) -> None:
        """What the agency handed out could not be read, or arrived damaged: once more."""

    async def dismiss_handout(self, handout: int) -> None:
        """The agency has it no more: it is shown no longer."""

    async def send_records_only(self, yes: bool) -> None:
        """On a network paid by its volume: photos, and what the agency hands out, wait until this ends or a
        person asks for them."""
