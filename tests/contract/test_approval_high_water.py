"""An older copy of the database, put back without a new epoch, is noticed before it serves anybody."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from approval.app import open_service
from approval.high_water import FILE, DatabaseOlderError
from approval.service import Service
from approval.settings import Settings
from declaration.wire.sign_in import ServiceState
from tests.fakes.field_station import FieldStation, SetClock, client_of, open_test_service, receipt_in
from tests.fakes.postgresql import PostgreSQL


@dataclass
class Place:
    """A service's folder and database; ``back_up`` takes a copy that ``put_back`` serves from then on."""

    folder: Path
    url: str
    server: PostgreSQL | None
    clock: SetClock = field(default_factory=SetClock)
    copy: str = ""

    def opened(self) -> Service:
        return open_test_service(self.folder, self.clock, database_url=self.url)

    def back_up(self) -> None:
        if self.server is not None:
            self.copy = self.server.copy_of(self.url)
            return
        self.copy = str(self.folder.parent / "copy.sqlite3")
        with closing(sqlite3.connect(self._file)) as source, closing(sqlite3.connect(self.copy)) as copy:
            source.backup(copy)

    def put_back(self) -> None:
        if self.server is not None:
            self.url = self.copy
            return
        for file in self.folder.glob("approval.sqlite3*"):
            file.unlink()
        Path(self.copy).rename(self._file)

    @property
    def _file(self) -> Path:
        return self.folder / "approval.sqlite3"


@pytest.fixture
def place(tmp_path: Path, database_url: str, request: pytest.FixtureRequest) -> Place:
    server = request.getfixturevalue("postgresql") if database_url else None
    return Place(tmp_path / "approval", database_url, server)


async def declared(service: Service, clock: SetClock) -> FieldStation:
    async with client_of(service) as client:
        station = await FieldStation.ready(service, client, clock)
        receipt_in(await station.put(station.record()))
        return station


async def test_an_older_copy_serves_nobody_until_a_new_epoch_is_begun(place: Place) -> None:
    service = place.opened()
    await declared(service, place.clock)
    service.close()
    place.back_up()
    service = place.opened()
    await declared(service, place.clock)
    service.close()
    place.put_back()
    with pytest.raises(DatabaseOlderError, match="approval new-epoch"):
        place.opened()
    settings = Settings(data_dir=place.folder, database_url=place.url)
    for_the_command = open_service(settings, restored=True)
    for_the_command.office.begin_epoch()
    for_the_command.close()
    place.opened().close()


async def test_a_decision_without_a_receipt_is_a_promise_too(place: Place) -> None:
    place.opened().close()
    place.back_up()
    service = place.opened()
    service.office.set_state(ServiceState.DRAIN)
    service.close()
    place.put_back()
    with pytest.raises(DatabaseOlderError):
        place.opened()


async def test_a_copy_from_before_an_epoch_is_older_and_one_begun_elsewhere_is_not(place: Place) -> None:
    place.opened().close()
    place.back_up()
    service = place.opened()
    service.office.begin_epoch()
    service.close()
    place.put_back()
    with pytest.raises(DatabaseOlderError):
        place.opened()
    elsewhere = open_service(
        Settings(data_dir=place.folder, database_url=place.url), restored=True
    )  # as an instance with a folder of its own would
    kept = (place.folder / FILE).read_bytes()
    elsewhere.office.begin_epoch()
    elsewhere.close()
    (place.folder / FILE).write_bytes(kept)
    place.opened().close()


async def test_an_unharmed_database_is_served_again_and_again(place: Place) -> None:
    for _ in range(3):
        service = place.opened()
        await declared(service, place.clock)
        service.close()


@pytest.mark.parametrize("harm", [Path.unlink, lambda file: file.write_bytes(b"{")])
async def test_a_mark_that_is_gone_or_damaged_stops_nobody(
    place: Place, harm: Callable[[Path], object]
) -> None:
    place.opened().close()
    harm(place.folder / FILE)
    place.opened().close()
    assert (place.folder / FILE).read_bytes().startswith(b'{"epoch"')


async def test_a_database_found_older_while_serving_makes_the_instance_unready(place: Place) -> None:
    """As when somebody puts an older one back under a running server."""
    running = place.opened()
    high_water = running.stores.high_water
    high_water.keep()
    async with client_of(running) as client:
        assert (await _ready(client)).status_code == 200
        mark = (place.folder / FILE).read_text().replace('"audit": ', '"audit": 9')
        (place.folder / FILE).write_text(mark)
        high_water.keep()
        answer = await _ready(client)
        assert (answer.status_code, answer.json()["code"]) == (503, "database_older")
        running.office.begin_epoch()
        assert (await _ready(client)).status_code == 200
    running.close()


async def _ready(client: httpx.AsyncClient) -> httpx.Response:
    return await client.get("/readyz")
