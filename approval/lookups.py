"""Answers a desk's questions about people: has the guardian an account, which code has this person.

A desk must know what it asks about: a code whole, or a number with the name and birth date that belong to it.
Nobody's name, number or contact is ever told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from approval import contacts
from approval.storage import declarations
from approval.storage.database import Database
from declaration.identity import InsuranceCode, read_insurance_code
from declaration.person import NameMatch, names_match
from declaration.wire.lookups import AccountQuestion, CodeQuestion, LookupAnswer

_ALIKE = (NameMatch.EXACT, NameMatch.CASE, NameMatch.TONE_PLACEMENT)


class CodeRegister(Protocol):
    """Who is insured under which code; what is there is BHXH's own."""

    def code_of(self, question: CodeQuestion) -> str | None:
        """May block; None when nobody has that number, or somebody of another name or birth date."""
        ...


class NoRegister:
    """None is connected: nothing is found."""

    def code_of(self, question: CodeQuestion) -> str | None:  # noqa: ARG002 - the protocol's name
        return None


class JsonFileCodes:
    """A register in the file that answers for people too (population.JsonFileRegistry), where its people have
    an ``insurance_code``. Read anew at every question."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def code_of(self, question: CodeQuestion) -> str | None:
        try:
            people = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        person = people.get(question.document_number) if isinstance(people, dict) else None
        if not isinstance(person, dict) or person.get("birth") != question.birth:
            return None
        if names_match(question.full_name, str(person.get("full_name", ""))) not in _ALIKE:
            return None
        code = read_insurance_code(str(person.get("insurance_code", "")))
        return code.value if isinstance(code, InsuranceCode) else None


@dataclass(frozen=True)
class Lookups:
    """Looks among the accounts first, then in the register."""

    database: Database
    register: CodeRegister

    def answer(self, question: AccountQuestion | CodeQuestion) -> LookupAnswer:
        match question:
            case AccountQuestion(insurance_code=code):
                with self.database.reading() as session:
                    is_there = contacts.has_account_of_own(session, code)
                return LookupAnswer(account="there" if is_there else "none")
            case CodeQuestion():
                return LookupAnswer(insurance_code=self._own(question) or self.register.code_of(question))

    def _own(self, question: CodeQuestion) -> str | None:
        with self.database.reading() as session:
            account = declarations.account_with_document(session, question.document_number)
            row = declarations.of_account(session, account) if account is not None else None
            if row is None or account is None or row.birth != question.birth:
                return None
            return account.user_name if names_match(question.full_name, row.full_name) in _ALIKE else None
