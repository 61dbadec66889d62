"""An opened station at work: its file, its line to the service and the engine between them."""

from __future__ import annotations

import asyncio
import logging
import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from declaration.draft import LegalBasis
from declaration.wire.handouts import StationSettings
from declaration.wire.sign_in import EnrolAnswer
from desk import __version__
from desk.capture.for_paper import for_paper
from desk.housekeeping import Housekeeping
from desk.ports.clock import Clock
from desk.ports.service import Activity
from desk.printing.typesetting import TypstPages
from desk.registration.calling import CallList
from desk.registration.closing import Closing
from desk.registration.complaining import Complaining
from desk.registration.complaint_routes import ComplaintRoutes
from desk.registration.declarations import Registration
from desk.registration.figures.figuring import Figuring
from desk.registration.guardians import Guardians
from desk.registration.handing_over import HandingOver
from desk.registration.online import OnlineDesk
from desk.registration.printouts import Letterhead, Printouts, Sources
from desk.registration.rosters.rostering import Rostering
from desk.registration.scanning import Scanning
from desk.registration.sealing import Sealer
from desk.registration.slips import Slips
from desk.registration.taking_back import TakingBack
from desk.registration.withdrawing import Withdrawing
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from desk.storage.gate import Gate
from desk.storage.station import StationFile
from desk.storage.trouble import StationFileError
from desk.sync.backoff import Backoff
from desk.sync.engine import SyncEngine
from desk.sync.session import ServiceSession
from desk.sync.timekeeping import Timekeeper
from desk.table_care import BackupRun, GatedCare
from desk.tables.opening import FileTables
from desk.views.program import Table

log = logging.getLogger(__name__)


@dataclass
class StationWork:
    """Lives from the first unlock until the process ends; locking the screen does not stop it."""

    file: StationFile
    enrolment: EnrolAnswer
    engine: SyncEngine
    door: Door
    clock: Timekeeper
    backup_run: BackupRun = field(default_factory=BackupRun)
    running: asyncio.Task[None] | None = None
    housekeeping: asyncio.Task[None] | None = None

    @staticmethod
    def begin(
        folder: Path, file: StationFile, enrolment: EnrolAnswer, address: str, machine: Clock
    ) -> StationWork:
        clock = Timekeeper(machine, file.time_memory)
        keys = file.service_keys()
        door = Door(address)
        service = RemoteStation(door, keys)
        session = ServiceSession(service, file.station_key(), file.turns, clock, clock.learn)
        engine = SyncEngine(
            service,
            file.outbox,
            session,
            keys,
            clock,
            Backoff(random.SystemRandom().random),
            lambda: (__version__, shutil.disk_usage(folder).free),
            recovery=file.recovery,
            trail=file.trail,
            handouts=file.handouts,
            days=file.days,
            registrars=file.keyholders.names,
        )
        return StationWork(file, enrolment, engine, door, clock)

    def start_engine(self) -> None:
        if self.running is None:
            self.running = asyncio.create_task(self.engine.run(), name="sync-engine")
            self.running.add_done_callback(_note_end)
            house = Housekeeping(self.file.care, self.clock, self._is_sending)
            self.housekeeping = asyncio.create_task(house.keep_on(), name="housekeeping")
            self.housekeeping.add_done_callback(_note_end)

    def table(self, registrar: str, gate: Gate, wished: StationSettings | None = None) -> Table:
        """The table of one registrar, of use until the gate is closed; ``wished``: set by the agency."""
        loop = asyncio.get_running_loop()
        stores = self.file.stores_behind(gate)
        keys = self.file.station_key()
        slips = Slips(keys, self.enrolment.certificate, self.file.service_keys())
        letterhead = Letterhead(self.enrolment.unit_name, self.enrolment.station_name)

        def ring() -> None:
            _ring(loop, self.engine)

        own = (wished.agency if wished else None) or self.enrolment.agency
        registration = Registration(
            stores.drafts,
            stores.declarations,
            keys,
            self.clock,
            registrar,
            own,
            ring,
            basis=LegalBasis((wished.legal_basis if wished else None) or LegalBasis.CONSENT),
        )
        look, tables, pages = registration.note_look, FileTables(), TypstPages()
        names = self.file.keyholders.names
        sources = Sources(
            stores.declarations,
            stores.drafts,
            stores.outbox,
            slips,
            look,
            stores.consents.taken_back,
            for_paper,
            names,
        )
        by_subject = (wished.complaints if wished else None) or {}
        routes = ComplaintRoutes(own, stores.declarations.agencies, by_subject)
        sealer = Sealer(keys, self.clock, registrar, ring)
        return Table(
            registration=registration,
            withdrawing=Withdrawing(stores.declarations, sealer),
            taking_back=TakingBack(stores.consents, sealer),
            scanning=Scanning(stores.roster, self.clock),
            rosters=Rostering(stores.lists, stores.roster, tables, self.clock, registrar),
            printouts=Printouts(sources, pages, letterhead, self.clock),
            slips=slips,
            declarations=stores.declarations,
            outbox=stores.outbox,
            closing=Closing(
                stores.days, self.file.station_key(), self.clock, registrar, lambda: _ring(loop, self.engine)
            ),
            guardians=Guardians(stores.declarations),
            figuring=Figuring(
                stores.figures,
                stores.declarations,
                stores.lists,
                (tables, pages),
                letterhead,
                self.clock,
                names,
            ),
            calls=CallList(stores.calls, sealer),
            handing_over=HandingOver(stores.handovers, sealer),
            complaining=Complaining(stores.complaints, sealer, routes),
            online=OnlineDesk(stores.online, registration, self.clock),
            care=GatedCare(self.file, self.clock, self.backup_run, gate, registrar),
        )

    def _is_sending(self) -> bool:
        return self.engine.state.activity is Activity.SENDING

    async def end(self) -> None:
        """Stop the engine where it is (the outbox knows the rest), keep how late it is, close the file."""
        for task in (self.running, self.housekeeping):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        await self.door.close()
        try:
            await asyncio.to_thread(self.clock.remember)
        except StationFileError as error:  # a full disk keeps no file open
            log.error("time not remembered: %s", type(error).__name__)
        await asyncio.to_thread(self.file.close)


def _ring(loop: asyncio.AbstractEventLoop, engine: SyncEngine) -> None:
    """Finishing runs off the loop; the engine's bell is rung on it. Without a loop nobody listens."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(engine.ring)


def _note_end(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("%s ended: %s", task.get_name(), type(task.exception()).__name__)
