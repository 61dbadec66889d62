"""The approval service as reviewers and supervisors see it, in memory: same rules, same refusals.

Implements ports.service.PeopleService and ports.review_service.ReviewService. What the line does to it is
set by hand: ``trouble`` is answered to everything while it stands; ``loses_answers`` takes decisions but
never says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from declaration.lifecycle import Event, Status, after
from declaration.wire.contact_codes import CodeAsked, EmailConfirmed
from declaration.wire.figures import AgencyFigures, FigureQuery
from declaration.wire.notices import FailedNotice, FailedNotices
from declaration.wire.reasons import ReasonLists
from declaration.wire.recovery import RecoveryAnswer
from declaration.wire.review import (
    Claim,
    Decision,
    DecisionRequest,
    PossibleDuplicate,
    ReviewDetail,
    ReviewPage,
    ReviewQuery,
    ReviewSummary,
)
from declaration.wire.sign_in import PersonToken, ServiceState
from declaration.wire.supervision import (
    LapsedDeclaration,
    LapsedPage,
    PracticeMessage,
    PracticeMessages,
    Restored,
    StationDays,
    StationOverview,
    StationsPage,
)
from declaration.wire.together import OneOutcome, ToApprove, TogetherAnswer
from desk.ports.service import Denied, NoAnswer, Reason
from tests.fakes.agency_figures import figures_of
from tests.fakes.agency_rules import clash, fits, incomplete, key, shared, with_code
from tests.fakes.for_review import PASSWORDS, Lying, notice_line

_EVENTS = {
    Decision.APPROVE: (Event.APPROVE, "approved"),
    Decision.RETURN: (Event.RETURN, "returned"),
    Decision.REJECT: (Event.REJECT, "rejected"),
}
_CONFLICTS = frozenset(
    {"version_changed", "not_possible_now", "held_by_other", "contact_in_use", "already_has_account"}
)
ME = "lan"


class FakePeopleService:
    """``by_id`` is the agency's shelf; ``asked`` keeps every decision as it came."""

    def __init__(self, declarations: Iterable[Lying] = ()) -> None:
        self.by_id = {each.id: each for each in declarations}
        self.all_stations: tuple[StationOverview, ...] = ()
        self.messages: tuple[PracticeMessage, ...] = ()
        self.asked: list[DecisionRequest] = []
        self.trouble: NoAnswer | Denied | None = None
        self.loses_answers = False
        self.lost_photos: set[str] = set()
        self.readings = 0
        self.reason_lists = ReasonLists()
        self.given_up: tuple[FailedNotice, ...] = ()
        self.recovery_codes: dict[str, str] = {}
        self.days: dict[str, StationDays] = {}
        self.readings_out: list[tuple[str, str]] = []
        self.figures_asked: list[FigureQuery] = []

    # -- what others do meanwhile --

    def change_elsewhere(self, record_id: UUID) -> None:
        """A colleague, or a correction from the station, was quicker."""
        self.by_id[record_id] = self.by_id[record_id].happened("notice_sent", "service")

    def take_elsewhere(self, record_id: UUID, name: str = "Mai Mẫu") -> None:
        """A colleague is at it."""
        self._claim(record_id, "mai", name)

    # -- ports.service.PeopleService and ports.review_service.ReviewService --

    async def sign_in(self, name: str, passphrase: str) -> PersonToken | Denied | NoAnswer:
        return self.trouble or Denied("name_or_passphrase_wrong", 400)

    async def reviews(self, query: ReviewQuery) -> ReviewPage | Denied | NoAnswer:
        if self.trouble:
            return self.trouble
        asked = (each for each in self.by_id.values() if fits(each, query, ME, green=self._is_green(each)))
        found = sorted(asked, key=key)
        rest = [each for each in found if query.after is None or key(each) > query.after]
        shown = rest[: query.limit]
        return ReviewPage(
            items=tuple(self._summary(each) for each in shown),
            total=len(found),
            next_after=key(shown[-1]) if len(rest) > query.limit else None,
        )

    async def review(self, record_id: UUID) -> ReviewDetail | Denied | NoAnswer:
        if self.trouble:
            return self.trouble
        found = self.by_id.get(record_id)
        return self._detail(found) if found else Denied("not_found", 404)

    async def review_photo(self, record_id: UUID, sha256: str) -> bytes | Denied | NoAnswer:
        if self.trouble:
            return self.trouble
        found = self.by_id.get(record_id)
        if found is None or sha256 not in found.photos:
            return Denied("not_found", 404)
        role, data = found.photos[sha256]
        return NoAnswer(Reason.NO_NETWORK) if role in self.lost_photos else data

    async def decide(self, record_id: UUID, request: DecisionRequest) -> ReviewDetail | Denied | NoAnswer:
        if self.trouble:
            return self.trouble
        self.asked.append(request)
        refusal = self._decide(record_id, request)
        if self.loses_answers:
            return NoAnswer(Reason.NO_NETWORK)
        if refusal is not None:
            return Denied(refusal, 404 if refusal == "not_found" else 409 if refusal in _CONFLICTS else 422)
        return self._detail(self.by_id[record_id])

    async def approve_together(self, items: Sequence[ToApprove]) -> TogetherAnswer | Denied | NoAnswer:
        if self.trouble:
            return self.trouble
        answer = TogetherAnswer(
            outcomes=tuple(OneOutcome(id=each.id, code=self._one(each)) for each in items)
        )
        return NoAnswer(Reason.NO_NETWORK) if self.loses_answers else answer

    async def send_email_code(self, record_id: UUID) -> CodeAsked | Denied | NoAnswer:
        if self.trouble:
            return self.trouble
        if record_id not in self.by_id:
            return Denied("not_found", 404)
        self.by_id[record_id] = replace(self.by_id[record_id], email_code="246810")
        return CodeAsked(next_after=60, expires_at=datetime.now(UTC) + timedelta(days=3))

    async def confirm_email(self, record_id: UUID, code: str) -> EmailConfirmed | Denied | NoAnswer:
        if self.trouble:
            return self.trouble
        found = self.by_id.get(record_id)
        if found is None:
            return Denied("not_found", 404)
        if not found.email_code:
            return Denied("code_none", 409)
        if code.replace(" ", "") != found.email_code:
            return Denied("code_wrong", 409)
        self.by_id[record_id] = replace(found, email_state="confirmed")
        return EmailConfirmed(at=datetime.now(UTC))

    async def lapsed(self) -> LapsedPage | Denied | NoAnswer:
        if self.trouble:
            return self.trouble
        over = (each.summary for each in self.by_id.values() if each.status == "lapsed")
        keep = {"id", "dossier_number", "full_name", "unit_name", "station", "hand_in_by"}
        return LapsedPage(
            items=tuple(LapsedDeclaration.model_validate(each.model_dump(include=keep)) for each in over)
        )

    async def restore(self, record_id: UUID, reason: str) -> Restored | Denied | NoAnswer:
        if self.trouble:
            return self.trouble
        found = self.by_id.get(record_id)
        if found is None:
            return Denied("not_found", 404)
        if found.status != "lapsed":
            return Denied("not_possible_now", 409)
        self.by_id[record_id] = replace(found, status="received").happened("restored", "son", reason)
        return Restored(hand_in_by=found.summary.hand_in_by + timedelta(days=10))

    async def failed_notices(self) -> FailedNotices | Denied | NoAnswer:
        return self.trouble or FailedNotices(items=self.given_up)

    async def retry_notice(self, notice: int) -> Denied | NoAnswer | None:
        if self.trouble:
            return self.trouble
        for found in self.by_id.values():
            if notice in {each.id for each in found.notices}:
                return self._retry(found, notice)
        if notice not in {each.id for each in self.given_up}:
            return Denied("not_found", 404)
        self.given_up = tuple(each for each in self.given_up if each.id != notice)
        return None

    async def new_password(self, record_id: UUID, reason: str) -> Denied | NoAnswer | None:
        if self.trouble:
            return self.trouble
        found = self.by_id.get(record_id)
        if found is None:
            return Denied("not_found", 404)
        if found.status not in ("issued", "activated"):
            return Denied("account_missing", 409)
        if any(each.state == "pending" and each.purpose in PASSWORDS for each in found.notices):
            return Denied("notice_pending", 409)
        owed = notice_line(900 + len(found.notices), "new_password", "sms")
        self.by_id[record_id] = replace(found, notices=(*found.notices, owed)).happened(
            "password_resent", ME, reason
        )
        return None

    async def reasons(self) -> ReasonLists | Denied | NoAnswer:
        return self.trouble or self.reason_lists

    async def change_reasons(self, lists: ReasonLists) -> ReasonLists | Denied | NoAnswer:
        if self.trouble:
            return self.trouble
        if lists.version != self.reason_lists.version:
            return Denied("version_changed", 409)
        self.reason_lists = lists.model_copy(update={"version": lists.version + 1})
        return self.reason_lists

    async def claim(self, record_id: UUID) -> Claim | Denied | NoAnswer:
        if self.trouble:
            return self.trouble
        found = self.by_id.get(record_id)
        if found is None:
            return Denied("not_found", 404)
        if found.status != "received":
            return Denied("not_possible_now", 409)
        if found.claim is not None and found.claim.by != ME:
            return Denied("held_by_other", 409)
        return self._claim(record_id, ME, "Lan Mẫu")

    async def let_go(self, record_id: UUID) -> Denied | NoAnswer | None:
        if self.trouble:
            return self.trouble
        found = self.by_id.get(record_id)
        if found is None:
            return Denied("not_found", 404)
        if found.claim is not None and found.claim.by == ME:
            self.by_id[record_id] = replace(found, claim=None)
        return None

    async def stations(self) -> StationsPage | Denied | NoAnswer:
        self.readings += 1
        return self.trouble or StationsPage(stations=self.all_stations, as_of=datetime.now(UTC))

    async def station_days(self, station: str) -> StationDays | Denied | NoAnswer:
        found = self.days.get(station)
        return self.trouble or found or Denied("not_found", 404)

    async def figures(self, query: FigureQuery) -> AgencyFigures | Denied | NoAnswer:
        self.figures_asked.append(query)
        return self.trouble or figures_of(self.by_id.values(), query)

    async def recovery_code(self, station: str, reason: str) -> RecoveryAnswer | Denied | NoAnswer:
        self.readings_out.append((station, reason))
        found = next((each for each in self.all_stations if each.station == station), None)
        if self.trouble:
            return self.trouble
        if found is None:
            return Denied("not_found", 404)
        if station not in self.recovery_codes:
            return Denied("recovery_code_none", 404)
        return RecoveryAnswer(
            station=station,
            station_name=found.station_name,
            number=1,
            made_at=datetime.now(UTC),
            code=self.recovery_codes[station],
        )

    async def drain(self, station: str, draining: bool) -> Denied | NoAnswer | None:
        if self.trouble:
            return self.trouble
        if station not in {each.station for each in self.all_stations}:
            return Denied("not_found", 404)
        state = ServiceState.DRAIN if draining else ServiceState.NORMAL
        self.all_stations = tuple(
            each.model_copy(update={"state": state}) if each.station == station else each
            for each in self.all_stations
        )
        return None

    async def practice_messages(self) -> PracticeMessages | Denied | NoAnswer:
        return self.trouble or PracticeMessages(messages=self.messages)

    # -- the agency's rules --

    def _decide(self, record_id: UUID, request: DecisionRequest) -> str | None:
        event, word = _EVENTS[request.decision]
        found = self.by_id.get(record_id)
        if found is None:
            return "not_found"
        if missing := incomplete(request, self.reason_lists):
            return missing
        if (found.version, found.revision) != (request.version, request.revision):
            return "version_changed"
        status = after(Status(found.status), event)
        if status is None:
            return "not_possible_now"
        if found.claim is not None and found.claim.by != ME:
            return "held_by_other"
        if request.decision is Decision.APPROVE:
            coded = with_code(found, request.insurance_code)
            if isinstance(coded, str):
                return coded
            found = coded
            if taken := clash(found, self.by_id.values()):
                return taken
            if found.email_state == "asked" and not request.email_reason.strip():
                return "email_unconfirmed"
            status = Status.ISSUED
            found = replace(found, notices=(notice_line(len(self.asked), "account_issued", "sms"),))
        note = " ".join((*request.reasons, request.note)).strip()
        self.by_id[record_id] = replace(found, status=str(status), claim=None).happened(
            word, "reviewer", note
        )
        return None

    def _one(self, wanted: ToApprove) -> str:
        found = self.by_id.get(wanted.id)
        request = DecisionRequest(decision=Decision.APPROVE, revision=wanted.revision, version=wanted.version)
        if found is not None and found.status == "received" and not self._is_green(found):
            return "not_green"
        return self._decide(wanted.id, request) or ""

    def _retry(self, found: Lying, notice: int) -> Denied | None:
        if not any(each.id == notice and each.state == "failed" for each in found.notices):
            return Denied("notice_not_failed", 409)
        renewed = {"state": "pending", "attempts": 0}
        lines = (each.model_copy(update=renewed if each.id == notice else {}) for each in found.notices)
        self.by_id[found.id] = replace(found, notices=tuple(lines)).happened("notice_retried", ME)
        return None

    def _claim(self, record_id: UUID, by: str, name: str) -> Claim:
        claim = Claim(by=by, name=name, until=datetime.now(UTC) + timedelta(minutes=10))
        self.by_id[record_id] = replace(self.by_id[record_id], claim=claim)
        return claim

    def _is_green(self, found: Lying) -> bool:
        others = (each for each in self.by_id.values() if each.id != found.id)
        return found.looks_green and not any(shared(found, each) for each in others)

    def _summary(self, found: Lying) -> ReviewSummary:
        return found.summary.model_copy(update={"green": self._is_green(found)})

    def _detail(self, found: Lying) -> ReviewDetail:
        return ReviewDetail(
            summary=self._summary(found),
            version=found.version,
            content=found.content.model_dump(mode="json"),
            blobs=found.blobs,
            history=found.history,
            duplicates=tuple(
                PossibleDuplicate(
                    id=other.id,
                    dossier_number=other.dossier_number,
                    full_name=other.content.full_name,
                    status=other.status,
                    on=on,
                )
                for other in self.by_id.values()
                if other.id != found.id and (on := shared(found, other))
            ),
            registry=found.registry,
            registry_source=found.registry_source,
            registry_fields=found.registry_fields,
            email_state=found.email_state,
            unreadable_photos=found.unreadable,
            notices=found.notices,
            consents_taken_back=found.taken_back,
            agency_name=f"BHXH {found.content.agency}",
            found_code=found.found_code,
        )
