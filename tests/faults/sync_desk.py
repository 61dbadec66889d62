"""One station in a schedule: its real file and engine, its line through weather, and its named steps."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import httpx

from declaration.lifecycle import Delivery, Status
from declaration.wire.signed import digest
from desk.ports.handouts import HandoutState
from desk.registration.closing import Closing
from desk.registration.declarations import Finished, Registration
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from desk.storage.station import StationFile
from desk.sync.resting import rung_or_after
from tests.fakes.declared import filled, signed
from tests.fakes.flaky_proxy import FlakyProxy
from tests.fakes.line_faults import Choose
from tests.faults.store_steps import listening
from tests.faults.sync_after import AfterWork
from tests.faults.sync_processes import Tell, die
from tests.faults.sync_schedule import STATION, Crash
from tests.faults.sync_steps import NamedSteps, route_of
from tests.faults.sync_weather import ONE_THAT_ANSWERS, STALL_SECONDS
from tests.faults.sync_world import TwoClocks
from tests.faults.table import AGENCY, LATER, Parts, engine_of


def _named_writes(file: StationFile) -> list[str]:
    """From now on its one item is the method in whose name the writing thread writes."""
    doing, database = [""], cast(Any, file._database)
    write = database.write

    def named_write(act: Callable[[Any], Any]) -> Any:
        def named(session: Any) -> Any:
            doing[0] = act.__qualname__.split(".<locals>")[0].rsplit(".", 1)[-1]
            return act(session)

        return write(named)

    database.write = named_write
    return doing


class Desk:
    """Open it on a running loop; ``tell`` hears what it does and every violation it meets."""

    def __init__(
        self, folder: Path, file_key: bytes, proxy: FlakyProxy, tell: Tell, crash: Crash | None, seed: int
    ) -> None:
        self.clock, self.proxy, self._tell = TwoClocks(), proxy, tell
        self.file = StationFile.open(folder, file_key, self.clock.now)
        doing = _named_writes(self.file)
        self.steps = NamedSteps(folder, STATION, lambda: doing[0], tell, crash, die)
        self.door = Door(proxy.address, longest_pause=0.01)
        self._stall(STALL_SECONDS)
        self.door._client.event_hooks = {"request": [self._asks], "response": [self._hears]}
        self.proxy.watch = self._seen
        keys = self.file.service_keys()
        self.parts = Parts(RemoteStation(self.door, keys), self.file.outbox, keys)
        self.engine = engine_of(self.parts, self.file, self.clock, self._rest, seed)

    async def close(self) -> None:
        await self.door.close()
        await asyncio.to_thread(self.file.close)

    # -- what a registrar does --

    @property
    def registration(self) -> Registration:
        file = self.file
        return Registration(
            file.drafts, file.declarations, file.station_key(), self.clock, "mau", AGENCY, lambda: None
        )

    def declare(self, seed: int) -> None:
        self.clock.forward(timedelta(seconds=1))
        self._finish(self.registration, filled(self.registration, seed), seed)

    def correct(self, seed: int) -> None:
        """The newest of those that may be mended, if there is one."""
        self.clock.forward(timedelta(seconds=1))
        wanted = (Status.RETURNED, Status.FINISHED)
        for line in self.file.declarations.search("", wanted, after=None, limit=1).lines:
            draft = self.registration.reopen(line.id)
            if draft is not None:
                self._finish(self.registration, signed(self.registration, draft, seed), seed)

    def decide_needing(self) -> None:
        """Corrections that came after the agency's decision: its version is kept, an open draft left."""
        file = self.file
        for line in file.outbox.lines([Delivery.SET_ASIDE], 1000):
            if line.last_reason != "already_decided":
                continue
            for draft in self.registration.left_behind():
                if draft.id == line.record_id:
                    self.registration.discard(draft)
            if not file.outbox.give_way(line.record_id, line.revision, "mau"):
                self._tell("violation what came too late cannot give way")

    def after(self, kind: str, number: int) -> None:
        """What follows declarations, as ``sync_after`` has it."""
        with listening(self.steps):
            AfterWork(self.file, self.clock, self._tell).do(kind, number)

    async def metered(self, yes: bool) -> None:
        """Only records go, or everything again."""
        with listening(self.steps):
            await self.engine.send_records_only(yes)

    async def send_now(self, number: int) -> None:
        """A person's "send now", for everything or for one that waits."""
        waits = self.file.outbox.lines([Delivery.PENDING], 9)
        with listening(self.steps):
            await self.engine.try_now(waits[number % len(waits)].record_id if number % 2 and waits else None)
            await self.engine.fetch_now()

    async def fetch(self) -> None:
        """What the agency hands out; a fault on the way costs a range."""
        with listening(self.steps):
            try:
                async with asyncio.timeout(30):
                    await self.engine.fetch()
            except TimeoutError:
                self._tell("violation fetching never ends")

    async def see_to_handouts(self) -> None:
        """What arrived damaged is wanted once more; what a restored service has no more is dismissed."""
        for each in self.file.handouts.coming():
            if each.state is HandoutState.GONE:
                await self.engine.dismiss_handout(each.id)
            elif each.state is not HandoutState.WAITING:
                await self.engine.fetch_again(each.id)

    def close_a_day(self, number: int) -> None:
        """One of those that may be closed, whatever has arrived of it."""
        self.clock.forward(timedelta(seconds=1))
        days = [each.day for each in self.file.days.days(100) if each.may_close]
        if days:
            self._close(days[number % len(days)])

    def close_days(self) -> None:
        """Every day that is open."""
        for each in self.file.days.days(100):
            if each.may_close:
                self._close(each.day)

    def _close(self, day: date) -> None:
        file = self.file
        with listening(self.steps):
            Closing(file.days, file.station_key(), self.clock, "mau", lambda: None).close(day)

    def _finish(self, registration: Registration, draft: Any, seed: int) -> None:
        outcome = registration.finish(draft)
        if isinstance(outcome, Finished):  # else: with that clock, that card is out of date
            self._tell(f"finished {outcome.id}/{outcome.revision}")

    # -- sending --

    async def round(self) -> int:
        """One trip; everything is due again after it."""
        with listening(self.steps):
            try:
                async with asyncio.timeout(30):
                    return await self.engine.round()
            except TimeoutError:
                self._tell("violation a round that never ends")
            except Exception as error:  # noqa: BLE001 - an engine that stumbles over weather is a fault
                self._tell(f"violation the engine stumbled: {type(error).__name__} {error}")
            finally:
                self.clock.forward(LATER)
        return 0

    async def run(self, seconds: float) -> None:
        """Both of the engine's loops at once, for that long; its rests are short, and long to its clock.

        What a thread was writing when the loops were cancelled is written, and not in the next act.
        """
        writer = cast(Any, self.file._database)._writer
        with listening(self.steps), suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.engine.run()
        await asyncio.to_thread(lambda: writer.submit(int).result())
        self.clock.forward(LATER)

    async def _rest(self, bell: asyncio.Event, seconds: float) -> None:
        await rung_or_after(bell, 0.02)
        self.clock.forward(timedelta(seconds=seconds))

    @contextmanager
    def in_weather(self, choose: Choose, *, unplugged: bool = False) -> Iterator[None]:
        """The line is like that for a while, for connections that are open as well."""
        before, self.proxy.choose, self.proxy.unplugged = self.proxy.choose, choose, unplugged
        self.proxy.cut()
        self._stall(ONE_THAT_ANSWERS)
        yield
        self._stall(STALL_SECONDS)
        self.proxy.choose, self.proxy.unplugged = before, False

    def _stall(self, seconds: float) -> None:
        self.door._client.timeout = httpx.Timeout(seconds, pool=None)

    def books_balance(self) -> None:
        if not self.file.outbox.books(self.clock.today()).balance:
            self._tell("violation the books do not balance")

    # -- what passes on the line --

    async def _asks(self, request: httpx.Request) -> None:
        self.steps.named(f"{STATION} asks: {route_of(request.method, request.url.path)}")

    async def _hears(self, response: httpx.Response) -> None:
        route = route_of(response.request.method, response.request.url.path)
        self.steps.named(f"{STATION} hears: {route}")
        if response.status_code in (409, 422) and "record" in route:
            self._tell(f"denied {route} {response.status_code}")

    def _seen(self, method: str, path: str, body: bytes) -> None:
        if (method, path) == ("POST", "/v1/records"):
            for sealed in offered_in(body):
                self._tell(f"offered {digest(sealed)}")


def offered_in(body: bytes) -> list[bytes]:
    """The sealed records of a batch."""
    return gzip.decompress(body).splitlines()
