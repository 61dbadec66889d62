"""Puts received declarations to the population database, and to the register of codes where the code came as
unknown: in the background, whatever instance has the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from approval import audit
from approval.clock import Clock
from approval.feed import Feed
from approval.lookups import CodeRegister
from approval.population import ASKED_ABOUT, Answer, Answered, Question, Registry
from approval.sealed import record_in
from approval.storage import background_work, declarations
from approval.storage.database import Database, Session, SharedClock
from approval.storage.rows import DeclarationRow, RecordRow
from declaration.privacy import Private
from declaration.wire.changes import ChangeKind
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.lookups import CodeQuestion

ASKED, CODE_FOUND = "registry_asked", "code_found"
_AT_ONCE = 10
_MISSED_IN_A_ROW = 3
ASKED_AGAIN = (Answer.UNREACHABLE, Answer.NOT_CONNECTED)
_IN_HAND, _PAUSE = timedelta(minutes=15), timedelta(seconds=30)


class _Due(NamedTuple):
    """``has_code``: the declaration came with a BHXH code."""

    record_id: UUID
    revision: int
    question: Question
    has_code: bool


@dataclass(frozen=True, repr=False)
class _Told(Private):
    """``code``: the BHXH code the register has, where it was unknown and the person is certain."""

    answered: Answered
    code: str | None


@dataclass(frozen=True)
class RegistryChecks:
    """Asks in the background about what was received and not answered yet. What one instance has in hand, the
    others pass over; what was not answered is tried again after a pause."""

    database: Database
    registry: Registry
    codes: CodeRegister
    feed: Feed
    clock: Clock
    shared_clock: SharedClock

    def run(self) -> int:
        """Ask about the next few declarations; returns how many got an answer. Where no registry is connected
        nobody is asked; once one is, those that came before are."""
        if self.registry.before_asking is Answer.NOT_CONNECTED:
            return 0
        asked = self._take()
        answered = missed = 0
        for number, due in enumerate(asked):
            if missed == _MISSED_IN_A_ROW:  # it will not be there for the others either
                self._put_back(asked[number:])
                break
            told = self._ask(due)
            self._keep(due, told)
            missed = missed + 1 if told.answered.answer is Answer.UNREACHABLE else 0
            answered += not missed
        return answered

    def _take(self) -> list[_Due]:
        with self.database.writing() as session:
            now = self.shared_clock(session)
            until = now + _IN_HAND
            taken = background_work.take_to_ask_about(session, ASKED_AGAIN, now, until, _AT_ONCE)
            return [due for row in taken if (due := _due(session, row)) is not None]

    def _ask(self, due: _Due) -> _Told:
        asked = due.question
        answered = self.registry.ask(asked)
        if due.has_code or answered.answer is not Answer.MATCHED:
            return _Told(answered, None)
        person = CodeQuestion(
            document_number=asked.document_number, full_name=asked.full_name, birth=asked.birth
        )
        return _Told(answered, self.codes.code_of(person))

    def _keep(self, due: _Due, told: _Told) -> None:
        with self.database.writing() as session:
            row = declarations.for_update(session, due.record_id)
            if row is None or row.revision != due.revision:  # corrected meanwhile: the next pass asks anew
                return
            said, now = told.answered, self.clock()
            if said.answer != row.registry_answer:  # one that stays out of reach is asked every half minute
                audit.record(session, now, "service", ASKED, str(row.id), said.answer, agency=row.agency)
            row.registry_answer, row.registry_fields = said.answer, " ".join(said.fields)
            row.ask_after = self.shared_clock(session) + _PAUSE
            if told.code is not None and row.insurance_code is None:
                row.insurance_code, data = told.code, {"insurance_code": told.code}
                self.feed.append(session, row.station, ChangeKind.CODE_FOUND, (row.id, row.revision), data)
                audit.record(session, now, "service", CODE_FOUND, str(row.id), agency=row.agency)
            session.add(row)

    def _put_back(self, unasked: Sequence[_Due]) -> None:
        for due in unasked:
            with self.database.writing() as session:
                row = declarations.for_update(session, due.record_id)
                if row is not None and row.revision == due.revision:
                    row.ask_after = self.shared_clock(session) + _PAUSE
                    session.add(row)


def _due(session: Session, row: DeclarationRow) -> _Due | None:
    """None while its record is lost: its station offers it again when it closes the day; and where the
    registry knows no such documents, which is then said."""
    stored = session.get(RecordRow, (row.id, row.revision))
    if stored is None:
        return None
    content = DeclarationContent.model_validate(record_in(stored.sealed).content)
    if content.document.kind not in ASKED_ABOUT:
        row.registry_answer = Answer.NOT_ASKED
        return None
    question = Question(row.document_number, content.full_name, content.birth, content.sex)
    return _Due(row.id, row.revision, question, row.insurance_code is not None)
