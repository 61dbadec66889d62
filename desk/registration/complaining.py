"""Complaints and proposals (phản ánh, kiến nghị): taken down at the desk, closed once the person was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from declaration.contact import Phone, read_phone
from declaration.identity import CitizenId, IdentityDocument, read_document
from declaration.person import tidy_name
from declaration.problems import Problem, blocking
from declaration.wire.complaint import COMPLAINT_VERSION, LONGEST, ComplaintContent, Subject, Told
from declaration.wire.records import RecordKind
from desk.ports.complaints import Complaint, ComplaintStore, Hearing
from desk.registration.complaint_routes import ComplaintRoutes
from desk.registration.sealing import Sealer

SHOWN = 100


class Complaining:
    """For one signed-in registrar. Blocking: call off the event loop."""

    def __init__(self, store: ComplaintStore, sealer: Sealer, routes: ComplaintRoutes) -> None:
        self._store = store
        self._sealer = sealer
        self.routes = routes

    def complaints(self, hearing: Hearing) -> Sequence[Complaint]:
        return self._store.complaints(hearing, SHOWN)

    def counts(self) -> Mapping[Hearing, int]:
        return self._store.counts()

    def take_down(
        self, subject: Subject | None, words: str, full_name: str, phone: str, document_number: str = ""
    ) -> tuple[Problem, ...]:
        """Kept and sealed as one act; or what is still amiss."""
        problems = amiss(subject, words, full_name, phone, document_number)
        if problems or subject is None:
            return problems
        number, document = _read_numbers(phone, document_number)
        content = ComplaintContent(
            subject=subject,
            words=words.strip(),
            full_name=tidy_name(full_name),
            phone=number.e164 if isinstance(number, Phone) else "",
            document_number=document.value if isinstance(document, CitizenId) else "",
            agency=self.routes.agency_of(subject),
        )
        self._keep(content, None)
        return ()

    def close(self, complaint: Complaint, told: Told) -> bool:
        """The person knows the answer, or could not be reached. False when it was closed meanwhile."""
        return self._keep(complaint.content.model_copy(update={"told": told}), complaint)

    def _keep(self, content: ComplaintContent, of: Complaint | None) -> bool:
        address = (of.id, of.last_revision + 1) if of else None
        sealed = self._sealer.seal(RecordKind.COMPLAINT, content, COMPLAINT_VERSION, address=address)
        is_kept = self._store.keep(sealed, content)
        if is_kept:
            self._sealer.on_sealed()
        return is_kept


def amiss(
    subject: Subject | None, words: str, full_name: str, phone: str, document_number: str
) -> tuple[Problem, ...]:
    """What is missing or wrong, in the order of the form. Phone and citizen id may be empty, not wrong."""
    numbers = _read_numbers(phone, document_number)
    return (
        *([blocking("subject", "complaint_subject_missing")] if subject is None else []),
        *([] if words.strip() else [blocking("words", "complaint_words_missing")]),
        *([blocking("words", "complaint_too_long")] if len(words.strip()) > LONGEST else []),
        *([] if tidy_name(full_name) else [blocking("full_name", "name_missing")]),
        *(each for each in numbers if isinstance(each, Problem)),
    )


def _read_numbers(
    phone: str, document_number: str
) -> tuple[Phone | Problem | None, IdentityDocument | Problem | None]:
    number = read_phone(phone) if phone.strip() else None
    return number, read_document("citizen_id", document_number) if document_number.strip() else None
