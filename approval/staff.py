"""Everybody with a sign-in: added, given other roles, dismissed, given a new passphrase. Always audited.

A passphrase that somebody else has seen serves only to choose one's own: whoever keeps people cannot sign in
as one of them without its being noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from approval import audit, passphrases
from approval.clock import Clock
from approval.identities import Keeper
from approval.passwords import Passwords
from approval.rights import exclude_one_another
from approval.stations import new_code
from approval.storage import sign_in
from approval.storage.database import Database, Session
from approval.storage.sign_in_rows import AgencyRow, PersonRow
from approval.tokens import roles_of
from declaration.problems import Problem, blocking
from declaration.wire.people import FirstPassphrase, StaffFacts, StaffMember

FIRST_SERVES: Final = timedelta(hours=72)


@dataclass(frozen=True)
class Staff:
    """Of another agency's people nothing exists for the keeper: person_unknown."""

    database: Database
    passwords: Passwords
    clock: Clock

    def everybody(self, keeper: Keeper) -> tuple[StaffMember, ...]:
        """All of the keeper's agencies, the dismissed too."""
        with self.database.writing() as session:
            found = tuple(_member(row) for row in sign_in.people(session, keeper.agencies))
            at = keeper.top
            audit.record(session, self.clock(), keeper.name, "people_listed", at, f"{len(found)}", agency=at)
        return found

    def put(
        self, keeper: Keeper, facts: StaffFacts, passphrase: str | None = None
    ) -> FirstPassphrase | Problem:
        """Add somebody, or give a known name new facts and roles, which hold at once.

        A new person gets a first passphrase, made here, unless one is given. Problems: roles_missing,
        roles_exclude_one_another, agency_unknown, not_oneself, name_taken, those of approval.passphrases.
        """
        problem = _unfit(keeper, facts, passphrase)
        if problem is not None:
            return problem
        hashed = None if passphrase is None else self.passwords.hash(passphrase)
        first = self._first()
        first_hash = self.passwords.hash(first.passphrase)
        with self.database.writing() as session:
            row = sign_in.person_for_update(session, facts.name)
            problem = _misplaced(session, keeper, facts, row)
            if problem is not None:
                return problem
            none = FirstPassphrase(passphrase="", until=None)  # nosec B106  # empty: none was made
            made = none if row is not None or hashed else first
            if row is None:
                row = PersonRow(name=facts.name, display_name="", agency="", roles="", passphrase_hash="")  # nosec B106
            row.display_name, row.agency = facts.display_name.strip(), facts.agency
            row.roles = " ".join(sorted(set(facts.roles)))
            if made is first:
                row.passphrase_hash, row.first_until = first_hash, first.until
            elif hashed:
                row.passphrase_hash, row.first_until, row.active = hashed, None, True
                sign_in.forget_tokens(session, row.name)
            session.add(row)
            self._note(session, keeper, "person_set", row, row.roles)
        return made

    def set_active(self, keeper: Keeper, name: str, active: bool) -> Problem | None:
        """Dismiss somebody, who is out at once everywhere, or take them back. Problems: person_unknown,
        not_oneself."""
        with self.database.writing() as session:
            row = self._theirs(session, keeper, name)
            if isinstance(row, Problem):
                return row
            row.active = active
            session.add(row)
            sign_in.forget_tokens(session, name)
            self._note(session, keeper, "person_taken_back" if active else "person_dismissed", row)
        return None

    def reset(self, keeper: Keeper, name: str) -> FirstPassphrase | Problem:
        """A first passphrase again, for somebody who has forgotten theirs; they are out until then."""
        first = self._first()
        hashed = self.passwords.hash(first.passphrase)
        with self.database.writing() as session:
            row = self._theirs(session, keeper, name)
            if isinstance(row, Problem):
                return row
            row.passphrase_hash, row.first_until = hashed, first.until
            session.add(row)
            sign_in.forget_tokens(session, name)
            self._note(session, keeper, "passphrase_reset", row)
        return first

    def drop_second_step(self, keeper: Keeper, name: str) -> Problem | None:
        """The telephone is lost, the recovery codes too: the passphrase alone lets them in again."""
        with self.database.writing() as session:
            row = self._theirs(session, keeper, name)
            if isinstance(row, Problem):
                return row
            row.totp, row.totp_begun = None, None
            session.add(row)
            sign_in.set_recovery_codes(session, name, ())
            sign_in.forget_tokens(session, name)
            self._note(session, keeper, "second_step_dropped", row)
        return None

    def _first(self) -> FirstPassphrase:
        return FirstPassphrase(passphrase=new_code(), until=self.clock() + FIRST_SERVES)

    def _theirs(self, session: Session, keeper: Keeper, name: str) -> PersonRow | Problem:
        row = sign_in.person_for_update(session, name)
        if row is None or not keeper.reaches(row.agency):
            return blocking("name", "person_unknown")
        return blocking("name", "not_oneself") if row.name == keeper.name else row

    def _note(self, session: Session, keeper: Keeper, act: str, row: PersonRow, note: str = "") -> None:
        audit.record(session, self.clock(), keeper.name, act, row.name, note, agency=row.agency)


def _unfit(keeper: Keeper, facts: StaffFacts, passphrase: str | None) -> Problem | None:
    roles = frozenset(facts.roles)
    if not roles:
        return blocking("roles", "roles_missing")
    if exclude_one_another(roles):
        return blocking("roles", "roles_exclude_one_another")
    if facts.name == keeper.name:
        return blocking("name", "not_oneself")
    if passphrase is None:
        return None
    return passphrases.problem_with(passphrase, (facts.name, facts.display_name))


def _misplaced(session: Session, keeper: Keeper, facts: StaffFacts, row: PersonRow | None) -> Problem | None:
    if session.get(AgencyRow, facts.agency) is None or not keeper.reaches(facts.agency):
        return blocking("agency", "agency_unknown")
    # Names are the whole service's: one that is taken elsewhere is said to be, and no more.
    return blocking("name", "name_taken") if row is not None and not keeper.reaches(row.agency) else None


def _member(row: PersonRow) -> StaffMember:
    return StaffMember(
        name=row.name,
        display_name=row.display_name,
        roles=tuple(sorted(roles_of(row))),
        agency=row.agency,
        active=row.active,
        must_change=row.first_until is not None,
        second_step=row.totp is not None,
    )
