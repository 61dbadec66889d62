"""Short-lived tokens of stations and people: random, opaque, stored as hashes.

Opaque rather than signed tokens: a locked station or a dismissed reviewer is out at once, roles are always
today's, and there is no third key to guard. A busy station's token is looked up once a second, and anew when
a bell says that a station was locked or moved.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from approval.bells import Bells
from approval.clock import Clock
from approval.identities import Person, Station
from approval.moving import former_keys
from approval.storage import agencies, sign_in
from approval.storage.database import Database, Session
from approval.storage.sign_in import Holder
from approval.storage.sign_in_rows import PersonRow, TokenRow
from declaration.wire.sign_in import PersonRole, Token

HOLDERS = "holders"
_TRUSTED_SECONDS = 1.0
_TRUSTED_TO_WAIT = 60.0
_SEEN_AT_MOST = 20_000
_WORKING_DAY = timedelta(hours=10)
_CONTACT_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Locked:
    """The token is sound, but its holder has been locked out."""


@dataclass(frozen=True)
class _Seen:
    """A station's token as it was looked up ``at`` that moment of the monotonic clock."""

    at: float
    station: Station
    expires_at: datetime


class Tokens:
    """Gives tokens out and recognises them."""

    def __init__(self, database: Database, clock: Clock, bells: Bells, person_life: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._bells = bells
        self._person_life = person_life
        self._seen: dict[str, _Seen] = {}
        bells.whenever(HOLDERS, self._seen.clear)

    def holder_changed(self) -> None:
        """A station was locked, let in or moved: every instance looks again. For ``afterwards``."""
        self._bells.ring(HOLDERS)

    def station_just_seen(self, text: str, *, to_wait: bool = False) -> Station | None:
        """The station of a token that was looked up within the last second; asks nobody. ``to_wait``: within
        the last minute, for who is given nothing before it was looked at again."""
        seen = self._seen.get(_hash(text))
        trusted = _TRUSTED_TO_WAIT if to_wait else _TRUSTED_SECONDS
        if seen is None or time.monotonic() - seen.at > trusted or seen.expires_at <= self._clock():
            return None
        return seen.station

    def was_seen(self, text: str) -> bool:
        """Whether it was a station's when it was last looked up."""
        return _hash(text) in self._seen

    def issue(
        self, session: Session, lifetime: timedelta, *, station: str | None = None, person: str | None = None
    ) -> Token:
        """A new token for one of the two, within the caller's transaction; expired ones are swept out.

        A person's lives on for ``lifetime`` after its last use, ten hours at most."""
        now = self._clock()
        sign_in.forget_expired(session, now)
        text = secrets.token_urlsafe(32)
        row = TokenRow(token_hash=_hash(text), station=station, person=person, expires_at=now + lifetime)
        row.ends_at = now + _WORKING_DAY if person else None
        session.add(row)
        return Token(access_token=text, expires_in=int(lifetime.total_seconds()))

    def station(self, text: str) -> Station | Locked | None:
        """The station this token belongs to; None when unknown, expired or a person's."""
        at = time.monotonic()
        with self._database.reading() as session:
            held = sign_in.holder(session, _hash(text))
            if held is not None and held.expires_at <= self._clock():
                held = None
            former = tuple(former_keys(session, held.id)) if held else ()
        if held is None or not held.active:
            self._seen.pop(_hash(text), None)
            return None if held is None else Locked()
        self._note_contact(held)
        station = Station(held.id, held.name, held.agency, held.public_key, former)
        self._remember(text, _Seen(at, station, held.expires_at))
        return station

    def still(self, station: Station) -> Station | Locked | None:
        """That station as it is now; None when it is on another machine meanwhile."""
        with self._database.reading() as session:
            now = sign_in.station_now(session, station.id)
        if now is None or now.public_key != station.public_key:
            return None
        if not now.active:
            return Locked()
        return replace(station, name=now.name, agency=now.agency)

    def person(self, text: str) -> Person | None:
        """The person this token belongs to; None when unknown, expired, dismissed or a station's."""
        with self._database.reading() as session:
            token = self._valid(session, text)
            row = session.get(PersonRow, token.person) if token and token.person else None
            if row is None or not row.active:
                return None
            below = agencies.with_those_below(session, row.agency)
        assert token is not None, "it led to the row"
        self._prolong(token)
        must_change = row.first_until is not None
        return Person(row.name, row.display_name, row.agency, roles_of(row), below, must_change)

    def _remember(self, text: str, seen: _Seen) -> None:
        if len(self._seen) >= _SEEN_AT_MOST:
            self._seen.clear()
        self._seen[_hash(text)] = seen

    def _valid(self, session: Session, text: str) -> TokenRow | None:
        row = session.get(TokenRow, _hash(text))
        return row if row is not None and row.expires_at > self._clock() else None

    def _prolong(self, token: TokenRow) -> None:
        """It is in use: it lives on, written down once in a quarter of its life."""
        now = self._clock()
        until = min(now + self._person_life, token.ends_at or token.expires_at)
        if until - token.expires_at < self._person_life / 4:
            return
        with self._database.writing() as session:
            sign_in.prolong(session, token.token_hash, until)

    def _note_contact(self, held: Holder) -> None:
        now = self._clock()
        if held.last_contact is not None and now - held.last_contact < _CONTACT_NOTED_EVERY:
            return
        with self._database.writing() as session:
            sign_in.note_contact(session, held.id, now)


def roles_of(row: PersonRow) -> frozenset[PersonRole]:
    return frozenset(PersonRole(role) for role in row.roles.split())


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
