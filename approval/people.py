"""Reviewers and supervisors sign in with name and passphrase.

After three failures under one name each further try must wait, twice as long each time. Known and unknown
names are treated and timed alike, so that nobody can find out who works here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from approval import audit
from approval.clock import Clock
from approval.passwords import Passwords
from approval.storage import sign_in
from approval.storage.database import AlreadyThereError, Database
from approval.storage.sign_in_rows import PersonRow, SignInFailureRow
from approval.tokens import Tokens, roles_of
from declaration.wire.sign_in import PersonToken

_FREE_FAILURES = 3
_FIRST_DELAY = timedelta(seconds=2)
_LONGEST_DELAY = timedelta(minutes=15)
_REMEMBERED = timedelta(days=1)


@dataclass(frozen=True)
class NotSignedIn:
    """Name and passphrase do not belong together."""


@dataclass(frozen=True)
class WaitFirst:
    """Too many failures under this name; try again in ``seconds``."""

    seconds: int


class People:
    """Sign-in of people."""

    def __init__(
        self, database: Database, passwords: Passwords, tokens: Tokens, clock: Clock, life: timedelta
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._tokens = tokens
        self._clock = clock
        self._token_life = life

    def sign_in(self, name: str, passphrase: str) -> PersonToken | NotSignedIn | WaitFirst:
        """A token for the person of that name."""
        waiting = self._count_try(name)
        if waiting is not None:
            return waiting
        with self._database.reading() as session:
            row = session.get(PersonRow, name)
        fits = self._passwords.fits(row.passphrase_hash if row else None, passphrase)
        if row is None or not fits or not row.active:
            return NotSignedIn()
        return self._welcome(row)

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

    def _welcome(self, row: PersonRow) -> PersonToken:
        now = self._clock()
        with self._database.writing() as session:
            failures = sign_in.failures_for_update(session, _hash(row.name))
            if failures is not None:
                session.delete(failures)
            token = self._tokens.issue(session, self._token_life, person=row.name)
            audit.record(session, now, row.name, "signed_in", row.name)
        return PersonToken(
            access_token=token.access_token,
            expires_in=token.expires_in,
            person=row.name,
            display_name=row.display_name,
            roles=tuple(sorted(roles_of(row))),
            agency=row.agency,
        )


def _delay(failures: int) -> timedelta:
    if failures < _FREE_FAILURES:
        return timedelta(0)
    doublings = min(failures - _FREE_FAILURES, 20)
    return min(_FIRST_DELAY * (1 << doublings), _LONGEST_DELAY)


def _hash(name: str) -> str:
    return sha256(name.strip().casefold().encode()).hexdigest()
