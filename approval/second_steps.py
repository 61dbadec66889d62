"""Whose sign-in has a second step: begun with a secret, in use from the app's first code on."""

from __future__ import annotations

from dataclasses import dataclass

from approval import audit
from approval.clock import Clock
from approval.second_step import SecondStep, Secret, new_recovery_codes
from approval.stations import code_hash
from approval.storage import sign_in
from approval.storage.database import Database, Session
from approval.storage.sign_in_rows import PersonRow
from declaration.problems import Problem, blocking


@dataclass(frozen=True)
class SecondSteps:
    """``by``: the person, or the office beside them. Problem person_unknown for a name that is none."""

    database: Database
    second_step: SecondStep
    clock: Clock

    def begin(self, by: str, name: str) -> Secret | Problem:
        """A secret for an app. One in use stays in use until the new one's first code."""
        secret, kept = self.second_step.new(name)
        with self.database.writing() as session:
            row = sign_in.person_for_update(session, name)
            if row is None:
                return blocking("name", "person_unknown")
            row.totp_begun = kept
            session.add(row)
            self._note(session, by, "second_step_begun", row)
        return secret

    def confirm(self, by: str, name: str, code: str) -> tuple[str, ...] | Problem:
        """Recovery codes, once the app has shown its first code. Problem second_step_code_wrong."""
        with self.database.writing() as session:
            row = sign_in.person_for_update(session, name)
            if row is None:
                return blocking("name", "person_unknown")
            begun, now = row.totp_begun, self.clock()
            step = None if begun is None else self.second_step.step_of(begun, name, code, now, 0)
            if step is None:
                return blocking("code", "second_step_code_wrong")
            row.totp, row.totp_begun, row.totp_step = begun, None, step
            session.add(row)
            codes = new_recovery_codes()
            sign_in.set_recovery_codes(session, name, [code_hash(each) for each in codes])
            self._note(session, by, "second_step_set", row)
        return codes

    def reseal(self, session: Session) -> None:
        """Every secret is kept under the newest key; one that cannot be opened stays as it is."""
        for row in sign_in.people_for_update(session):
            for place in ("totp", "totp_begun"):
                kept = getattr(row, place)
                again = None if kept is None else self.second_step.resealed(kept, row.name)
                if again is not None:
                    setattr(row, place, again)
                    session.add(row)

    def _note(self, session: Session, by: str, act: str, row: PersonRow) -> None:
        audit.record(session, self.clock(), by, act, row.name, agency=row.agency)
