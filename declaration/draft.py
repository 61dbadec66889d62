"""A declaration as far as it has been filled in: every value as typed, with where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from declaration.lifecycle import Kind
from declaration.privacy import Private


class Field(StrEnum):
    """The fields of the desk's form, in the order a registrar meets them."""

    FULL_NAME = "full_name"
    DOCUMENT_KIND = "document_kind"
    DOCUMENT_NUMBER = "document_number"
    NATIONALITY = "nationality"
    EXPIRES = "expires"
    BIRTH = "birth"
    SEX = "sex"
    ISSUED = "issued"
    CARD = "card"
    ADDRESS = "address"
    INSURANCE_CODE = "insurance_code"
    INSURANCE_UNKNOWN = "insurance_unknown"
    PHONE = "phone"
    EMAIL = "email"
    AGENCY = "agency"
    NEW_PHONE = "new_phone"
    NEW_EMAIL = "new_email"
    STOP_FROM = "stop_from"
    STOP_REASON = "stop_reason"
    CERTIFICATE = "certificate"
    CERTIFICATE_ISSUER = "certificate_issuer"
    CERTIFICATE_FROM = "certificate_from"
    CERTIFICATE_TO = "certificate_to"
    CHANNEL = "channel"
    IVAN_NAME = "ivan_name"
    CONTACT_PERSON = "contact_person"
    HAND_IN = "hand_in"
    NEW_CERTIFICATE = "new_certificate"
    NEW_CERTIFICATE_ISSUER = "new_certificate_issuer"
    NEW_CERTIFICATE_FROM = "new_certificate_from"
    NEW_CERTIFICATE_TO = "new_certificate_to"
    GUARDIAN_CODE = "guardian_code"
    GUARDIAN_NAME = "guardian_name"
    GUARDIAN_RELATION = "guardian_relation"
    GUARDIAN_ACCOUNT = "guardian_account"
    ONLINE_NUMBER = "online_number"


class Source(StrEnum):
    """Where a value came from, shown beside it and sent with it."""

    CARD = "card"
    ROSTER = "roster"
    AGENCY = "agency"
    TYPED = "typed"
    ONLINE = "online"


class PhotoRole(StrEnum):
    """The pictures that go with a declaration; the values are the roles on the wire."""

    PORTRAIT = "portrait"
    CARD_FRONT = "card_front"
    CARD_BACK = "card_back"
    PASSPORT_PAGE = "passport_page"
    BIRTH_CERTIFICATE = "birth_certificate"
    SIGNATURE = "signature"
    SIGNED_FORM = "signed_form"


@dataclass(frozen=True, repr=False)
class Verification(Private):
    """The registrar's word that the person in front is the person on the card (xác nhận nhân thân).
    ``about``: a digest of the document it was said about, "" from an older program."""

    same_person: bool
    by: str
    at: datetime
    reason: str = ""
    about: str = ""


class LegalBasis(StrEnum):
    """By what right the data are used: the person agreed, or the agency does its duty and the person was told
    (Luật 91/2025/QH15). Which of the two is the agency's setting."""

    CONSENT = "consent"
    PUBLIC_DUTY = "public_duty"


class Purpose(StrEnum):
    """What one agrees to, each by a tick of its own; without the first there is no account."""

    ACCOUNT = "account"
    NEWS = "news"


@dataclass(frozen=True, repr=False)
class Consent(Private):
    """Which text was shown, in which language, what was agreed to, and when. ``text_sha256``: of the very
    words that were on the screen, "" where an older program kept none."""

    text_version: str
    language: str
    at: datetime
    purposes: tuple[Purpose, ...] = (Purpose.ACCOUNT,)
    text_sha256: str = ""
    basis: LegalBasis = LegalBasis.CONSENT


class PhotoReason(StrEnum):
    """Why a photo is used although something is amiss with it; sent as ``<role>:reason_<reason>``."""

    PLACE = "place"
    HEAD_COVER = "head_cover"
    AGE_OR_HEALTH = "age_or_health"
    WORN_CARD = "worn_card"
    NO_BETTER = "no_better"


@dataclass(frozen=True)
class PhotoDoubt:
    """What is amiss with a photo that is held, as codes of problems (never personal data).

    ``asks_reason``: the photo goes with the declaration only once a reason is given.
    """

    codes: tuple[str, ...]
    asks_reason: bool = False
    reason: PhotoReason | None = None


@dataclass(frozen=True, repr=False)
class Draft(Private):
    """What has been filled in so far. Changing it makes a new one; saving it is the store's business.

    ``values`` holds text exactly as typed (tidied on leaving a field); ``photos`` the roles already held,
    ``doubts`` what is amiss with them; ``signed`` what stood in the form when it was signed, as a digest
    (``signing``); ``returned_fields`` are those a reviewer marked, for a correction, ``returned_as`` what
    stood in them, ``return_reasons`` the codes of why. ``listed_as`` is the row of a unit's list that is this
    person, by number or by the registrar's word; 0 for none.
    """

    id: UUID
    created_at: datetime
    declared_on: date
    revision: int = 1
    kind: Kind = Kind.REGISTER
    values: Mapping[Field, str] = field(default_factory=lambda: MappingProxyType({}))
    sources: Mapping[Field, Source] = field(default_factory=lambda: MappingProxyType({}))
    photos: frozenset[PhotoRole] = frozenset()
    signed: Mapping[PhotoRole, str] = field(default_factory=lambda: MappingProxyType({}))
    doubts: Mapping[PhotoRole, PhotoDoubt] = field(default_factory=lambda: MappingProxyType({}))
    verification: Verification | None = None
    consent: Consent | None = None
    returned_fields: tuple[str, ...] = ()
    returned_as: Mapping[Field, str] = field(default_factory=lambda: MappingProxyType({}))
    return_reasons: tuple[str, ...] = ()
    note_from_reviewer: str = ""
    listed_as: int = 0

    def value(self, name: Field) -> str:
        return self.values.get(name, "")

    def is_as_returned(self, name: Field) -> bool:
        """Whether a reviewer marked that field and it says the same as then, however it is written. A draft
        of an older program does not know."""
        before = self.returned_as.get(name)
        return before is not None and _letters(before) == _letters(self.value(name))

    def with_value(self, name: Field, value: str, source: Source = Source.TYPED) -> Draft:
        """The draft with one value set; an emptied value forgets its source."""
        values, sources = dict(self.values), dict(self.sources)
        values.pop(name, None)
        sources.pop(name, None)
        if value:
            values[name], sources[name] = value, source
        return replace(self, values=MappingProxyType(values), sources=MappingProxyType(sources))

    def with_values(self, values: Mapping[Field, str], source: Source) -> Draft:
        """The draft with several values of one source set; empty ones are left as they were."""
        changed = self
        for name, value in values.items():
            if value:
                changed = changed.with_value(name, value, source)
        return changed

    def with_photo(self, role: PhotoRole) -> Draft:
        return replace(self, photos=self.photos | {role})

    def without_photo(self, role: PhotoRole) -> Draft:
        return replace(self.with_doubt(role, None), photos=self.photos - {role})

    def with_doubt(self, role: PhotoRole, doubt: PhotoDoubt | None) -> Draft:
        """The draft knowing what is amiss with one photo; None or no codes: nothing is."""
        doubts = {known: other for known, other in self.doubts.items() if known is not role}
        if doubt is not None and doubt.codes:
            doubts[role] = doubt
        return replace(self, doubts=MappingProxyType(doubts))

    @property
    def insurance_unknown(self) -> bool:
        """The person does not know the BHXH code: it is to be looked up."""
        return bool(self.value(Field.INSURANCE_UNKNOWN))

    @property
    def document_was_read(self) -> bool:
        """The document's number came from a camera or a scanner, not from the registrar's hand."""
        return self.sources.get(Field.DOCUMENT_NUMBER) is Source.CARD

    @property
    def is_empty(self) -> bool:
        """Nothing of a person is in it yet, so nobody needs asking before it goes."""
        return not (set(self.values) - _BEFORE_ANYBODY) and not self.photos


_BEFORE_ANYBODY = {Field.AGENCY, Field.DOCUMENT_KIND, Field.STOP_FROM}
"""What stands in a form before anybody's data does."""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
