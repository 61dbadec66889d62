"""Short-lived tokens of stations and people: random, opaque, stored as hashes.

Opaque rather than signed tokens, because every request reads the database anyway: so a locked station or a
dismissed reviewer is out at once, roles are always today's, and there is no third key to guard.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from approval.clock import Clock
from approval.identities import Person, Station
from approval.moving import former_keys
from approval.storage import sign_in
from approval.storage.database import Database, Session
from approval.storage.sign_in_rows import PersonRow, StationRow, TokenRow
from declaration.wire.sign_in import PersonRole, Token

_CONTACT_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Locked:
    """The token is sound, but its holder has been locked out."""


class Tokens:
    """Gives tokens out and recognises them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def issue(
        self, session: Session, lifetime: timedelta, *, station: str | None = None, person: str | None = None
    ) -> Token:
        """A new token for one of the two, within the caller's transaction; expired ones are swept out."""
        now = self._clock()
        sign_in.forget_expired(session, now)
        text = secrets.token_urlsafe(32)
        session.add(
            TokenRow(token_hash=_hash(text), station=station, person=person, expires_at=now + lifetime)
        )
        return Token(access_token=text, expires_in=int(lifetime.total_seconds()))

    def station(self, text: str) -> Station | Locked | None:
        """The station this token belongs to; None when unknown, expired or a person's."""
        with self._database.reading() as session:
            token = self._valid(session, text)
            row = session.get(StationRow, token.station) if token and token.station else None
            former = tuple(former_keys(session, row.id)) if row else ()
        if row is None:
            return None
        if not row.active:
            return Locked()
        self._note_contact(row)
        return Station(row.id, row.name, row.agency, row.public_key, former)

    def person(self, text: str) -> Person | None:
        """The person this token belongs to; None when unknown, expired, dismissed or a station's."""
        with self._database.reading() as session:
            token = self._valid(session, text)
            row = session.get(PersonRow, token.person) if token and token.person else None
        if row is None or not row.active:
            return None
        return Person(row.name, row.display_name, row.agency, roles_of(row))

    def _valid(self, session: Session, text: str) -> TokenRow | None:
        row = session.get(TokenRow, _hash(text))
        return row if row is not None and row.expires_at > self._clock() else None

    def _note_contact(self, row: StationRow) -> None:
        now = self._clock()
        if row.last_contact is not None and now - row.last_contact < _CONTACT_NOTED_EVERY:
            return
        with self._database.writing() as session:
            sign_in.note_contact(session, row.id, now)


def roles_of(row: PersonRow) -> frozenset[PersonRole]:
    return frozenset(PersonRole(role) for role in row.roles.split())


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
