"""Complaints and proposals (phản ánh, kiến nghị) heard at a desk: taken down, answered, closed with the
person told."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from pydantic import Field

from declaration.wire.model import Message

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
    down, the next one closes it with the same words."""

    subject: str = Field(pattern=r"^[a-z_]{1,40}$")
    words: str = Field(min_length=1, max_length=LONGEST)
    full_name: str = Field(min_length=1, max_length=200)
    phone: str = Field(default="", max_length=20)
    document_number: str = Field(default="", max_length=20)
    told: str = Field(default="", pattern=r"^[a-z_]{0,40}$")


class ComplaintSummary(Message):
    """One complaint as the agency sees it. ``version`` goes back with the answer."""

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


class ComplaintQuery(Message):
    """``subject`` "" means every one; ``answered``: those that have an answer instead of those that wait."""

    subject: str = Field(default="", pattern=r"^[a-z_]{0,40}$")
    answered: bool = False


class ComplaintPage(Message):
    """The oldest that waits first; of the answered the newest first. ``waiting`` of all subjects."""

    items: tuple[ComplaintSummary, ...]
    waiting: int


class ComplaintAnswer(Message):
    """What is said to the person."""

    answer: str = Field(min_length=1, max_length=LONGEST)
