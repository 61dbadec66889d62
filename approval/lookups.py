"""Answers a desk's questions about people: has the guardian an account, which code has this person.

A desk must know what it asks about: a code whole, or a number with the name and birth date that belong to it.
Nobody's name, number or contact is ever told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from approval import audit, contacts
from approval.clock import Clock
from approval.identities import Station
from approval.storage import declarations
from approval.storage.database import Database, Session
from approval.storage.rows import AccountRow
from declaration.identity import InsuranceCode, read_insurance_code
from declaration.person import NameMatch, names_match
from declaration.wire.lookups import AccountQuestion, CodeQuestion, LookupAnswer

ACCOUNT_LOOKED_UP, CODE_LOOKED_UP = "account_looked_up", "code_looked_up"
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
    """Looks among the accounts first, then in the register. Every look leaves an audit line, also one that
    finds nothing: somebody may be trying codes."""

    database: Database
    register: CodeRegister
    clock: Clock

    def answer(self, station: Station, question: AccountQuestion | CodeQuestion) -> LookupAnswer:
        match question:
            case AccountQuestion(insurance_code=code):
                with self.database.writing() as session:
                    account = contacts.account_of_own(session, code)
                    self._note(session, station, ACCOUNT_LOOKED_UP, account)
                return LookupAnswer(account="none" if account is None else "there")
            case CodeQuestion():
                with self.database.writing() as session:
                    account = _account_of(session, question)
                    self._note(session, station, CODE_LOOKED_UP, account)
                    own = account and account.user_name
                return LookupAnswer(insurance_code=own or self.register.code_of(question))

    def _note(self, session: Session, station: Station, action: str, found: AccountRow | None) -> None:
        subject = str(found.declaration_id) if found else ""
        audit.record(session, self.clock(), station.id, action, subject, agency=station.agency)


def _account_of(session: Session, question: CodeQuestion) -> AccountRow | None:
    account = declarations.account_with_document(session, question.document_number)
    row = declarations.of_account(session, account) if account is not None else None
    if row is None or row.birth != question.birth:
        return None
    return account if names_match(question.full_name, row.full_name) in _ALIKE else None
