"""People sign in with name, passphrase and, where they have one, a second step.

After three failures under one name each further try must wait, twice as long each time. Known and unknown
names, a wrong passphrase and a wrong code are treated and timed alike, so that nobody can find out who works
here, or that a passphrase was right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from approval import audit
from approval.clock import Clock
from approval.passwords import Passwords
from approval.second_step import SecondStep
from approval.stations import code_hash
from approval.storage import sign_in
from approval.storage.database import AlreadyThereError, Database, Session
from approval.storage.sign_in_rows import PersonRow, SignInFailureRow
from approval.tokens import Tokens, roles_of
from declaration.wire.sign_in import PersonToken

_FREE_FAILURES = 3
_FIRST_DELAY = timedelta(seconds=2)
_LONGEST_DELAY = timedelta(minutes=15)
_REMEMBERED = timedelta(days=1)


@dataclass(frozen=True)
class NotSignedIn:
    """Name, passphrase and code do not belong together."""


@dataclass(frozen=True)
class WaitFirst:
    """Too many failures under this name; try again in ``seconds``."""

    seconds: int


class People:
    """Sign-in of people."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        second_step: SecondStep,
        tokens: Tokens,
        clock: Clock,
        life: timedelta,
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._second_step = second_step
        self._tokens = tokens
        self._clock = clock
        self._token_life = life

    def sign_in(self, name: str, passphrase: str, code: str = "") -> PersonToken | NotSignedIn | WaitFirst:
        """A token for the person of that name; ``code``: six digits, or a recovery code."""
        checked = self.check(name, passphrase)
        if isinstance(checked, WaitFirst):
            return checked
        with self._database.writing() as session:
            row = sign_in.person_for_update(session, name)
            if row is None or not checked or not self._may_come_in(session, row, code):
                return NotSignedIn()
            return self._welcome(session, row)

    def check(self, name: str, passphrase: str) -> bool | WaitFirst:
        """Whether that is the passphrase. Counted as a failure until :meth:`forgive` takes it back."""
        waiting = self._count_try(name)
        if waiting is not None:
            return waiting
        with self._database.reading() as session:
            row = session.get(PersonRow, name)
        return self._passwords.fits(row.passphrase_hash if row else None, passphrase)

    def forgive(self, session: Session, name: str) -> int:
        """It was the person: the count of failures begins anew. Returns how many there were before."""
        failures = sign_in.failures_for_update(session, _hash(name))
        if failures is None:
            return 0
        session.delete(failures)
        return failures.failures - 1  # this try was counted as one too

    def _may_come_in(self, session: Session, row: PersonRow, code: str) -> bool:
        now = self._clock()
        if not row.active or (row.first_until is not None and row.first_until <= now):
            return False
        return row.totp is None or self._takes(session, row, row.totp, code, now)

    def _takes(self, session: Session, row: PersonRow, kept: str, code: str, now: datetime) -> bool:
        """Whether it is a code of now that was never used; it is used by being asked about."""
        step = self._second_step.step_of(kept, row.name, code, now, row.totp_step)
        if step is None:
            return sign_in.use_recovery_code(session, row.name, code_hash(code))
        row.totp_step = step
        session.add(row)
        return True

    def _count_try(self, name: str) -> WaitFirst | None:
        # Counted as a failure before it is checked: guesses made at the same time cannot share one count.
        try:
            return self._counted(name)
        except AlreadyThereError:  # two first tries under one name at the same moment
            return self._counted(name)

    def _counted(self, name: str) -> WaitFirst | None:
        now = self._clock()
        with self._database.writing() as session:
            sign_in.forget_old_failures(session, now - _REMEMBERED)
            key = _hash(name)
            row = sign_in.failures_for_update(session, key) or SignInFailureRow(
                name_hash=key, blocked_until=now
            )
            if row.blocked_until > now:
                return WaitFirst(int((row.blocked_until - now).total_seconds()) + 1)
            row.failures += 1
            row.blocked_until = now + _delay(row.failures)
            session.add(row)
        return None

    def _welcome(self, session: Session, row: PersonRow) -> PersonToken:
        failures = self.forgive(session, row.name)
        token = self._tokens.issue(session, self._token_life, person=row.name)
        note = f"failures {failures}" if failures else ""
        audit.record(session, self._clock(), row.name, "signed_in", row.name, note, agency=row.agency)
        return PersonToken(
            access_token=token.access_token,
            expires_in=token.expires_in,
            person=row.name,
            display_name=row.display_name,
            roles=tuple(sorted(roles_of(row))),
            agency=row.agency,
            must_change=row.first_until is not None,
            second_step=row.totp is not None,
        )


def _delay(failures: int) -> timedelta:
    if failures < _FREE_FAILURES:
        return timedelta(0)
    doublings = min(failures - _FREE_FAILURES, 20)
    return min(_FIRST_DELAY * (1 << doublings), _LONGEST_DELAY)


def _hash(name: str) -> str:
    return sha256(name.strip().casefold().encode()).hexdigest()
