"""How numbers, times, statuses and reasons are written for people, the same on every screen."""

from __future__ import annotations

import re
from datetime import date, datetime

from declaration.contact import Phone
from declaration.deadlines import at_risk, days_left
from declaration.lifecycle import Delivery, Status
from desk.i18n import has, t
from desk.ports.clock import VIETNAM
from desk.ports.store import DeclarationLine
from desk.views.theme import Tone

_ISSUED = re.compile(r"(?P<year>20[0-9]{2})-(?P<month>[0-9]{2})$")
_TO_HAND_IN = (Status.DRAFT, Status.FINISHED, Status.RETURNED)
_TONES = {
    Status.DRAFT: Tone.WARNING,
    Status.RETURNED: Tone.WARNING,
    Status.FINISHED: Tone.OFFLINE,
    Status.APPROVED: Tone.SUCCESS,
    Status.ISSUED: Tone.SUCCESS,
    Status.ACTIVATED: Tone.SUCCESS,
    Status.APPLIED: Tone.SUCCESS,
    Status.REJECTED: Tone.ERROR,
    Status.LAPSED: Tone.ERROR,
}


def document_number(number: str) -> str:
    """``001 090 123 456``: twelve digits in threes; any other number as it is."""
    if len(number) != 12 or not number.isdecimal():
        return number
    return " ".join(number[at : at + 3] for at in range(0, 12, 3))


def phone(e164: str) -> str:
    """``0912 345 678`` for a number kept as E.164."""
    return Phone(e164).shown()


def day(when: date) -> str:
    """``01/01/1990``"""
    return f"{when:%d/%m/%Y}"


def moment(at: datetime, now: datetime) -> str:
    """``14:05`` today, ``02/03 14:05`` this year, ``02/03/2025 14:05`` before; in Vietnam's time."""
    at, now = at.astimezone(VIETNAM), now.astimezone(VIETNAM)
    if at.date() == now.date():
        return f"{at:%H:%M}"
    return f"{at:%d/%m %H:%M}" if at.year == now.year else f"{at:%d/%m/%Y %H:%M}"


def length(seconds: float) -> str:
    """``45 giây``, ``3 phút``, ``2 giờ``, ``4 ngày``: rounded down to one unit."""
    whole = max(0, int(seconds))
    for unit, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if whole >= unit:
            return t(f"shown.{name}", count=whole // unit)
    return t("shown.seconds", count=whole)


def countdown(seconds: int) -> str:
    """``4 phút 5 giây``, ``12 giây``: what is left of a wait."""
    minutes, rest = divmod(max(0, seconds), 60)
    parts = [t("shown.minutes", count=minutes)] if minutes else []
    return " ".join([*parts, t("shown.seconds", count=rest)] if rest or not minutes else parts)


def size(amount: int) -> str:
    """``41,2 GB``, ``420 MB``, ``730 kB``: in thousands, as disks are sold."""
    if amount >= 1_000_000_000:
        return f"{amount / 1_000_000_000:.1f} GB".replace(".", ",")
    return f"{amount / 1_000_000:.0f} MB" if amount >= 1_000_000 else f"{amount / 1_000:.0f} kB"


def age(since: datetime, now: datetime) -> str:
    """How long ago, ``0 giây`` for a moment still to come (a clock set back)."""
    return length((now - since).total_seconds())


def ago(since: datetime, now: datetime) -> str:
    """``3 phút trước``, ``vừa xong``"""
    return t("shown.now") if (now - since).total_seconds() < 60 else t("shown.ago", age=age(since, now))


def status(line: DeclarationLine) -> tuple[Tone, str]:
    """The status pair, ``Hoàn tất · chờ gửi``; the status alone once this revision has its receipt."""
    words = t(f"status.{line.status}")
    if line.delivery in (None, Delivery.DELIVERED) or line.status is Status.DRAFT:
        return _TONES.get(line.status, Tone.NEUTRAL), words
    held_up = line.delivery in (Delivery.REFUSED, Delivery.SET_ASIDE)
    tone = Tone.ERROR if held_up else _TONES.get(line.status, Tone.NEUTRAL)
    return tone, f"{words} · {t(f'delivery.{line.delivery}')}"


def deadline(line: DeclarationLine, today: date) -> str | None:
    """``Còn 2 ngày`` while it is still to be handed in and fewer than four days are left."""
    if line.status not in _TO_HAND_IN or not at_risk(line.declared_on, today):
        return None
    left = days_left(line.declared_on, today)
    if left < 0:
        return t("shown.due_over", count=-left)
    return t("shown.due_today") if left == 0 else t("shown.due_days", count=left)


def reason(code: str) -> str:
    """Why a revision has not arrived; a code of a newer service is shown as it came."""
    return _told("reason", code)


def answer_reason(line_status: Status, code: str) -> str:
    """Why the reviewer returned or rejected."""
    return _told("reject_reason" if line_status is Status.REJECTED else "return_reason", code)


def field_name(name: str) -> str:
    """A draft's field or photo by its name on the form."""
    return t(f"field.{name}") if has(f"field.{name}") else name


def complaint_subject(code: str) -> str:
    """What a complaint is about; of a newer desk only that it is something else."""
    return (
        t(f"complaints.subject.{code}")
        if has(f"complaints.subject.{code}")
        else t("complaints.subject.other")
    )


def complaint_office(code: str, agency: str) -> str:
    """The unit that answers, and its agency where its name is known."""
    key = f"complaints.office.{code}"
    return " · ".join((t(key) if has(key) else code, *([agency] if agency else [])))


def event(name: str) -> str:
    """One line of the history; an event of a newer service is said to be one."""
    return t(f"history.{name}") if has(f"history.{name}") else t("history.newer_version")


def doer(sign_in: str, name: str) -> str:
    """Who did something at the agency, in full where that is known; what did itself, in words."""
    return name or (t(f"doer.{sign_in}") if has(f"doer.{sign_in}") else sign_in)


def person(name: str, sign_in: str) -> str:
    """``Vũ Thị Lan (lan)``: two of one full name are told apart."""
    return f"{name} ({sign_in})"


def station(name: str, unit: str) -> str:
    """``Quầy 03 · Khu công nghiệp Mẫu``: every unit may have its Quầy 03."""
    return f"{name} · {unit}"


def _told(table: str, code: str) -> str:
    key = f"{table}.{code}"
    return t(key) if has(key) else t("reason.unknown", code=code)


def consent_issue(version: str) -> str:
    """``02/2026`` of ``consent-2026-02``: when the words one agreed to were issued."""
    issued = _ISSUED.search(version)
    return f"{issued['month']}/{issued['year']}" if issued else version
