"""The national population database (CSDL quốc gia về dân cư), behind one question.

Only the service may set the green tick (tích xanh), and only on this answer. Where no registry is connected
the answer says so; nothing is ever assumed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from uuid import UUID

from approval.sealed import record_in
from approval.storage import background_work, declarations
from approval.storage.database import Database, Session, SharedClock
from approval.storage.rows import DeclarationRow, RecordRow
from declaration.person import NameMatch, names_match
from declaration.privacy import Private
from declaration.wire.declaration_content import DeclarationContent

_AT_ONCE = 50
_MISSED_IN_A_ROW = 3
_IN_HAND, _PAUSE = timedelta(minutes=15), timedelta(seconds=30)
ASKED_FIELDS = ("document_number", "full_name", "birth", "sex")


class Answer(StrEnum):
    MATCHED = "matched"
    MISMATCHED = "mismatched"
    UNREACHABLE = "unreachable"
    NOT_CONNECTED = "not_connected"


@dataclass(frozen=True, repr=False)
class Question(Private):
    """Does this person exist so? ``birth`` ISO with its precision, ``sex`` male or female."""

    document_number: str
    full_name: str
    birth: str
    sex: str


@dataclass(frozen=True)
class Answered:
    """``fields``: which of the asked ones differ, where the registry says so; none of their content."""

    answer: Answer
    fields: tuple[str, ...] = ()


class Registry(Protocol):
    @property
    def before_asking(self) -> Answer:
        """What is true as long as the question has not been put."""
        ...

    def ask(self, question: Question) -> Answered:
        """Put the question. May block; never raises for what can happen on a network."""
        ...


class NotConnected:
    """There is no registry, and this says so."""

    before_asking = Answer.NOT_CONNECTED

    def ask(self, question: Question) -> Answered:  # noqa: ARG002 - the protocol's name
        return Answered(Answer.NOT_CONNECTED)


class JsonFileRegistry:
    """A registry in a file: ``{"<number>": {"full_name", "birth", "sex"}}``, read anew at every question.

    For practice, and for agencies that are given an extract instead of a connection.
    """

    before_asking = Answer.UNREACHABLE

    def __init__(self, path: Path) -> None:
        self._path = path

    def ask(self, question: Question) -> Answered:
        try:
            people = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return Answered(Answer.UNREACHABLE)
        person = people.get(question.document_number) if isinstance(people, dict) else None
        differing = _differing(question, person)
        return Answered(Answer.MISMATCHED, differing) if differing else Answered(Answer.MATCHED)


def _differing(question: Question, person: object) -> tuple[str, ...]:
    """The asked fields that differ; the number alone when nobody has it."""
    if not isinstance(person, Mapping):
        return ("document_number",)
    name = names_match(question.full_name, str(person.get("full_name", "")))
    differs = {
        "full_name": name not in (NameMatch.EXACT, NameMatch.CASE, NameMatch.TONE_PLACEMENT),
        "birth": person.get("birth") != question.birth,
        "sex": person.get("sex") != question.sex,
    }
    return tuple(field for field in ASKED_FIELDS if differs.get(field, False))


@dataclass(frozen=True)
class RegistryChecks:
    """Asks in the background about what was received and not answered yet. What one instance has in hand, the
    others pass over; what was not answered is tried again after a pause."""

    database: Database
    registry: Registry
    shared_clock: SharedClock

    def run(self) -> int:
        """Ask about the next few declarations; returns how many got an answer."""
        asked = self._take()
        answered = missed = 0
        for number, (record_id, revision, question) in enumerate(asked):
            if missed == _MISSED_IN_A_ROW:  # it will not be there for the others either
                self._put_back([each[:2] for each in asked[number:]])
                break
            said = self.registry.ask(question)
            self._keep(record_id, revision, said)
            missed = missed + 1 if said.answer is Answer.UNREACHABLE else 0
            answered += not missed
        return answered

    def _take(self) -> list[tuple[UUID, int, Question]]:
        with self.database.writing() as session:
            now = self.shared_clock(session)
            again = [Answer.UNREACHABLE]
            taken = background_work.take_to_ask_about(session, again, now, now + _IN_HAND, _AT_ONCE)
            return [
                (row.id, row.revision, question)
                for row in taken
                if (question := _question(session, row)) is not None
            ]

    def _keep(self, record_id: UUID, revision: int, said: Answered) -> None:
        with self.database.writing() as session:
            row = declarations.for_update(session, record_id)
            if row is None or row.revision != revision:  # corrected meanwhile: the next pass asks anew
                return
            row.registry_answer, row.registry_fields = said.answer, " ".join(said.fields)
            row.ask_after = self.shared_clock(session) + _PAUSE
            session.add(row)

    def _put_back(self, unasked: list[tuple[UUID, int]]) -> None:
        for record_id, revision in unasked:
            with self.database.writing() as session:
                row = declarations.for_update(session, record_id)
                if row is not None and row.revision == revision:
                    row.ask_after = self.shared_clock(session) + _PAUSE
                    session.add(row)


def _question(session: Session, row: DeclarationRow) -> Question | None:
    """None while its record is lost: its station offers it again when it closes the day."""
    stored = session.get(RecordRow, (row.id, row.revision))
    if stored is None:
        return None
    content = DeclarationContent.model_validate(record_in(stored.sealed).content)
    return Question(row.document_number, content.full_name, content.birth, content.sex)
