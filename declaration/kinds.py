"""What adjusting (điều chỉnh) and stopping (ngừng sử dụng) declare beyond who it is.

Source: Mẫu số 01, parts 2 and 3; of part 2 only what changes is declared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from declaration.contact import Email, Phone, read_email, read_phone
from declaration.dealing import NEW, Certificate, certificate_in, certificate_problems
from declaration.draft import Draft, Field
from declaration.form_values import read_day
from declaration.lifecycle import Kind
from declaration.privacy import Private
from declaration.problems import Problem, blocking, warning

LONGEST_REASON = 300


@dataclass(frozen=True, repr=False)
class Changed(Private):
    """The new telephone, e-mail or certificate; None stays as it was."""

    phone: Phone | None
    email: Email | None
    certificate: Certificate | None = None


@dataclass(frozen=True, repr=False)
class Stop(Private):
    """From which day on, and why."""

    first_day: date
    reason: str


def changed_in(draft: Draft) -> Changed | None:
    """What is adjusted; None when this is no adjustment, or what is typed cannot be read."""
    phone, email = _new_phone(draft), _new_email(draft)
    if draft.kind is not Kind.ADJUST or isinstance(phone, Problem) or isinstance(email, Problem):
        return None
    return Changed(phone, email, certificate_in(draft, NEW))


def stop_in(draft: Draft) -> Stop | None:
    """What is stopped; None when nothing is, or the day cannot be read."""
    first_day = read_day(draft.value(Field.STOP_FROM))
    if draft.kind is not Kind.STOP or first_day is None:
        return None
    return Stop(first_day, draft.value(Field.STOP_REASON).strip())


def kind_problems(draft: Draft, today: date) -> tuple[Problem, ...]:
    """What is missing or wrong in the part of the form that belongs to this kind."""
    match draft.kind:
        case Kind.ADJUST:
            return _adjust_problems(draft, today)
        case Kind.STOP:
            return _stop_problems(draft, today)
        case Kind.REGISTER:
            return ()


def _adjust_problems(draft: Draft, today: date) -> tuple[Problem, ...]:
    phone, email = _new_phone(draft), _new_email(draft)
    wrong = tuple(value for value in (phone, email) if isinstance(value, Problem))
    wrong += certificate_problems(draft, NEW, today)
    if wrong:
        return wrong
    if phone is None and email is None and certificate_in(draft, NEW) is None:
        return (blocking(Field.NEW_PHONE, "nothing_adjusted"),)
    same = []
    if phone is not None and phone == read_phone(draft.value(Field.PHONE)):
        same.append(blocking(Field.NEW_PHONE, "adjusted_to_the_same"))
    if email is not None and email == read_email(draft.value(Field.EMAIL)):
        same.append(blocking(Field.NEW_EMAIL, "adjusted_to_the_same"))
    return tuple(same)


def _stop_problems(draft: Draft, today: date) -> tuple[Problem, ...]:
    found: list[Problem] = []
    first_day, reason = read_day(draft.value(Field.STOP_FROM)), draft.value(Field.STOP_REASON).strip()
    if first_day is None:
        found.append(blocking(Field.STOP_FROM, "stop_from_unreadable"))
    elif first_day < today:
        found.append(warning(Field.STOP_FROM, "stop_from_past"))
    if not reason:
        found.append(blocking(Field.STOP_REASON, "stop_reason_missing"))
    elif len(reason) > LONGEST_REASON:
        found.append(blocking(Field.STOP_REASON, "stop_reason_long", limit=str(LONGEST_REASON)))
    return tuple(found)


def _new_phone(draft: Draft) -> Phone | Problem | None:
    text = draft.value(Field.NEW_PHONE)
    phone = read_phone(text) if text else None
    return replace(phone, field=Field.NEW_PHONE) if isinstance(phone, Problem) else phone


def _new_email(draft: Draft) -> Email | Problem | None:
    email = read_email(draft.value(Field.NEW_EMAIL))
    return replace(email, field=Field.NEW_EMAIL) if isinstance(email, Problem) else email
