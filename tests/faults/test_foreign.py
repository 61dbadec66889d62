"""Foreign: whoever else answers, and whatever else is signed, is never taken for the service."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest

from declaration.lifecycle import Delivery
from declaration.wire.records import Receipt
from declaration.wire.signed import Purpose, Signed
from desk.ports.keys import StationKeys
from desk.ports.service import Reason
from desk.storage.vault.station_key import StationKey
from tests.fakes.flaky_proxy import Answered, Fault
from tests.faults.altered import AlteringStation
from tests.faults.table import Table

PAGE = b"<!doctype html><title>Wi-Fi</title><form>sign in</form>"
HTML = (("Content-Type", "text/html"),)
PORTALS = {
    "a page": Answered(200, PAGE, HTML),
    "a redirect": Answered(302, b"", (("Location", "http://portal.example/"),)),
    "a page with 403": Answered(403, PAGE, HTML),
    "network authentication required": Answered(511, PAGE, HTML),
    "what is not gzip": Answered(200, PAGE, (*HTML, ("Content-Encoding", "gzip"))),
}


@pytest.mark.parametrize("portal", PORTALS)
async def test_before_a_captive_portal_nothing_is_sent_or_counted(table: Table, portal: str) -> None:
    table.proxy.choose = lambda _method, _path: PORTALS[portal]
    declared = table.declare(1)
    await table.engine.round()
    assert table.trouble() is Reason.FOREIGN
    assert not table.engine.state.online
    entry = table.file.outbox.entry(declared.id, declared.revision)
    assert entry is not None
    assert (entry.attempts, table.delivery(declared)) == (0, (Delivery.PENDING, ""))
    table.proxy.choose = lambda _method, _path: None
    await table.engine.round()
    assert table.trouble() is None
    table.delivered_once()


@pytest.mark.parametrize("path", ["/v1/records", "/v1/blobs", "/v1/records/"])
async def test_a_portal_that_steps_in_while_sending_settles_nothing(table: Table, path: str) -> None:
    def portal(method: str, asked: str) -> Fault | None:
        single = asked.startswith("/v1/records/")
        hit = single if path.endswith("/") else asked.startswith(path) and not single
        return PORTALS["a page"] if hit else None

    table.proxy.choose = portal
    declared = table.declare(1)
    await table.engine.round()
    assert table.trouble() is Reason.FOREIGN
    assert table.delivery(declared) == (Delivery.PENDING, "foreign")
    table.proxy.choose = lambda _method, _path: None
    await table.rounds(1)
    await table.rounds(1)
    table.delivered_once()


@dataclass
class Forger:
    """Signs receipts for whatever it is told, with a key of its own or with the service's."""

    table: Table
    changes: dict[str, object]
    own_key: StationKeys | None = None

    def __call__(self, signed: Signed) -> Signed:
        receipt = signed.read(Receipt)
        assert receipt is not None
        body = receipt.model_copy(update=self.changes).model_dump_json()
        if self.own_key is not None:
            return self.own_key.sign(Purpose.RECEIPT, body).model_copy(update={"kid": signed.kid})
        return self.table.office.service.keys.sign(Purpose.RECEIPT, body)


async def _refuses(table: Table, forger: Forger, reason: str) -> None:
    real = table.parts.service
    table.parts.service = AlteringStation(table.door, table.parts.keys, forger)
    table.restart()
    declared = table.declare(1)
    await table.rounds(2)
    assert table.delivery(declared) == (Delivery.PENDING, reason)
    assert not table.books.all_signed_for
    table.parts.service = real
    table.restart()
    await table.rounds(1)
    table.delivered_once()


async def test_a_receipt_signed_by_another_key_delivers_nothing(table: Table) -> None:
    await _refuses(table, Forger(table, {}, StationKey.make()), "receipt_not_genuine")


@pytest.mark.parametrize(
    "changes",
    [
        {"id": UUID("018f0000-0000-7000-8000-000000000001")},
        {"revision": 2},
        {"digest": "0" * 64},
    ],
)
async def test_a_genuine_receipt_for_something_else_delivers_nothing(
    table: Table, changes: dict[str, object]
) -> None:
    await _refuses(table, Forger(table, changes), "receipt_for_another")


async def test_a_key_changed_while_the_station_was_away_is_believed_on_the_roots_word(table: Table) -> None:
    await table.rounds()
    table.proxy.unplugged = True
    table.proxy.cut()
    await table.engine.round()
    assert table.trouble() is Reason.NO_NETWORK
    table.office.office.change_signing_key()
    table.declare(1)
    table.proxy.unplugged = False
    await table.engine.round()
    assert table.engine.state.online
    table.delivered_once()
    again = table.file.service_keys()  # what was learnt is kept
    kid = table.office.service.keys.signing_kid
    assert again.is_genuine(Purpose.HELLO, table.office.service.keys.sign(Purpose.HELLO, "{}")), kid


async def test_a_hello_that_certifies_itself_is_a_strangers(table: Table) -> None:
    """Another service, sound in itself, with another root."""
    stranger = table.at.copy(table.at.folder / "stranger")
    for file in (*(stranger.service_folder / "keys").iterdir(), *stranger.service_folder.glob("*.sqlite3*")):
        file.unlink()
    office = stranger.open_service()
    address = await office.start()
    own_port, table.proxy.target_port = table.proxy.target_port, int(address.rsplit(":", 1)[1])
    await table.engine.round()
    assert table.trouble() is Reason.STRANGER
    await office.stop()
    table.proxy.target_port = own_port
    table.proxy.cut()
    await table.engine.round()
    assert table.engine.state.online
