"""What is printed: Mẫu số 01, slips, account slips and the list of what is handed over.

Every method reads what was sealed, as it was sealed; many declarations become one file, set a few at a time,
with ``told`` hearing how many are done. Blocking: call them off the event loop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

from declaration.contact import Phone
from declaration.deadlines import hand_in_by
from declaration.declaration import Declaration, to_be_signed
from declaration.draft import Draft, PhotoRole
from declaration.problems import Problem
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.form_versions import FORM_VERSIONS, FormVersions
from declaration.wire.from_declaration import content_of
from declaration.wire.slip import slip_number
from desk.ports.clock import VIETNAM, Clock
from desk.ports.consents import TakenBack
from desk.ports.outbox import Outbox
from desk.ports.printing import Paper, Typesetter
from desk.ports.store import DeclarationDetail, DeclarationStore, DraftStore
from desk.registration.consents import purpose_name, purpose_words
from desk.registration.declarations import Finished
from desk.registration.printed_form import Fields, form_fields, words_of
from desk.registration.slips import Slips

MOST: Final = 200
"""Declarations in one file: more would be a file nobody waits for."""
AT_ONCE: Final = 5
"""Papers set at once: while they are, nobody hears a stop."""
Told = Callable[[int], bool]
"""Hears how many are done; False stops it."""


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
    taken_back: Callable[[UUID], Sequence[TakenBack]]
    for_paper: Callable[[bytes], bytes]
    """A portrait as it is printed: no larger than paper shows."""
    names: Callable[[], Mapping[str, str]] = dict
    """The registrars' full names by their sign-in names."""


class Printouts:
    """Prints for one station."""

    def __init__(
        self,
        sources: Sources,
        pages: Typesetter,
        letterhead: Letterhead,
        clock: Clock,
        versions: FormVersions = FORM_VERSIONS,
    ) -> None:
        self._from = sources
        self._versions = versions
        self._pages = pages
        self._head = {"unit": letterhead.unit, "station": letterhead.station}
        self._clock = clock

    def forms(self, ids: Sequence[UUID], told: Told) -> bytes:
        """Mẫu số 01 of each, in the version it was declared in. Those of one version make one file; a second
        version among them is a NoTemplateError, as is one that has no template."""
        details = self._details(ids, lambda _: told(0))
        versions = {self._template(detail.form_version) for detail in details}
        if len(versions) != 1:
            raise NoTemplateError
        return self._set(versions.pop(), "forms", [partial(self._form, each) for each in details], told)

    def form_to_sign(self, draft: Draft) -> bytes | tuple[Problem, ...]:
        """Mẫu số 01 of a draft, to be signed on paper and photographed; what is wrong with its fields, if
        anything is. NoTemplateError as with ``forms``."""
        declaration = to_be_signed(draft, self._clock.today())
        if not isinstance(declaration, Declaration):
            return declaration
        template = self._template(self._versions.on(draft.declared_on))
        content = content_of(declaration)
        portrait = self._from.drafts.photo(draft.id, PhotoRole.PORTRAIT)
        pictures = {"portrait": self._from.for_paper(portrait.data) if portrait else None, "signature": None}
        form = {**pictures, **form_fields(content, content.insurance_code)}
        return self._pages.pdf(template, {"forms": [form]})

    def slips(self, ids: Sequence[UUID], told: Told) -> bytes:
        """The slip each person keeps."""
        agencies = self._agencies()
        details = self._details(ids, lambda _: told(0))
        return self._set(Paper.SLIP, "slips", [partial(self._slip, each, agencies) for each in details], told)

    def slip_code(self, finished: Finished) -> bytes:
        """The slip's code alone, for the screen: where there is no printer it is photographed."""
        code = self._from.slips.code(finished.digest, finished.revision, finished.finished_at)
        return self._pages.code_picture(code)

    def accounts(self, ids: Sequence[UUID], told: Told) -> bytes:
        """The account slip of each that has an account."""
        details = [each for each in self._details(ids, lambda _: told(0)) if each.line.user_name]
        return self._set(Paper.ACCOUNT, "accounts", [partial(_account, each) for each in details], told)

    def consents(self, ids: Sequence[UUID], told: Told) -> bytes:
        """What of the consent was taken back, of each who took any back."""
        details = self._details(ids, lambda _: told(0))
        found = [(each, self._from.taken_back(each.line.id)) for each in details]
        papers = [partial(self._taken_back, each, taken) for each, taken in found if taken]
        return self._set(Paper.CONSENT, "papers", papers, told)

    def handover(self, ids: Sequence[UUID], told: Told) -> bytes:
        """The list (bảng kê) of declarations handed over, to be signed."""
        details = self._details(ids, told)
        agencies, received_by = self._agencies(), {detail.line.agency for detail in details}
        agency = agencies.get(received_by.pop(), "") if len(received_by) == 1 else ""
        data = {**self._head, "day": words_of(self._clock.today()), "agency": agency}
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

    def _set(self, template: str, name: str, papers: Sequence[Callable[[], Fields]], told: Told) -> bytes:
        """Papers of one kind as one file, set a few at a time; a stop is heard between them."""
        lots = []
        for first in range(0, max(1, len(papers)), AT_ONCE):
            if not told(first):
                raise PrintingStoppedError
            lot = [paper() for paper in papers[first : first + AT_ONCE]]
            lots.append(self._pages.pdf(template, {**self._head, name: lot}))
        if not told(len(papers)):
            raise PrintingStoppedError
        return self._pages.joined(lots)

    def _template(self, form_version: str) -> str:
        template = form_version.replace("/", "-")
        if not self._pages.has(template):
            raise NoTemplateError
        return template

    @staticmethod
    def _content(detail: DeclarationDetail) -> DeclarationContent:
        return DeclarationContent.model_validate_json(detail.content_json)

    def _form(self, detail: DeclarationDetail) -> Fields:
        content, portrait = self._content(detail), self._photo(detail, PhotoRole.PORTRAIT)
        return {
            "portrait": self._from.for_paper(portrait) if portrait else None,
            "signature": self._photo(detail, PhotoRole.SIGNATURE),
            **form_fields(content, detail.insurance_code or content.insurance_code),
        }

    def _slip(self, detail: DeclarationDetail, agencies: dict[str, str]) -> Fields:
        line, digest = detail.line, self._digest(detail)
        code = self._from.slips.code(digest, line.revision, line.finished_at)
        return {
            "kind": self._content(detail).kind,
            "full_name": line.full_name.upper(),
            "code": self._pages.code(code),
            "number": slip_number(digest),
            "finished": f"{line.finished_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
            "agency": agencies.get(line.agency, line.agency),
            "last_day": f"{hand_in_by(line.declared_on):%d/%m/%Y}",
        }

    def _taken_back(self, detail: DeclarationDetail, taken: Sequence[TakenBack]) -> Fields:
        number = detail.line.dossier_number or slip_number(self._digest(detail))
        names = self._from.names()
        lines = [
            {
                "purpose": purpose_name(each.purpose),
                "words": purpose_words(each),
                "at": f"{each.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
                "by": names.get(each.by, each.by),
                "version": each.text_version,
                "language": each.language,
            }
            for each in taken
        ]
        return {"full_name": detail.line.full_name.upper(), "number": number, "lines": lines}

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


def _account(detail: DeclarationDetail) -> Fields:
    line = detail.line
    return {
        "full_name": line.full_name.upper(),
        "user_name": line.user_name,
        "dossier_number": line.dossier_number,
        "phone": Phone(line.phone).shown(),
    }
