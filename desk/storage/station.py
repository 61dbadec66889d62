"""A station's file, opened: its stores, its key and the service it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from pydantic import TypeAdapter
from sqlmodel import Session

from declaration.wire.handouts import StationSettings
from declaration.wire.sign_in import EnrolAnswer
from declaration.wire.signed import Purpose, Signed
from desk.ports.clock import Clock
from desk.ports.days import ChainCheck
from desk.settings import RetentionSettings
from desk.storage.agency_wishes import settings
from desk.storage.audit import AuditTrailTable, note
from desk.storage.backup import DATABASE, SLOTS
from desk.storage.care import FileCare
from desk.storage.closing import check_chain
from desk.storage.database import Database
from desk.storage.erasing import StationErasing
from desk.storage.erasure_list import ErasureList
from desk.storage.facts import Fact, read_fact, write_fact
from desk.storage.gate import Gate, Gated
from desk.storage.handouts import StationHandouts
from desk.storage.keyholders import KeyHolders
from desk.storage.marks import day_digest
from desk.storage.opening import is_there, open_database, put_aside
from desk.storage.recovery import Parties, RecoveryCodes
from desk.storage.reserve import Reserve
from desk.storage.salvage_place import end_interrupted_salvage
from desk.storage.soundness import need_sound_outbox
from desk.storage.stores import Stores
from desk.storage.time_memory import FileTimeMemory
from desk.storage.trouble import StationFileDamagedError
from desk.storage.turns import StationTurns, begin_turns_anew
from desk.storage.vault.attempts import Attempts
from desk.storage.vault.encoding import to_bytes, to_text
from desk.storage.vault.service_keys import PinnedKeys, TrustedService
from desk.storage.vault.slots import KdfCost, KeySlots, Registrar, new_file_key
from desk.storage.vault.station_key import StationKey
from desk.storage.vault.vault import Vault

__all__ = ["ATTEMPTS", "DATABASE", "SLOTS", "StationFile", "create_station", "vault_of"]
ATTEMPTS = "station.attempts.json"
_CERTIFICATES = TypeAdapter(tuple[Signed, ...])


class StationFile:
    """Everything one station knows, behind its key. Close it to lock."""

    def __init__(
        self,
        folder: Path,
        file_key: bytes,
        database: Database,
        now: Callable[[], datetime],
        keep: RetentionSettings,
        reserve: Reserve,
    ) -> None:
        self._database = database
        self._now = now
        self._reserve = reserve
        stores = Stores.over(database, now, reserve)
        self.drafts, self.declarations = stores.drafts, stores.declarations
        self.outbox, self.roster = stores.outbox, stores.roster
        self.lists, self.days, self.figures = stores.lists, stores.days, stores.figures
        self.calls, self.handovers, self.complaints = stores.calls, stores.handovers, stores.complaints
        self.online, self.consents = stores.online, stores.consents
        self.turns, self.time_memory = StationTurns(database), FileTimeMemory(database)
        self.handouts = StationHandouts(database, now)
        self.trail = AuditTrailTable(database)
        slots = KeySlots(folder / SLOTS)
        self.keyholders = KeyHolders(slots, file_key, self.note_act)
        self.recovery = RecoveryCodes(slots, file_key, database, now, self._parties)
        erased = ErasureList(folder, file_key)
        self.erasing = StationErasing(database, folder / DATABASE, erased, now)
        self.care = FileCare(database, folder, file_key, now, keep, reserve, self.erasing)

    @staticmethod
    def open(
        folder: Path,
        file_key: bytes,
        now: Callable[[], datetime],
        keep: RetentionSettings = RetentionSettings(),  # noqa: B008 - a frozen value
    ) -> StationFile:
        """The file with its schema up to date, and without what was erased since it was copied. WrongKeyError
        when it does not open, which includes a file that is gone or emptied while its key slots are there:
        nobody begins anew over lost work unasked."""
        path = folder / DATABASE
        end_interrupted_salvage(path)
        if (folder / SLOTS).exists() and not is_there(path):
            raise StationFileDamagedError("the station's file is gone")
        reserve = Reserve(folder)
        database = open_database(path, file_key, reserve)
        try:
            file = StationFile(folder, file_key, database, now, keep, reserve)
            database.read(need_sound_outbox)
            file.erasing.settle()
        except BaseException:
            database.close()
            raise
        return file

    def stores_behind(self, gate: Gate) -> Stores:
        """The stores as one person's table may use them: until the gate is closed."""
        return Stores.over(Gated(self._database, gate), self._now, self._reserve)

    def is_opened_with(self, file_key: bytes) -> bool:
        """Whether a key slot gave the very key this file is open with: slots can be exchanged on disk."""
        return self._database.is_opened_with(file_key)

    def close(self) -> None:
        self._database.close()

    def enrolment(self) -> EnrolAnswer | None:
        """What the service gave this station when it was enrolled; None before that."""
        text = self._fact(Fact.ENROLMENT)
        return EnrolAnswer.model_validate_json(text) if text else None

    def agency_settings(self) -> StationSettings:
        """What the agency has set for this station."""
        return self._database.read(settings)

    def must_rejoin(self) -> bool:
        """Restored from a backup: it may take declarations in, and sends once it was enrolled again."""
        return bool(self._fact(Fact.REJOIN))

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
            write_fact(session, Fact.AGENCIES, "")
            begin_turns_anew(session)
            note(session, self._now(), by, "enrol", answer.station)

        self._database.write(act)
        return True

    def note_act(self, who: str, action: str, detail: str = "", *, subject: str = "") -> None:
        """An audit line for what happens outside declarations: unlock, lock, a registrar added."""
        self._database.write(lambda session: note(session, self._now(), who, action, subject, detail))

    def finished_on(self, day: date) -> tuple[int, str]:
        """How many revisions were finished on that day, and one digest over all of them."""
        return self._database.read(lambda session: day_digest(session, day))

    def check_days(self) -> ChainCheck:
        """The chain of closed days, from the first on."""
        return self._database.read(check_chain)

    def _parties(self) -> Parties | None:
        """Who seals the recovery code, and to whom; None before enrolment."""
        sealing = self.service_keys().sealing_key if self.enrolment() else None
        return Parties(self.station_key(), sealing) if sealing else None

    def _fact(self, name: Fact) -> str | None:
        return self._database.read(lambda session: read_fact(session, name))

    def _keep(self, name: Fact, value: str) -> None:
        self._database.write(lambda session: write_fact(session, name, value))

    def _remember_keys(self, pinned: PinnedKeys) -> None:
        self._keep(Fact.PINNED, _CERTIFICATES.dump_json(pinned.certificates).decode())


def vault_of(folder: Path, clock: Clock) -> Vault:
    """The way to the key of the station in this folder, whether there is one or not."""
    return Vault(KeySlots(folder / SLOTS), Attempts(folder / ATTEMPTS, clock))


def create_station(
    folder: Path, who: Registrar, passphrase: str, cost: KdfCost, now: Callable[[], datetime]
) -> StationFile:
    """A new, empty, not yet enrolled station whose first registrar is ``who``."""
    slots = KeySlots(folder / SLOTS)
    if slots.exist:
        raise FileExistsError("this folder holds a station already")
    file_key = new_file_key()
    folder.mkdir(parents=True, exist_ok=True)
    put_aside(folder / DATABASE)
    station = StationFile.open(folder, file_key, now)
    slots.add(who, passphrase, file_key, cost)  # last: without a slot the file is nobody's
    return station
