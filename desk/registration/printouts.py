"""What is printed: Mẫu số 01, slips, account slips and the list of what is handed over.

Every method reads what was sealed, as it was sealed; many declarations become one file, with ``told`` hearing
how many are done. Blocking: call them off the event loop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from declaration.contact import Phone
from declaration.draft import PhotoRole
from declaration.lifecycle import Kind
from declaration.wire.declaration_content import CertificateContent, DeclarationContent
from declaration.wire.slip import slip_number
from desk.ports.clock import VIETNAM, Clock
from desk.ports.outbox import Outbox
from desk.ports.printing import Paper, Typesetter
from desk.ports.store import DeclarationDetail, DeclarationStore, DraftStore
from desk.registration.slips import Slips

MOST: Final = 200
"""Declarations in one file: more would be a file nobody waits for."""
Told = Callable[[int], bool]
"""Hears how many are done; False stops it."""
Fields = dict[str, Any]


class PrintingStoppedError(Exception):
    """Somebody stopped it; nothing was printed."""


class NoTemplateError(Exception):
    """A form of a version this program has no template for."""


@dataclass(frozen=True)
class Letterhead:
    """Who prints: the unit's and the station's name."""

    unit: str
    station: str


@dataclass(frozen=True)
class Sources:
    """Where what is printed comes from."""

    declarations: DeclarationStore
    drafts: DraftStore
    outbox: Outbox
    slips: Slips
    note_look: Callable[[UUID], None]
    """Printing is looking: it leaves the same line in the audit trail."""


class Printouts:
    """Prints for one station."""

    def __init__(self, sources: Sources, pages: Typesetter, letterhead: Letterhead, clock: Clock) -> None:
        self._from = sources
        self._pages = pages
        self._head = {"unit": letterhead.unit, "station": letterhead.station}
        self._clock = clock

    def forms(self, ids: Sequence[UUID], told: Told) -> bytes:
        """Mẫu số 01 of each, in the version it was declared in. Those of one version make one file; a second
        version among them is a NoTemplateError, as is one that has no template."""
        contents = [(each, self._content(each)) for each in self._details(ids, told)]
        versions = {self._template(detail) for detail, _ in contents}
        if len(versions) != 1:
            raise NoTemplateError
        forms = [self._form(detail, content) for detail, content in contents]
        return self._pages.pdf(versions.pop(), {"forms": forms})

    def slips(self, ids: Sequence[UUID], told: Told) -> bytes:
        """The slip each person keeps."""
        agencies = self._agencies()
        slips = [self._slip(detail, agencies) for detail in self._details(ids, told)]
        return self._pages.pdf(Paper.SLIP, {**self._head, "slips": slips})

    def accounts(self, ids: Sequence[UUID], told: Told) -> bytes:
        """The account slip of each that has an account."""
        accounts = [_account(detail) for detail in self._details(ids, told) if detail.line.user_name]
        return self._pages.pdf(Paper.ACCOUNT, {**self._head, "accounts": accounts})

    def handover(self, ids: Sequence[UUID], told: Told) -> bytes:
        """The list (bảng kê) of declarations handed over, to be signed."""
        details = list(self._details(ids, told))
        agencies, received_by = self._agencies(), {detail.line.agency for detail in details}
        agency = agencies.get(received_by.pop(), "") if len(received_by) == 1 else ""
        data = {**self._head, "day": _words_of(self._clock.today()), "agency": agency}
        return self._pages.pdf(Paper.LIST, {**data, "lines": [self._line(detail) for detail in details]})

    def _details(self, ids: Sequence[UUID], told: Told) -> Sequence[DeclarationDetail]:
        found = []
        for at, declaration_id in enumerate(ids[:MOST]):
            if not told(at):
                raise PrintingStoppedError
            self._from.note_look(declaration_id)
            detail = self._from.declarations.detail(declaration_id)
            if detail is not None:
                found.append(detail)
        return found

    def _template(self, detail: DeclarationDetail) -> str:
        template = detail.form_version.replace("/", "-")
        if not self._pages.has(template):
            raise NoTemplateError
        return template

    @staticmethod
    def _content(detail: DeclarationDetail) -> DeclarationContent:
        return DeclarationContent.model_validate_json(detail.content_json)

    def _form(self, detail: DeclarationDetail, content: DeclarationContent) -> Fields:
        name = content.full_name.upper()
        return {
            "portrait": self._photo(detail, PhotoRole.PORTRAIT),
            "signature": self._photo(detail, PhotoRole.SIGNATURE),
            "place": "",
            "declared": _words_of(content.declared_on),
            "full_name": name,
            "insurance_code": detail.insurance_code or content.insurance_code,
            "document_number": content.document.value,
            "address": content.address,
            "certificate": _certificate(content.certificate),
            "contact_person": content.contact_person or name,
            "email": content.email,
            "phone": Phone(content.phone).shown(),
            **_asked_in(content),
        }

    def _slip(self, detail: DeclarationDetail, agencies: dict[str, str]) -> Fields:
        line, digest = detail.line, self._digest(detail)
        code = self._from.slips.code(digest, line.revision, line.finished_at)
        return {
            "full_name": line.full_name.upper(),
            "code": self._pages.code(code),
            "number": slip_number(digest),
            "finished": f"{line.finished_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
            "agency": agencies.get(line.agency, line.agency),
        }

    def _line(self, detail: DeclarationDetail) -> Fields:
        line = detail.line
        return {
            "full_name": line.full_name,
            "document_number": line.document_number,
            "insurance_code": detail.insurance_code,
            "declared": f"{line.declared_on:%d/%m/%Y}",
            "number": slip_number(self._digest(detail)),
        }

    def _digest(self, detail: DeclarationDetail) -> str:
        entry = self._from.outbox.entry(detail.line.id, detail.line.revision)
        return entry.digest if entry else ""

    def _photo(self, detail: DeclarationDetail, role: PhotoRole) -> bytes | None:
        photo = self._from.drafts.photo(detail.line.id, role) if role in detail.photos else None
        return photo.data if photo else None

    def _agencies(self) -> dict[str, str]:
        return {agency.code: agency.name for agency in self._from.declarations.agencies()}


def _asked_in(content: DeclarationContent) -> Fields:
    """Parts 1, 2 and 3 of the form: the one that is declared, the others left blank."""
    registers, changed, stop = Kind(content.kind) is Kind.REGISTER, content.changed, content.stop
    phone = Phone(changed.phone).shown() if changed and changed.phone else None
    return {
        "register_from": _words_of(content.declared_on) if registers else None,
        "by_portal": registers and content.channel == "portal",
        "by_ivan": (content.ivan_name or None) if registers else None,
        "changed": {
            "certificate": _certificate(changed.certificate if changed else None),
            "email": changed.email if changed else None,
            "phone": phone,
        },
        "stop_from": _words_of(stop.first_day) if stop else None,
        "stop_reason": stop.reason if stop else None,
    }


def _certificate(certificate: CertificateContent | None) -> Fields:
    if certificate is None:
        return dict.fromkeys(("number", "issuer", "from", "to"))
    return {
        "number": certificate.number,
        "issuer": certificate.issuer,
        "from": _words_of(certificate.first_day),
        "to": _words_of(certificate.last_day),
    }


def _account(detail: DeclarationDetail) -> Fields:
    line = detail.line
    return {
        "full_name": line.full_name.upper(),
        "user_name": line.user_name,
        "dossier_number": line.dossier_number,
        "phone": Phone(line.phone).shown(),
    }


def _words_of(day: date) -> Fields:
    return {"day": f"{day:%d}", "month": f"{day:%m}", "year": f"{day:%Y}"}
