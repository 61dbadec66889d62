"""The national population database (CSDL quốc gia về dân cư), behind one question.

Only the service may set the green tick (tích xanh), and only on this answer. Where no registry is connected
the answer says so; nothing is ever assumed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from approval.sealed import record_in
from approval.storage import declarations
from approval.storage.database import Database, Session
from approval.storage.rows import DeclarationRow, RecordRow
from declaration.person import NameMatch, names_match
from declaration.privacy import Private
from declaration.wire.declaration_content import DeclarationContent

_AT_ONCE = 50


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


class Registry(Protocol):
    @property
    def before_asking(self) -> Answer:
        """What is true as long as the question has not been put."""
        ...

    def ask(self, question: Question) -> Answer:
        """Put the question. May block."""
        ...


class NotConnected:
    """There is no registry, and this says so."""

    before_asking = Answer.NOT_CONNECTED

    def ask(self, question: Question) -> Answer:  # noqa: ARG002 - the protocol's name
        return Answer.NOT_CONNECTED


class JsonFileRegistry:
    """A registry in a file: ``{"<number>": {"full_name", "birth", "sex"}}``, read anew at every question.

    For practice, and for agencies that are given an extract instead of a connection.
    """

    before_asking = Answer.UNREACHABLE

    def __init__(self, path: Path) -> None:
        self._path = path

    def ask(self, question: Question) -> Answer:
        try:
            people = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return Answer.UNREACHABLE
        person = people.get(question.document_number) if isinstance(people, dict) else None
        return Answer.MATCHED if _same(question, person) else Answer.MISMATCHED


def _same(question: Question, person: object) -> bool:
    if not isinstance(person, Mapping):
        return False
    name = names_match(question.full_name, str(person.get("full_name", "")))
    return (
        name in (NameMatch.EXACT, NameMatch.CASE, NameMatch.TONE_PLACEMENT)
        and person.get("birth") == question.birth
        and person.get("sex") == question.sex
    )


@dataclass(frozen=True)
class RegistryChecks:
    """Asks in the background about what was received and not answered yet."""

    database: Database
    registry: Registry

    def run(self) -> int:
        """Ask about the next few declarations; returns how many got an answer."""
        with self.database.reading() as session:
            asked = [
                (row.id, row.revision, question)
                for row in declarations.to_ask_about(session, [Answer.UNREACHABLE], _AT_ONCE)
                if (question := _question(session, row)) is not None
            ]
        answered = 0
        for record_id, revision, question in asked:
            answer = self.registry.ask(question)
            with self.database.writing() as session:
                row = declarations.for_update(session, record_id)
                if row is None or row.revision != revision:  # corrected meanwhile: the next pass asks anew
                    continue
                row.registry_answer = answer
                session.add(row)
            if answer is Answer.UNREACHABLE:
                break  # it will not be there for the others either
            answered += 1
        return answered


def _question(session: Session, row: DeclarationRow) -> Question | None:
    """None while its record is lost: its station offers it again when it closes the day."""
    stored = session.get(RecordRow, (row.id, row.revision))
    if stored is None:
        return None
    content = DeclarationContent.model_validate(record_in(stored.sealed).content)
    return Question(row.document_number, content.full_name, content.birth, content.sex)
