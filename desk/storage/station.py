"""A station's file, opened: its stores, its key and the service it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path

from pydantic import TypeAdapter
from sqlmodel import Session

from declaration.wire.sign_in import EnrolAnswer
from declaration.wire.signed import Purpose, Signed
from desk.storage.audit import note
from desk.storage.database import Database
from desk.storage.declarations import Declarations
from desk.storage.drafts import Drafts
from desk.storage.erasing import StationErasing
from desk.storage.erasure_list import ErasureList
from desk.storage.facts import Fact, read_fact, write_fact
from desk.storage.opening import is_there, open_database
from desk.storage.outbox import OutboxTable
from desk.storage.reserve import Reserve
from desk.storage.roster import Roster
from desk.storage.trouble import StationFileDamagedError
from desk.storage.vault.encoding import to_bytes, to_text
from desk.storage.vault.service_keys import PinnedKeys, TrustedService
from desk.storage.vault.slots import KdfCost, KeySlots, Registrar, new_file_key
from desk.storage.vault.station_key import StationKey

DATABASE = "station.db"
SLOTS = "station.slots.json"
_CERTIFICATES = TypeAdapter(tuple[Signed, ...])


class StationFile:
    """Everything one station knows, behind its key. Close it to lock."""

    def __init__(
        self, database: Database, now: Callable[[], datetime], reserve: Reserve, erasing: StationErasing
    ) -> None:
        self._database = database
        self._now = now
        self.erasing = erasing
        self.drafts = Drafts(database, now, reserve)
        self.declarations = Declarations(database)
        self.outbox = OutboxTable(database, now)
        self.roster = Roster(database, now)

    @staticmethod
    def open(folder: Path, file_key: bytes, now: Callable[[], datetime]) -> StationFile:
        """The file with its schema up to date. WrongKeyError when it does not open, which includes a file
        that is gone or emptied while its key slots are there: nobody begins anew over lost work unasked."""
        path = folder / DATABASE
        if (folder / SLOTS).exists() and not is_there(path):
            raise StationFileDamagedError("the station's file is gone")
        reserve = Reserve(folder)
        database = open_database(path, file_key, reserve)
        erasing = StationErasing(database, path, ErasureList(folder, file_key), now)
        try:
            erasing.settle()
        except BaseException:
            database.close()
            raise
        return StationFile(database, now, reserve, erasing)

    def is_opened_with(self, file_key: bytes) -> bool:
        """Whether a key slot gave the very key this file is open with: slots can be exchanged on disk."""
        return self._database.is_opened_with(file_key)

    def close(self) -> None:
        self._database.close()

    def enrolment(self) -> EnrolAnswer | None:
        """What the service gave this station when it was enrolled; None before that."""
        text = self._fact(Fact.ENROLMENT)
        return EnrolAnswer.model_validate_json(text) if text else None

    def service_address(self) -> str:
        """The service this station was enrolled at; "" when it is only in the settings."""
        return self._fact(Fact.SERVICE_ADDRESS) or ""

    def remember_service(self, address: str) -> None:
        """So that a station enrolled with ``desk enrol --service`` finds its service again."""
        self._keep(Fact.SERVICE_ADDRESS, address)

    def station_key(self) -> StationKey:
        """The station's key pair, made on first asking and kept, so that enrolling can be tried again."""
        private = self._fact(Fact.STATION_KEY)
        if private is None:
            made = StationKey.make()
            self._keep(Fact.STATION_KEY, to_text(made.private_bytes))
            return made
        return StationKey(to_bytes(private), self._fact(Fact.STATION) or "")

    def service_keys(self) -> TrustedService:
        """The service as pinned at enrolment; only for an enrolled station."""
        enrolment = self.enrolment()
        assert enrolment is not None, "not enrolled"
        text = self._fact(Fact.PINNED)
        certificates = _CERTIFICATES.validate_json(text) if text else enrolment.keys
        return TrustedService(PinnedKeys(enrolment.root_key, certificates), self._remember_keys)

    def enrol(self, answer: EnrolAnswer, by: str) -> bool:
        """Pin what the service answered; False when its own signatures do not bear it out."""
        trusted = TrustedService(PinnedKeys(answer.root_key, answer.keys), lambda _: None)
        if not trusted.is_genuine(Purpose.STATION, answer.certificate):
            return False

        def act(session: Session) -> None:
            write_fact(session, Fact.STATION, answer.station)
            write_fact(session, Fact.ENROLMENT, answer.model_dump_json())
            note(session, self._now(), by, "enrol", answer.station)

        self._database.write(act)
        return True

    def note_act(self, who: str, action: str, detail: str = "") -> None:
        """An audit line for what happens outside declarations: unlock, lock, a registrar added."""
        self._database.write(lambda session: note(session, self._now(), who, action, "", detail))

    def _fact(self, name: Fact) -> str | None:
        return self._database.read(lambda session: read_fact(session, name))

    def _keep(self, name: Fact, value: str) -> None:
        self._database.write(lambda session: write_fact(session, name, value))

    def _remember_keys(self, pinned: PinnedKeys) -> None:
        self._keep(Fact.PINNED, _CERTIFICATES.dump_json(pinned.certificates).decode())


def create_station(
    folder: Path, who: Registrar, passphrase: str, cost: KdfCost, now: Callable[[], datetime]
) -> StationFile:
    """A new, empty, not yet enrolled station whose first registrar is ``who``."""
    slots = KeySlots(folder / SLOTS)
    if slots.exist:
        raise FileExistsError("this folder holds a station already")
    file_key = new_file_key()
    folder.mkdir(parents=True, exist_ok=True)
    _put_aside(folder / DATABASE)
    station = StationFile.open(folder, file_key, now)
    slots.add(who, passphrase, file_key, cost)  # last: without a slot the file is nobody's
    return station


def _put_aside(database: Path) -> None:
    """A file without slots is of a making that was interrupted, or its slots were lost: no key of ours opens
    it. It is kept under another name, never overwritten and never deleted."""
    if not database.exists():
        return
    number = next(n for n in count(1) if not database.with_name(f"{database.name}.{n}").exists())
    for part in ("", "-wal", "-shm"):
        beside = database.with_name(database.name + part)
        if beside.exists():
            beside.replace(database.with_name(f"{database.name}.{number}{part}"))
