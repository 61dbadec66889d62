"""Recovery codes of stations: kept sealed, opened only when a supervisor says why, every reading audited."""

from __future__ import annotations

from approval import audit
from approval.clock import Clock
from approval.identities import Person, Station
from approval.keys import Keys
from approval.signatures import from_text, verified
from approval.stations import Refused
from approval.storage import recovery
from approval.storage.database import AlreadyThereError, Database
from approval.storage.recovery import RecoveryCodeRow
from approval.storage.sign_in_rows import StationRow
from declaration.wire.recovery import (
    RecoveryAnswer,
    RecoveryDeposit,
    RecoveryQuestion,
    RecoveryReceipt,
    sealing_info,
)
from declaration.wire.signed import Purpose, Signed, digest
from declaration.wire.spelled import CODE_BYTES, spell


class Recovery:
    """Takes each station's newest code and reads it out."""

    def __init__(self, database: Database, keys: Keys, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock

    def take(self, station: Station, signed: Signed) -> Signed | Refused:
        """A receipt once the code is durable; the same bytes again get the same receipt.

        A code replaces the one before it. Refused: recovery_code_invalid, and recovery_code_older for one
        whose number does not follow, such as a request that was long on its way. A station that was moved
        counts from its backup on: what its former key has signed is never newer.
        """
        deposit = self._read(station, signed)
        if deposit is None:
            return Refused("recovery_code_invalid")
        try:
            return self._keep(station, signed, deposit)
        except AlreadyThereError:  # another instance of the service took it at the same moment
            return self._keep(station, signed, deposit)

    def read_out(self, person: Person, question: RecoveryQuestion) -> RecoveryAnswer | Refused:
        """The code of a station of the person's own agencies, in letters.

        Refused: not_found, recovery_code_none, recovery_code_unreadable (the audit knows of the try).
        """
        with self._database.writing() as session:
            station = session.get(StationRow, question.station)
            if station is None or station.agency not in person.agencies:
                return Refused("not_found")
            row = session.get(RecoveryCodeRow, station.id)
            note = f"{row.number if row else 'none'}: {question.reason}"
            audit.record(
                session,
                self._clock(),
                person.name,
                "recovery_code_read",
                station.id,
                note,
                agency=station.agency,
            )
        if row is None:
            return Refused("recovery_code_none")
        deposit = Signed.model_validate_json(row.deposit).read(RecoveryDeposit)
        code = self._opened(deposit) if deposit else None
        if deposit is None or code is None:
            return Refused("recovery_code_unreadable")
        return RecoveryAnswer(
            station=station.id,
            station_name=station.name,
            number=row.number,
            made_at=deposit.made_at,
            code=spell(code),
        )

    def _read(self, station: Station, signed: Signed) -> RecoveryDeposit | None:
        is_its_own = signed.kid == station.id and verified(station.public_key, Purpose.RECOVERY, signed)
        deposit = signed.read(RecoveryDeposit) if is_its_own else None
        if deposit is None or deposit.station != station.id or not self._keys.can_unseal(deposit.kid):
            return None
        return deposit

    def _keep(self, station: Station, signed: Signed, deposit: RecoveryDeposit) -> Signed | Refused:
        now, name = self._clock(), digest(signed.to_bytes())
        with self._database.writing() as session:
            row = recovery.for_update(session, station.id)
            if row is not None and row.digest == name:
                return Signed.model_validate_json(row.receipt)
            if row is not None and row.number >= deposit.number and _is_signed_by(station, row):
                return Refused("recovery_code_older")
            receipt = RecoveryReceipt(
                station=station.id, id=deposit.id, number=deposit.number, digest=name, received_at=now
            )
            answer = self._keys.sign(Purpose.RECOVERY_RECEIPT, receipt.model_dump_json())
            session.merge(
                RecoveryCodeRow(
                    station=station.id,
                    number=deposit.number,
                    digest=name,
                    deposit=signed.model_dump_json(),
                    receipt=answer.model_dump_json(),
                    received_at=now,
                )
            )
            audit.record(
                session,
                now,
                station.id,
                "recovery_code_received",
                station.id,
                f"{deposit.number}",
                agency=station.agency,
            )
        return answer

    def _opened(self, deposit: RecoveryDeposit) -> bytes | None:
        sealed = from_text(deposit.sealed)
        info = sealing_info(deposit.station, deposit.id)
        code = None if sealed is None else self._keys.unseal(deposit.kid, sealed, info)
        return code if code is not None and len(code) == CODE_BYTES else None


def _is_signed_by(station: Station, row: RecoveryCodeRow) -> bool:
    return verified(station.public_key, Purpose.RECOVERY, Signed.model_validate_json(row.deposit))
