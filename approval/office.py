"""What the agency's staff set up, without HTTP: agencies, people, enrolment codes, the service's state."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from approval import audit
from approval.clock import Clock
from approval.feed import Feed
from approval.handouts import Handouts
from approval.keys import Keys
from approval.moving import begin_turns_anew
from approval.orders import ring
from approval.passwords import Passwords
from approval.rights import exclude_one_another
from approval.stations import code_hash, new_code
from approval.storage import agencies, sign_in
from approval.storage.database import Database, Session, afterwards
from approval.storage.rows import ServiceRow
from approval.storage.sign_in_rows import AgencyRow, EnrolmentCodeRow, PersonRow, StationRow
from approval.tokens import HOLDERS
from declaration.problems import Problem, blocking
from declaration.wire.changes import ChangeKind
from declaration.wire.sign_in import Agency, PersonRole, ServiceState

_CODE_LIFE = timedelta(hours=48)
_SHORTEST_PASSPHRASE = 8


class Office:
    """The back office. What a person got wrong comes back as a Problem."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        passwords: Passwords,
        feed: Feed,
        clock: Clock,
        handouts: Handouts,
    ) -> None:
        self._database = database
        self._keys = keys
        self._passwords = passwords
        self._feed = feed
        self._clock = clock
        self._handouts = handouts

    def add_agency(
        self, code: str, name: str, parent: str | None = None, by: str = "office"
    ) -> Agency | Problem:
        """Add a receiving agency, or give a known one a new name or place; every station hears of a name.

        ``parent``: the agency it stands under, "" for none; None leaves it where it is. Problems:
        agency_unknown, agency_below_itself.
        """
        with self._database.writing() as session:
            row = session.get(AgencyRow, code) or AgencyRow(code=code, name="")
            problem = _misplaced(session, code, parent)
            if problem is not None:
                return problem
            wanted = (name, row.parent if parent is None else parent or None)
            is_renamed = row.name != name
            if (row.name, row.parent) != wanted:
                row.name, row.parent = wanted
                session.add(row)
                audit.record(session, self._clock(), by, "agency_set", code, row.parent or "")
        if is_renamed:
            self._handouts.send_agencies(by)
        return Agency(code=code, name=name)

    def add_person(
        self, name: str, passphrase: str, display_name: str, roles: Iterable[PersonRole], agency: str
    ) -> Problem | None:
        """Let a person sign in; a known name gets these facts anew. None when done.

        Problems: passphrase_too_short, roles_missing, roles_exclude_one_another, agency_unknown.
        """
        chosen = frozenset(roles)
        wanted = " ".join(sorted(chosen))
        if len(passphrase) < _SHORTEST_PASSPHRASE:
            return blocking("passphrase", "passphrase_too_short", shortest=str(_SHORTEST_PASSPHRASE))
        if not wanted:
            return blocking("roles", "roles_missing")
        if exclude_one_another(chosen):
            return blocking("roles", "roles_exclude_one_another")
        hashed = self._passwords.hash(passphrase)
        with self._database.writing() as session:
            if session.get(AgencyRow, agency) is None:
                return blocking("agency", "agency_unknown")
            session.merge(
                PersonRow(
                    name=name,
                    display_name=display_name,
                    agency=agency,
                    roles=wanted,
                    passphrase_hash=hashed,
                )
            )
            audit.record(session, self._clock(), "office", "person_set", name)
        return None

    def make_enrolment_code(self, station_name: str, unit_name: str, agency: str) -> str | Problem:
        """A code that enrols one station within 48 hours; Problem agency_unknown."""
        code = new_code()
        now = self._clock()
        with self._database.writing() as session:
            if session.get(AgencyRow, agency) is None:
                return blocking("agency", "agency_unknown")
            session.add(
                EnrolmentCodeRow(
                    code_hash=code_hash(code),
                    station_name=station_name,
                    unit_name=unit_name,
                    agency=agency,
                    expires_at=now + _CODE_LIFE,
                )
            )
            audit.record(session, now, "office", "enrolment_code_made", agency)
        return code

    def make_moving_code(self, station: str) -> str | Problem:
        """A code that moves one station to another machine within 48 hours; Problem station_unknown."""
        code, now = new_code(), self._clock()
        with self._database.writing() as session:
            row = session.get(StationRow, station)
            if row is None:
                return blocking("station", "station_unknown")
            session.add(
                EnrolmentCodeRow(
                    code_hash=code_hash(code),
                    station_name=row.name,
                    unit_name=row.unit_name,
                    agency=row.agency,
                    expires_at=now + _CODE_LIFE,
                    moves=station,
                )
            )
            audit.record(session, now, "office", "moving_code_made", station)
        return code

    def set_active(self, station: str, active: bool) -> Problem | None:
        """Lock a station out (lost, stolen) or let it in again; Problem station_unknown."""
        with self._database.writing() as session:
            row = session.get(StationRow, station)
            if row is None:
                return blocking("station", "station_unknown")
            row.active = active
            session.add(row)
            afterwards(session, lambda: self._feed.bells.ring(HOLDERS))
            audit.record(
                session, self._clock(), "office", "station_unlocked" if active else "station_locked", station
            )
        return None

    def set_state(self, state: ServiceState) -> None:
        """Tell every station to work normally, to drain, or to stop."""
        with self._database.writing() as session:
            row = session.get(ServiceRow, 1)
            assert row is not None, "made by open_service"
            row.state = state
            session.add(row)
            session.flush()
            ring(session, self._feed, sign_in.stations(session))
            audit.record(session, self._clock(), "office", "state_set", str(state))

    def change_signing_key(self) -> None:
        """Sign receipts with a new key from now on, and tell every station."""
        certificate = self._keys.change_signing_key()
        with self._database.writing() as session:
            for station in sign_in.stations(session):
                data = {"keys": [certificate.model_dump()]}
                self._feed.append(session, station.id, ChangeKind.KEYS_CHANGED, data=data)
            audit.record(session, self._clock(), "office", "keys_changed", self._keys.signing_kid)

    def begin_epoch(self) -> str:
        """After the database was restored from a backup: stations then offer everything they hold again."""
        epoch = secrets.token_hex(8)
        with self._database.writing() as session:
            row = session.get(ServiceRow, 1) or ServiceRow(epoch=epoch)
            row.epoch = epoch
            session.add(row)
            begin_turns_anew(session)
            audit.record(session, self._clock(), "office", "epoch_begun", epoch)
        return epoch


def _misplaced(session: Session, code: str, parent: str | None) -> Problem | None:
    """Why an agency may not stand there: under none there is, or under one below itself."""
    if not parent:
        return None
    if session.get(AgencyRow, parent) is None:
        return blocking("parent", "agency_unknown")
    is_circle = parent == code or parent in agencies.with_those_below(session, code)
    return blocking("parent", "agency_below_itself") if is_circle else None
