"""What people do about their own sign-in, saying the passphrase again: a new one, a second step."""

from __future__ import annotations

from dataclasses import dataclass

from approval import audit
from approval.clock import Clock
from approval.identities import Person
from approval.passphrases import problem_with
from approval.passwords import Passwords
from approval.people import NotSignedIn, People, WaitFirst
from approval.second_step import Secret
from approval.second_steps import SecondSteps
from approval.storage import sign_in
from approval.storage.database import Database
from declaration.problems import Problem, blocking


@dataclass(frozen=True)
class OwnSignIn:
    """One's own only; what others may do about it is in approval.staff."""

    database: Database
    passwords: Passwords
    people: People
    second_steps: SecondSteps
    clock: Clock

    def change_passphrase(
        self, person: Person, passphrase: str, new: str
    ) -> Problem | NotSignedIn | WaitFirst | None:
        """From now on the new one; every token of the person's ends. Problems as in approval.passphrases, and
        passphrase_not_new."""
        problem = problem_with(new, (person.name, person.display_name))
        if problem is None and new == passphrase:
            problem = blocking("passphrase", "passphrase_not_new")
        refused = problem or self._refused(person, passphrase)
        if refused is not None:
            return refused
        hashed, now = self.passwords.hash(new), self.clock()
        with self.database.writing() as session:
            row = sign_in.person_for_update(session, person.name)
            assert row is not None, "a token led here, and people are never deleted"
            row.passphrase_hash, row.first_until = hashed, None
            session.add(row)
            sign_in.forget_tokens(session, row.name)
            audit.record(session, now, row.name, "passphrase_changed", row.name, agency=row.agency)
        return None

    def begin_second_step(
        self, person: Person, passphrase: str
    ) -> Secret | Problem | NotSignedIn | WaitFirst:
        """A secret for the person's own app."""
        return self._refused(person, passphrase) or self.second_steps.begin(person.name, person.name)

    def confirm_second_step(self, person: Person, code: str) -> tuple[str, ...] | Problem:
        """Recovery codes, for the app's first code."""
        return self.second_steps.confirm(person.name, person.name, code)

    def _refused(self, person: Person, passphrase: str) -> NotSignedIn | WaitFirst | None:
        checked = self.people.check(person.name, passphrase)
        if checked is not True:
            return checked or NotSignedIn()
        with self.database.writing() as session:
            self.people.forgive(session, person.name)
        return None
