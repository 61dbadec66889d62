"""What the agency's staff set up, without HTTP: agencies, people, enrolment codes, the service's state."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from approval import audit
from approval.agency_tree import AgencyTree
from approval.clock import Clock
from approval.feed import Feed
from approval.high_water import HighWater
from approval.identities import OFFICE, Keeper
from approval.keys import Keys
from approval.moving import begin_turns_anew
from approval.orders import ring
from approval.second_steps import SecondSteps
from approval.staff import Staff
from approval.stations import code_hash, new_code
from approval.storage import sign_in
from approval.storage.database import Database, Session, afterwards
from approval.storage.rows import ServiceRow
from approval.storage.sign_in_rows import AgencyRow, EnrolmentCodeRow, StationRow
from approval.tokens import HOLDERS
from declaration.problems import Problem, blocking
from declaration.wire.changes import ChangeKind
from declaration.wire.people import AgencyNode, StaffFacts
from declaration.wire.sign_in import PersonRole, ServiceState
from declaration.wire.signed import Signed

_CODE_LIFE = timedelta(hours=48)


class Office:
    """The back office. What a person got wrong comes back as a Problem."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        staff: Staff,
        feed: Feed,
        clock: Clock,
        agencies: AgencyTree,
        second_steps: SecondSteps,
        high_water: HighWater,
    ) -> None:
        self._database = database
        self._keys = keys
        self._staff = staff
        self._feed = feed
        self._clock = clock
        self._agencies = agencies
        self._second_steps = second_steps
        self._high_water = high_water

    def add_agency(
        self, code: str, name: str, parent: str | None = None, place: str | None = None
    ) -> Problem | None:
        """Add a receiving agency, or give a known one another name, place or parent; None when done.

        ``parent``: the agency it stands under, "" for none; None leaves it where it is, as it does with
        ``place``, whose people it serves. Problems as in approval.agency_tree.
        """
        if parent is None:
            known = (node.parent for node in self._agencies.nodes(OFFICE) if node.code == code)
            parent = next(known, "")
        return self._agencies.put(OFFICE, AgencyNode(code=code, name=name, parent=parent, place=place))

    def add_person(
        self, name: str, passphrase: str, display_name: str, roles: Iterable[PersonRole], agency: str
    ) -> Problem | None:
        """Let a person sign in with this passphrase; a known name gets these facts anew. None when done.

        Problems as in approval.staff.
        """
        facts = StaffFacts(name=name, display_name=display_name, roles=tuple(roles), agency=agency)
        made = self._staff.put(OFFICE, facts, passphrase)
        return made if isinstance(made, Problem) else None

    def make_enrolment_code(
        self, station_name: str, unit_name: str, agency: str, keeper: Keeper = OFFICE
    ) -> str | Problem:
        """A code that enrols one station within 48 hours; Problem agency_unknown."""
        code = new_code()
        now = self._clock()
        with self._database.writing() as session:
            if session.get(AgencyRow, agency) is None or not keeper.reaches(agency):
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
            audit.record(session, now, keeper.name, "enrolment_code_made", agency, agency=agency)
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
            audit.record(session, now, "office", "moving_code_made", station, agency=row.agency)
        return code

    def set_active(self, station: str, active: bool, keeper: Keeper = OFFICE) -> Problem | None:
        """Lock a station out (lost, stolen) or let it in again; Problem station_unknown."""
        with self._database.writing() as session:
            row = session.get(StationRow, station)
            if row is None or not keeper.reaches(row.agency):
                return blocking("station", "station_unknown")
            row.active = active
            session.add(row)
            afterwards(session, lambda: self._feed.bells.ring(HOLDERS))
            act = "station_unlocked" if active else "station_locked"
            audit.record(session, self._clock(), keeper.name, act, station, agency=row.agency)
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
            self._announce(session, certificate)
            audit.record(session, self._clock(), "office", "keys_changed", self._keys.signing_kid)

    def change_sealing_key(self) -> None:
        """What only the service is to read is sealed to a new key from now on: every station is told, and
        what the service keeps sealed itself is sealed anew. Made again after a crash, it makes another."""
        certificate = self._keys.change_sealing_key()
        with self._database.writing() as session:
            self._announce(session, certificate)
            self._second_steps.reseal(session)
            audit.record(session, self._clock(), "office", "sealing_key_changed", self._keys.sealing_kid)

    def _announce(self, session: Session, certificate: Signed) -> None:
        for station in sign_in.stations(session):
            data = {"keys": [certificate.model_dump()]}
            self._feed.append(session, station.id, ChangeKind.KEYS_CHANGED, data=data)

    def begin_epoch(self) -> str:
        """After the database was restored from a backup: stations then offer everything they hold again."""
        epoch = secrets.token_hex(8)
        with self._database.writing() as session:
            row = session.get(ServiceRow, 1) or ServiceRow(epoch=epoch)
            row.epoch = epoch
            session.add(row)
            begin_turns_anew(session)
            afterwards(session, self._high_water.begin)
            audit.record(session, self._clock(), "office", "epoch_begun", epoch)
        return epoch
