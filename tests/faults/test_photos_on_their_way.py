"""Photos: several at once whoever they belong to, gone on with after every break, never twice."""

from __future__ import annotations

from declaration.lifecycle import Delivery
from declaration.wire.records import BlobRef
from desk.ports.service import Reason
from desk.registration.declarations import Finished
from desk.sync.carrying import VAIN_BREAKS
from tests.fakes.flaky_proxy import Answered, CutOff, Fault
from tests.faults.table import Table


def photos_asked(table: Table, method: str = "PUT") -> list[str]:
    return [each for each in table.proxy.requests if each.startswith(f"{method} /v1/blobs/")]


async def test_every_photo_goes_out_once(table: Table) -> None:
    for seed in range(5):
        table.declare(seed)
    await table.engine.round()
    table.delivered_once()
    assert len(photos_asked(table)) == len(set(photos_asked(table))) == 20


async def test_a_photo_in_two_declarations_goes_out_once(table: Table) -> None:
    first = table.declare(1)
    twice: list[Finished] = [first, table.declare(1)]
    await table.engine.round()
    table.delivered_once()
    assert len(twice) == 2
    assert len(photos_asked(table)) == 4


async def test_a_line_that_breaks_in_every_photo_is_one_round_and_one_offer(table: Table) -> None:
    """Each break brings the photo further, so none of them is a failure."""
    for seed in range(4):
        table.declare(seed)
    broken: set[str] = set()

    def choose(method: str, path: str) -> Fault | None:
        if method == "PUT" and path.startswith("/v1/blobs/") and path not in broken:
            broken.add(path)
            return CutOff(100, settle=0.25)
        return None

    table.proxy.choose = choose
    await table.engine.round()
    table.delivered_once()
    assert len(broken) == 16
    assert table.proxy.count("POST /v1/records") == 1
    assert len(photos_asked(table)) == len(photos_asked(table, "PATCH")) == 16


async def test_breaks_that_bring_nothing_end_the_round_and_lose_nothing(table: Table) -> None:
    for seed in range(3):
        table.declare(seed)
    table.proxy.choose = lambda _method, path: CutOff(0) if path.startswith("/v1/blobs/") else None
    await table.engine.round()
    assert table.trouble() is Reason.NO_NETWORK
    assert table.books.waiting == 3
    first = photos_asked(table) + photos_asked(table, "HEAD")
    assert len(first) < 12 * VAIN_BREAKS, "the schedule decides, not the loop"
    table.proxy.choose = lambda _method, _path: None
    await table.rounds_until_green(2)
    table.delivered_once()
    assert table.proxy.count("POST /v1/records") == 1, "what it lacks was known"


async def test_a_program_started_again_goes_on_with_a_begun_photo(table: Table) -> None:
    declared = table.declare(1)
    entry = table.file.outbox.entry(declared.id, declared.revision)
    assert entry is not None
    begun = entry.blobs[0].sha256
    table.proxy.choose = lambda method, path: (
        CutOff(100 if path.endswith(begun) and method == "PUT" else 0, settle=0.25)
        if path.startswith("/v1/blobs/")
        else None
    )
    await table.rounds()
    table.proxy.choose = lambda _method, _path: None
    table.proxy.requests.clear()
    table.restart()
    await table.rounds_until_green(2)
    table.delivered_once()
    assert f"PATCH /v1/blobs/{begun}" in table.proxy.requests


async def test_a_service_that_lost_the_photos_meanwhile_gets_them_again(table: Table) -> None:
    """What was known of its lacks is not believed against its own word."""
    declared = table.declare(1)
    down = Answered(503)
    table.proxy.choose = lambda _method, path: down if path.startswith(f"/v1/records/{declared.id}") else None
    await table.rounds()
    assert table.delivery(declared)[0] is Delivery.PENDING
    with table.office.service.database.reading():
        for path in table.at.service_folder.glob("blobs/whole/*/*"):
            path.unlink()
    with table.office.service.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE record SET receipt = NULL")
        for name in ("event", "declaration"):
            session.connection().exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608
    table.proxy.choose = lambda _method, _path: None
    await table.rounds_until_green(3)
    table.delivered_once()


async def test_how_much_is_still_to_go_is_known_of_each(table: Table) -> None:
    declared, unknown = table.declare(1), table.declare(2)
    size = sum(blob.size for blob in _blobs(table, declared))
    assert table.engine.to_go(unknown.id, unknown.revision) is None
    seen: list[int | None] = []
    table.engine.listen(lambda: seen.append(table.engine.to_go(declared.id, declared.revision)))
    await table.engine.round()
    assert size in seen, "all of it, once the record is there"
    assert table.engine.to_go(declared.id, declared.revision) is None, "delivered: nothing to say"


def _blobs(table: Table, declared: Finished) -> tuple[BlobRef, ...]:
    entry = table.file.outbox.entry(declared.id, declared.revision)
    assert entry is not None
    return entry.blobs


async def test_where_volume_costs_only_records_go_until_a_person_asks(table: Table) -> None:
    wanted, other = table.declare(1), table.declare(2)
    await table.engine.send_records_only(True)
    await table.rounds()
    assert photos_asked(table) == []
    assert table.delivery(wanted) == table.delivery(other) == (Delivery.PENDING, "photos_held")
    assert table.proxy.count("POST /v1/records") == 1
    await table.engine.try_now(wanted.id)
    await table.engine.round()
    assert table.delivery(wanted)[0] is Delivery.DELIVERED
    assert table.delivery(other)[0] is Delivery.PENDING
    table.restart()
    await table.rounds()
    assert table.delivery(other)[0] is Delivery.PENDING, "remembered"
    assert table.engine.state.records_only
    await table.engine.try_now()
    await table.engine.round()
    table.delivered_once()


async def test_on_a_free_network_again_the_photos_go_by_themselves(table: Table) -> None:
    table.declare(1)
    await table.engine.send_records_only(True)
    await table.rounds()
    await table.engine.send_records_only(False)
    await table.engine.round()
    table.delivered_once()
