"""Complaints and proposals (phản ánh, kiến nghị) heard at a desk: taken down, answered, closed with the
person told."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from pydantic import Field

from declaration.wire.model import Message
from declaration.wire.sign_in import Agency

COMPLAINT_VERSION = "complaint-1"
LONGEST: Final = 2000


class Subject(StrEnum):
    """What it is about; keys of the locales under ``complaints.subject``. It decides which unit of the agency
    answers: ``office_of``. Source: how the agencies sort what is said at a desk."""

    PERSONAL_DATA = "personal_data"
    BENEFITS = "benefits"
    HEALTH_CARE = "health_care"
    ACCOUNT = "account"
    OTHER = "other"


class Office(StrEnum):
    """The agency's unit that answers; keys of the locales under ``complaints.office``."""

    RECORDS = "records"
    BENEFITS = "benefits"
    HEALTH_CARE = "health_care"
    COUNTER = "counter"


_OFFICES: Final = {
    Subject.PERSONAL_DATA: Office.RECORDS,
    Subject.BENEFITS: Office.BENEFITS,
    Subject.HEALTH_CARE: Office.HEALTH_CARE,
}


def office_of(subject: str) -> Office:
    """Who answers; the counter finds out for everything else, and for subjects of a newer desk."""
    return _OFFICES.get(Subject(subject), Office.COUNTER) if subject in set(Subject) else Office.COUNTER


class Told(StrEnum):
    """How the person heard the answer; keys of the locales under ``complaints.told``."""

    IN_PERSON = "in_person"
    BY_PHONE = "by_phone"
    NOT_REACHED = "not_reached"


class ComplaintContent(Message):
    """``subject``: a Subject, ``told``: a Told once it is closed, both kept as written. Revision 1 takes it
    down, the next one closes it with the same words. ``agency``: where it goes, as the setting for
    that subject has it; "" is the station's own."""

    subject: str = Field(pattern=r"^[a-z_]{1,40}$")
    words: str = Field(min_length=1, max_length=LONGEST)
    full_name: str = Field(min_length=1, max_length=200)
    phone: str = Field(default="", max_length=20)
    document_number: str = Field(default="", max_length=20)
    told: str = Field(default="", pattern=r"^[a-z_]{0,40}$")
    agency: str = Field(default="", max_length=40)


class Passed(Message):
    """It was passed on: to which agency and unit of it, by whom, why. ``agency_name`` and the
    person's full ``name`` as they were then."""

    at: datetime
    by: str
    agency: str
    agency_name: str
    office: str
    reason: str
    name: str = ""


class ComplaintSummary(Message):
    """One complaint as the agency sees it. ``agency`` and ``office``: who answers it now; ``passed``: how it
    came there, the oldest first. ``registrar_name`` and ``answered_name``: full names, where known."""

    id: UUID
    subject: str
    words: str
    full_name: str
    phone: str
    document_number: str
    station: str
    unit_name: str
    registrar: str
    taken_at: datetime
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    told: str = ""
    agency: str = ""
    agency_name: str = ""
    office: str = Office.COUNTER
    passed: tuple[Passed, ...] = ()
    registrar_name: str = ""
    answered_name: str = ""


class ComplaintQuery(Message):
    """``subject``, ``office`` "" mean every one; ``answered``: those that have an answer instead of those
    that wait."""

    subject: str = Field(default="", pattern=r"^[a-z_]{0,40}$")
    office: str = Field(default="", pattern=r"^[a-z_]{0,40}$")
    answered: bool = False


class ComplaintPage(Message):
    """The oldest that waits first; of the answered the newest first. ``waiting`` of all subjects,
    ``by_office`` the same by unit; ``agencies`` one may be passed on to."""

    items: tuple[ComplaintSummary, ...]
    waiting: int
    by_office: dict[str, int] = Field(default_factory=dict)
    agencies: tuple[Agency, ...] = ()


class ComplaintAnswer(Message):
    """What is said to the person."""

    answer: str = Field(min_length=1, max_length=LONGEST)


class ComplaintPassing(Message):
    """To whom it is passed on, and why: the desk that took it down hears both."""

    agency: str = Field(min_length=1, max_length=40)
    office: Office
    reason: str = Field(min_length=1, max_length=500)
