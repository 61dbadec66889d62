"""The content of a *declaration* record: Mẫu số 01 as it was declared, in plain values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from declaration.wire.model import Message


class DocumentContent(Message):
    """The identity document. ``card`` tells which card was scanned, None when typed; ``nationality`` and
    ``expires`` belong to a passport."""

    kind: Literal["citizen_id", "passport", "old_id", "birth_certificate"]
    value: str
    issued: date | None = None
    card: Literal["cccd", "can_cuoc"] | None = None
    nationality: str = Field(default="", max_length=60)
    expires: date | None = None


class VerificationContent(Message):
    """Face to face: the registrar's word. An exception carries its reason."""

    outcome: Literal["same_person", "exception"]
    reason: str = ""
    by: str
    at: datetime


class ConsentContent(Message):
    """Which text the person agreed to, in which language, when (Luật 91/2025/QH15: per purpose, provable).

    ``purposes``: draft.Purpose; ``text_sha256`` of the words shown, "" from an older desk; ``basis``:
    draft.LegalBasis. Kept as written, so that an older service takes a newer desk's."""

    text_version: str
    language: str
    at: datetime
    purposes: tuple[str, ...] = ("account",)
    text_sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    basis: str = Field(default="consent", pattern=r"^[a-z_]{1,40}$")


class CertificateContent(Message):
    """A digital certificate (chứng thư số)."""

    number: str = Field(pattern=r"^[0-9A-F]{4,64}$")
    issuer: str = Field(min_length=1, max_length=200)
    first_day: date
    last_day: date


class GuardianContent(Message):
    """Who answers for a child: ``insurance_code`` is the user name of the guardian's own account;
    ``relation``: a guardian.Relation, kept as written. Phone and e-mail declared are the guardian's."""

    full_name: str = Field(min_length=1, max_length=100)
    insurance_code: str = Field(pattern=r"^[0-9]{10}$")
    relation: str = Field(pattern=r"^[a-z_]{1,40}$")


class ChangedContent(Message):
    """Part 2 of the form: only what changes. ``phone`` E.164."""

    phone: str | None = None
    email: str | None = None
    certificate: CertificateContent | None = None


class StopContent(Message):
    """Part 3 of the form."""

    first_day: date
    reason: str = Field(min_length=1, max_length=300)


class DeclarationContent(Message):
    """A declaration of any kind; ``changed`` belongs to *adjust*, ``stop`` to *stop*.
    ``insurance_code`` None means: unknown, to be looked up.

    ``birth`` is ISO with its precision (1990, 1990-01, 1990-01-01); ``phone`` E.164; ``sources`` says for
    each field where its value came from (card, roster, agency, typed, online); ``checks`` are the codes of
    the warnings that stood when the registrar finished. Without ``certificate`` a code is asked for;
    ``contact_person`` "" is the person; ``hand_in``: a dealing.HandIn, kept as written, so that an older
    service takes a newer way. ``online_number``: the portal's dossier number where the person had declared
    online; ``declared_on`` is then that day.
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
    guardian: GuardianContent | None = None
    certificate: CertificateContent | None = None
    channel: Literal["portal", "ivan"] = "portal"
    ivan_name: str = Field(default="", max_length=200)
    contact_person: str = Field(default="", max_length=100)
    hand_in: str = Field(default="desk", pattern=r"^[a-z_]{1,40}$")
    online_number: str = Field(default="", max_length=40)
