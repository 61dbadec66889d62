"""What a reviewer's screen asks of the service and sends to it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from declaration.wire.consent_withdrawn import ConsentTakenBack
from declaration.wire.model import Message, Sha256
from declaration.wire.notices import NoticeLine
from declaration.wire.records import BlobRef


class Decision(StrEnum):
    """duyệt · trả lại · không duyệt."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"


class Claim(Message):
    """A reviewer is at a declaration until then; ``by`` is the sign-in name, ``name`` the one to show."""

    by: str
    name: str
    until: datetime


class ReviewSummary(Message):
    """One line of the reviewer's list. ``hand_in_by`` is the ten-day deadline. ``claim``: who is at it now.
    ``green``: all is in order, so that it may be approved together with others, at this ``version``."""

    id: UUID
    revision: int
    dossier_number: str
    full_name: str
    document_number: str
    unit_name: str
    station: str
    status: str
    received_at: datetime
    hand_in_by: date
    kind: str = "register"
    version: int = 1
    claim: Claim | None = None
    green: bool = False


class ReviewQuery(Message):
    """What the list is asked for; a body, because ``search`` may hold a person's name. An empty status or
    kind means all of them; ``after`` is the last page's ``next_after``. ``at_risk``: only where few days are
    left; ``green``: only what is in order in every way; ``free``: nothing a colleague is at."""

    status: str = Field(default="received", pattern=r"^[a-z]*$", max_length=20)
    kind: str = Field(default="", pattern=r"^[a-z]*$", max_length=20)
    at_risk: bool = False
    green: bool = False
    free: bool = False
    search: str = Field(default="", max_length=100)
    after: str | None = Field(default=None, max_length=64)
    limit: int = Field(default=50, ge=1, le=200)


class ReviewPage(Message):
    """Soonest deadline first; ``next_after`` pages by key, None at the end; ``total`` of the filter."""

    items: tuple[ReviewSummary, ...]
    total: int
    next_after: str | None = None


class HistoryLine(Message):
    """``by``: a sign-in name, or what did it; ``name``: the full name where there is one."""

    at: datetime
    event: str
    by: str
    note: str = ""
    name: str = ""


class PossibleDuplicate(Message):
    """Another declaration that clashes. ``on``: document_number, insurance_code, phone or email is equal, or
    full_name: name and birth date are. ``same_kind``: the same person's of the same kind, not settled yet;
    one of the two should go."""

    id: UUID
    dossier_number: str
    full_name: str
    status: str
    on: str
    same_kind: bool = False


class ReviewDetail(Message):
    """One declaration as the reviewer sees it. ``version`` goes back with the decision (optimistic locking);
    ``content`` is a DeclarationContent as JSON; ``registry`` says honestly what the population database
    answered: matched, mismatched, unreachable, not_connected, or not_asked about a document it does not know;
    ``registry_source``: what is asked now: database, extract (a file) or practice; "" none, or not said;
    ``registry_fields``: which fields differ, where it says so; ``email_state``: asked (a code was sent,
    nobody said it back), confirmed or overridden; "" where nobody asks. ``unreadable_photos``: of ``blobs``
    those that nothing could read; ``consents_taken_back``: with *account* among them and not given anew it
    cannot be approved. ``registrars``: of its station, full names by the sign-in names that ``content`` and
    consents bear. ``agency_name``: of the receiving agency, which ``content`` names by its code.
    ``found_code``: the BHXH code that was looked up where the declaration has none."""

    summary: ReviewSummary
    version: int
    content: dict[str, object]
    blobs: tuple[BlobRef, ...]
    history: tuple[HistoryLine, ...]
    duplicates: tuple[PossibleDuplicate, ...]
    registry: str
    registry_source: str = ""
    registry_fields: tuple[str, ...] = ()
    email_state: str = ""
    unreadable_photos: tuple[Sha256, ...] = ()
    notices: tuple[NoticeLine, ...] = ()
    consents_taken_back: tuple[ConsentTakenBack, ...] = ()
    registrars: dict[str, str] = Field(default_factory=dict)
    agency_name: str = ""
    found_code: str | None = None


class DecisionRequest(Message):
    """``fields`` and ``reasons`` (codes) are needed to return, ``reasons`` to reject.

    ``insurance_code``: the code (mã số BHXH) the reviewer looked up, needed to approve a declaration that
    came without one; it may not contradict a declared one. ``email_reason``: why an e-mail address that was
    asked for a code and gave none is taken all the same.
    """

    decision: Decision
    revision: int
    version: int
    fields: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    note: str = Field(default="", max_length=500)
    insurance_code: str | None = Field(default=None, max_length=20)
    email_reason: str = Field(default="", max_length=300)


RETURN_REASONS = (
    "photo_unclear",
    "card_unclear",
    "number_differs",
    "name_differs",
    "birth_differs",
    "contact_wrong",
    "insurance_code_wrong",
    "signature_missing",
    "other",
)
REJECT_REASONS = ("already_has_account", "not_the_person", "not_entitled", "duplicate", "other")
