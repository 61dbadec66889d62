"""The agency's rules as far as a reviewer meets them: the queue's order, what fits a search, what clashes."""

from __future__ import annotations

from collections.abc import Iterable

from declaration.identity import read_insurance_code
from declaration.person import search_key
from declaration.problems import Problem
from declaration.wire.reasons import ReasonLists
from declaration.wire.review import REJECT_REASONS, RETURN_REASONS, Decision, DecisionRequest, ReviewQuery
from tests.fakes.for_review import Lying

_REASONS = {Decision.RETURN: RETURN_REASONS, Decision.REJECT: REJECT_REASONS}
_WITH_ACCOUNT = ("issued", "activated")


def clash(lying: Lying, others: Iterable[Lying]) -> str | None:
    """Why no account may be issued to it, or None."""
    accounts = [each for each in others if each.status in _WITH_ACCOUNT and each.id != lying.id]
    found = {shared(lying, each) for each in accounts} - {None}
    if found & {"document_number", "insurance_code"}:
        return "already_has_account"
    return "contact_in_use" if found else None


def key(lying: Lying) -> str:
    """Where it stands in the queue: deadlines first, then the id to tell equals apart."""
    return f"{lying.summary.hand_in_by.isoformat()}_{lying.id}"


def fits(lying: Lying, query: ReviewQuery, me: str, *, green: bool) -> bool:
    """Whether it is asked for; an empty status or kind means every one."""
    summary, search = lying.summary, query.search.strip()
    wanted = ((query.status, summary.status), (query.kind, summary.kind))
    if any(asked and asked != found for asked, found in wanted):
        return False
    held = summary.claim is not None and summary.claim.by != me
    if (query.green and not green) or (query.free and held):
        return False
    digits = "".join(each for each in search if each.isdigit())
    numbers = (lying.content.document.value, lying.content.insurance_code or "")
    by_phone = digits.lstrip("0") in lying.content.phone
    by_name = search_key(search) in search_key(lying.content.full_name)
    return by_name or bool(digits and (by_phone or any(digits in number for number in numbers)))


def shared(one: Lying, other: Lying) -> str | None:
    """The first thing that is equal in both and should belong to one person only."""

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


def incomplete(request: DecisionRequest, lists: ReasonLists) -> str | None:
    known = _REASONS.get(request.decision)
    if known is None:
        return None
    if not request.reasons:
        return "reasons_missing"
    own = lists.to_return if request.decision is Decision.RETURN else lists.to_reject
    if not set(request.reasons) <= {*known, *own}:
        return "reason_unknown"
    return "fields_missing" if request.decision is Decision.RETURN and not request.fields else None


def with_code(lying: Lying, code: str | None) -> Lying | str:
    declared = lying.content.insurance_code or lying.found_code
    if code is None:
        return lying if declared else "insurance_code_missing"
    found = read_insurance_code(code)
    if isinstance(found, Problem):
        return found.code
    if declared not in (None, found.value):
        return "insurance_code_differs"
    return lying.but(insurance_code=found.value)
