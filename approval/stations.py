"""Stations: enrolled once with a one-time code, then known by their own signature."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from approval import audit, moving, trails
from approval.assertions import claimed_station, read_assertion
from approval.clock import Clock
from approval.handouts import Handouts
from approval.keys import Keys
from approval.moving import Turn
from approval.signatures import station_key
from approval.storage import sign_in
from approval.storage.database import AlreadyThereError, Database, Session, afterwards
from approval.storage.sign_in_rows import AssertionRow, EnrolmentCodeRow, StationRow
from approval.tokens import Locked, Tokens
from declaration.wire.sign_in import EnrolAnswer, EnrolRequest, StationCertificate, Token
from declaration.wire.signed import Purpose, Signed
from declaration.wire.supervision import StationReport

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 letters nobody mistakes for one another when read aloud
_CODE_LENGTH = 16  # 80 bits: as hard to guess as it needs to be, so a plain hash is enough


@dataclass(frozen=True)
class Refused:
    """No; ``code`` is stable and says why as far as a stranger may know."""

    code: str


class Stations:
    """Enrolment, tokens and reports of stations."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        tokens: Tokens,
        clock: Clock,
        life: timedelta,
        handouts: Handouts,
    ) -> None:
        self._database = database
        self._keys = keys
        self._tokens = tokens
        self._clock = clock
        self._token_life = life
        self._handouts = handouts

    def enrol(self, request: EnrolRequest) -> EnrolAnswer | Refused:
        """Make the station the code stands for. The same code with the same key again: the same answer."""
        if station_key(request.public_key) is None:
            return Refused("key_invalid")
        with self._database.writing() as session:
            code = sign_in.code_for_use(session, code_hash(request.code))
            if code is None or (code.moves or "") != request.station:
                return Refused("code_unknown")
            if code.used_by is not None:
                row = session.get(StationRow, code.used_by)
                assert row is not None, "the foreign key holds"
                same = row.public_key == request.public_key
                return self._answer(session, row) if same else Refused("code_used")
            if code.expires_at <= self._clock():
                return Refused("code_expired")
            return self._answer(session, self._moved_or_enrolled(session, code, request))

    def token(self, assertion: str, turn: Turn | None = None) -> Token | Locked | Refused:
        """A short-lived token for an assertion never used before, if it is this copy's turn.

        What the assertion was signed with is the turn; ``turn`` speaks only for stations that sign none.
        """
        claimed, now = claimed_station(assertion), self._clock()
        with self._database.reading() as session:
            row = session.get(StationRow, claimed) if claimed else None
            former = moving.former_keys(session, row.id) if row else ()
        proof = read_assertion(assertion, row.id, row.public_key, now) if row else None
        if row is None or proof is None:
            has_moved = row is not None and any(read_assertion(assertion, row.id, k, now) for k in former)
            return Refused(moving.MOVED if has_moved else "assertion_invalid")
        if not row.active:
            return Locked()
        try:
            with self._database.writing() as session:
                turn = proof.turn or turn
                if not moving.take_turn(session, session.get_one(StationRow, row.id), turn, now):
                    return Refused(moving.FORKED)
                token = self._tokens.issue(session, self._token_life, station=row.id)
                session.add(AssertionRow(station=row.id, jti=proof.jti, expires_at=proof.expires_at))
                sign_in.note_contact(session, row.id, now)
        except AlreadyThereError:
            return Refused("assertion_replayed")
        return token.model_copy(update={"turn": turn.next}) if turn else token

    def report(self, station: str, report: StationReport) -> None:
        """Keep the station's newest account of itself; its audit trail must continue the one before."""
        now = self._clock()
        with self._database.writing() as session:
            trails.compare(session, session.get(StationRow, station), report, now)
            sign_in.note_report(session, station, now, report.model_dump_json())

    def _moved_or_enrolled(
        self, session: Session, code: EnrolmentCodeRow, request: EnrolRequest
    ) -> StationRow:
        row = session.get(StationRow, code.moves) if code.moves else None
        if row is None:
            return self._enrolled(session, code, request)
        certificate = self._certificate(row.id, request.public_key, row.agency)
        moving.move(session, row, request.public_key, certificate, self._clock())
        afterwards(session, self._tokens.holder_changed)
        code.used_by = row.id
        session.add(code)
        return row

    def _certificate(self, station: str, public_key: str, agency: str) -> str:
        made = StationCertificate(
            station=station, public_key=public_key, agency=agency, enrolled_at=self._clock()
        )
        return self._keys.sign(Purpose.STATION, made.model_dump_json()).model_dump_json()

    def _enrolled(self, session: Session, code: EnrolmentCodeRow, request: EnrolRequest) -> StationRow:
        now = self._clock()
        station = f"station-{secrets.token_hex(8)}"
        row = StationRow(
            id=station,
            name=code.station_name,
            unit_name=code.unit_name,
            agency=code.agency,
            public_key=request.public_key,
            certificate=self._certificate(station, request.public_key, code.agency),
            app_version=request.app_version[:40],
            enrolled_at=now,
        )
        session.add(row)
        session.flush()
        self._handouts.greet(session, row)
        code.used_by = station
        session.add(code)
        audit.record(session, now, station, "station_enrolled", station, agency=row.agency)
        return row

    def _answer(self, session: Session, row: StationRow) -> EnrolAnswer:
        return EnrolAnswer(
            station=row.id,
            station_name=row.name,
            unit_name=row.unit_name,
            agency=row.agency,
            agencies=sign_in.named_agencies(session),
            root_key=self._keys.root_key,
            keys=self._keys.certificates,
            certificate=Signed.model_validate_json(row.certificate),
        )


def new_code() -> str:
    """A one-time code in four groups of four, to be read out by phone."""
    text = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    return "-".join(text[start : start + 4] for start in range(0, _CODE_LENGTH, 4))


def code_hash(code: str) -> str:
    """How a code is kept; case, blanks and hyphens do not matter."""
    return sha256(re.sub(r"[\s-]", "", code).upper().encode()).hexdigest()
