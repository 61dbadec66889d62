"""The approval service as reviewers and supervisors see it, in memory: same rules, same refusals.

Implements ports.service.PeopleService. What the line does to it is set by hand: ``trouble`` is answered to
everything while it stands; ``loses_answers`` takes decisions but never says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from declaration.identity import read_insurance_code
from declaration.lifecycle import Event, Status, after
from declaration.person import search_key
from declaration.problems import Problem
from declaration.wire.review import (
    REJECT_REASONS,
    RETURN_REASONS,
    Decision,
    DecisionRequest,
    PossibleDuplicate,
    ReviewDetail,
    ReviewPage,
)
from declaration.wire.sign_in import PersonToken
from declaration.wire.supervision import (
    PracticeMessage,
    PracticeMessages,
    StationOverview,
    StationsPage,
)
from desk.ports.service import Denied, NoAnswer, Reason
from tests.fakes.for_review import Lying

_EVENTS = {
    Decision.APPROVE: (Event.APPROVE, "approved"),
    Decision.RETURN: (Event.RETURN, "returned"),
    Decision.REJECT: (Event.REJECT, "rejected"),
}
_REASONS = {Decision.RETURN: RETURN_REASONS, Decision.REJECT: REJECT_REASONS}
_CONFLICTS = frozenset({"version_changed", "not_possible_now", "contact_in_use", "already_has_account"})


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

    # -- what others do meanwhile --

    def change_elsewhere(self, record_id: UUID) -> None:
        """A colleague, or a correction from the station, was quicker."""
        self.by_id[record_id] = self.by_id[record_id].happened("notice_sent", "service")

    # -- ports.service.PeopleService --

    async def sign_in(self, name: str, passphrase: str) -> PersonToken | Denied | NoAnswer:
        return self.trouble or Denied("name_or_passphrase_wrong", 400)

    async def reviews(
        self, status: str, search: str, after: str | None, limit: int
    ) -> ReviewPage | Denied | NoAnswer:
        if self.trouble:
            return self.trouble
        found = sorted((each for each in self.by_id.values() if _fits(each, status, search)), key=_key)
        rest = [each for each in found if after is None or _key(each) > after]
        shown = rest[:limit]
        return ReviewPage(
            items=tuple(each.summary for each in shown),
            total=len(found),
            next_after=_key(shown[-1]) if len(rest) > limit else None,
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

    async def stations(self) -> StationsPage | Denied | NoAnswer:
        self.readings += 1
        return self.trouble or StationsPage(stations=self.all_stations, as_of=datetime.now(UTC))

    async def practice_messages(self) -> PracticeMessages | Denied | NoAnswer:
        return self.trouble or PracticeMessages(messages=self.messages)

    # -- the agency's rules --

    def _decide(self, record_id: UUID, request: DecisionRequest) -> str | None:
        event, word = _EVENTS[request.decision]
        found = self.by_id.get(record_id)
        if incomplete := _incomplete(request):
            return incomplete
        if found is None:
            return "not_found"
        if (found.version, found.revision) != (request.version, request.revision):
            return "version_changed"
        status = after(Status(found.status), event)
        if status is None:
            return "not_possible_now"
        if request.decision is Decision.APPROVE:
            coded = _with_code(found, request.insurance_code)
            if isinstance(coded, str):
                return coded
            found = coded
            if clash := self._clash(found):
                return clash
            status = Status.ISSUED
        note = " ".join((*request.reasons, request.note)).strip()
        self.by_id[record_id] = replace(found, status=str(status)).happened(word, "reviewer", note)
        return None

    def _clash(self, found: Lying) -> str | None:
        accounts = [
            each.content
            for each in self.by_id.values()
            if each.status in ("issued", "activated") and each.id != found.id
        ]
        mine = found.content
        if any(
            mine.document.value == each.document.value or mine.insurance_code == each.insurance_code
            for each in accounts
        ):
            return "already_has_account"
        in_use = any(
            mine.phone == each.phone or (mine.email and mine.email == each.email) for each in accounts
        )
        return "contact_in_use" if in_use else None

    def _detail(self, found: Lying) -> ReviewDetail:
        return ReviewDetail(
            summary=found.summary,
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
                    on=shared,
                )
                for other in self.by_id.values()
                if other.id != found.id and (shared := _shared(found, other))
            ),
            registry=found.registry,
        )


def _key(lying: Lying) -> str:
    return f"{lying.summary.hand_in_by.isoformat()}_{lying.id}"


def _fits(lying: Lying, status: str, search: str) -> bool:
    if status and lying.status != status:
        return False
    digits = "".join(each for each in search if each.isdigit())
    numbers = (lying.content.document.value, lying.content.insurance_code or "")
    by_phone = digits.lstrip("0") in lying.content.phone
    by_name = search_key(search) in search_key(lying.content.full_name)
    return by_name or bool(digits and (by_phone or any(digits in number for number in numbers)))


def _shared(one: Lying, other: Lying) -> str | None:
    def values(each: Lying) -> dict[str, str | None]:
        content = each.content
        return {
            "document_number": content.document.value,
            "insurance_code": content.insurance_code,
            "phone": content.phone,
            "email": content.email,
        }

    theirs = values(other)
    return next((name for name, value in values(one).items() if value and value == theirs[name]), None)


def _incomplete(request: DecisionRequest) -> str | None:
    known = _REASONS.get(request.decision)
    if known is None:
        return None
    if not request.reasons:
        return "reasons_missing"
    if not set(request.reasons) <= set(known):
        return "reason_unknown"
    return "fields_missing" if request.decision is Decision.RETURN and not request.fields else None


def _with_code(lying: Lying, code: str | None) -> Lying | str:
    declared = lying.content.insurance_code
    if code is None:
        return lying if declared else "insurance_code_missing"
    found = read_insurance_code(code)
    if isinstance(found, Problem):
        return found.code
    if declared not in (None, found.value):
        return "insurance_code_differs"
    return lying.but(insurance_code=found.value)
