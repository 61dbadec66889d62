"""The content of a *declaration* record: Mẫu số 01 as it was declared, in plain values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from declaration.wire.model import Message

FORM_VERSION = "mau-01/2016"
"""Mẫu số 01 as issued under Nghị định 166/2016; kept on every declaration so that a newer form can differ."""

KNOWN_FORM_VERSIONS = frozenset({FORM_VERSION})


class DocumentContent(Message):
    """The identity document. ``card`` tells which card was scanned, None when typed."""

    kind: Literal["citizen_id", "passport", "old_id"]
    value: str
    issued: date | None = None
    card: Literal["cccd", "can_cuoc"] | None = None


class VerificationContent(Message):
    """Face to face: the registrar's word. An exception carries its reason."""

    outcome: Literal["same_person", "exception"]
    reason: str = ""
    by: str
    at: datetime


class ConsentContent(Message):
    """Which text the person agreed to, in which language, when (Luật 91/2025/QH15: per purpose, provable)."""

    text_version: str
    language: str
    at: datetime


class ChangedContent(Message):
    """Part 2 of the form: only what changes. ``phone`` E.164."""

    phone: str | None = None
    email: str | None = None


class StopContent(Message):
    """Part 3 of the form."""

    first_day: date
    reason: str = Field(min_length=1, max_length=300)


class DeclarationContent(Message):
    """A declaration of any kind; ``changed`` belongs to *adjust*, ``stop`` to *stop*.
    ``insurance_code`` None means: unknown, to be looked up.

    ``birth`` is ISO with its precision (1990, 1990-01, 1990-01-01); ``phone`` E.164; ``sources`` says for
    each field where its value came from (card, roster, typed, online); ``checks`` are the codes of the
    warnings that stood when the registrar finished. ``online_number``: the portal's dossier number where the
    person had declared online; ``declared_on`` is then that day.
    """

    kind: Literal["register", "adjust", "stop"] = "register"
    full_name: str = Field(min_length=1, max_length=100)
    birth: str
    sex: Literal["male", "female"]
    document: DocumentContent
    insurance_code: str | None
    address: str
    phone: str
    email: str | None = None
    agency: str
    declared_on: date
    verification: VerificationContent
    consent: ConsentContent
    signature: Literal["screen", "paper"]
    sources: dict[str, str] = Field(default_factory=dict)
    checks: tuple[str, ...] = ()
    changed: ChangedContent | None = None
    stop: StopContent | None = None
    online_number: str = Field(default="", max_length=40)
