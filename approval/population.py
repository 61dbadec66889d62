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

from declaration.person import NameMatch, names_match
from declaration.privacy import Private

ASKED_ABOUT = ("citizen_id", "old_id")
"""Kinds of document it knows: a passport is a foreigner's, a birth certificate's number is no person's."""
ASKED_FIELDS = ("document_number", "full_name", "birth", "sex")


class Answer(StrEnum):
    MATCHED = "matched"
    MISMATCHED = "mismatched"
    UNREACHABLE = "unreachable"
    NOT_CONNECTED = "not_connected"
    NOT_ASKED = "not_asked"
    """It has no such documents, and is told nothing of who carries one."""


class RegistrySource(StrEnum):
    """Where answers come from, so that nobody takes one for another."""

    DATABASE = "database"
    EXTRACT = "extract"
    PRACTICE = "practice"
    NONE = ""


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
    def source(self) -> RegistrySource: ...

    @property
    def before_asking(self) -> Answer:
        """What is true as long as the question has not been put; not_connected: it never is."""
        ...

    def ask(self, question: Question) -> Answered:
        """Put the question. May block; never raises for what can happen on a network."""
        ...


class NotConnected:
    """There is no registry, and this says so."""

    source, before_asking = RegistrySource.NONE, Answer.NOT_CONNECTED

    def ask(self, question: Question) -> Answered:  # noqa: ARG002 - the protocol's name
        return Answered(Answer.NOT_CONNECTED)


class JsonFileRegistry:
    """A registry in a file: ``{"<number>": {"full_name", "birth", "sex"}}``, read anew at every question.

    For practice, and for agencies that are given an extract instead of a connection.
    """

    before_asking = Answer.UNREACHABLE

    def __init__(self, path: Path, source: RegistrySource = RegistrySource.EXTRACT) -> None:
        self._path, self.source = path, source

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
