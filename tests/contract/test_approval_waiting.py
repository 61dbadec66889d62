"""What it costs to wait for news in vain: thousands of stations do, all day."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager

import pytest
from sqlmodel import col, update

from approval import feed
from approval.routes import changes
from approval.service import Service
from approval.storage import events
from approval.storage.database import Session
from approval.storage.sign_in_rows import StationRow
from declaration.wire.changes import ChangeKind
from tests.fakes.field_station import FieldStation

pytest_plugins = ["tests.fakes.approval_fixtures"]


@pytest.fixture
def looks(service: Service, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The cursors behind which the feed was looked through."""
    asked: list[int] = []
    page = service.feed.page

    def counted(station: str, after: int, limit: int = 200) -> object:
        asked.append(after)
        return page(station, after, limit)

    monkeypatch.setattr(service.feed, "page", counted)
    return asked


async def test_where_every_bell_is_heard_waiting_in_vain_is_one_look(
    service: Service, station: FieldStation, looks: list[int]
) -> None:
    service.feed.bells.pass_on(lambda _: None)
    assert (await station.changes(wait=1)) == {"events": [], "cursor": 0}
    assert looks == [0]


async def test_what_was_looked_through_to_its_end_is_not_looked_through_again_before_a_bell_rings(
    service: Service, station: FieldStation, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    service.feed.bells.pass_on(lambda _: None)
    for _ in range(3):
        await station.changes()
    assert looks == [0]
    with service.database.writing() as session:
        service.feed.append(session, station.id, ChangeKind.APPROVED)
    told = await station.changes()
    assert (len(told["events"]), looks) == (1, [0, 0])
    await station.changes(told["cursor"])
    assert looks == [0, 0]  # its end was seen with the answer
    assert len((await station.changes(0))["events"]) == 1  # an answer that was lost comes again
    await station.changes(told["cursor"])
    service.feed.bells.ring_here(None)  # some may have been missed
    await station.changes(told["cursor"])
    assert looks == [0, 0, 0, 1]
    monkeypatch.setattr(feed, "TRUST_THE_BELL", 0.0)  # its time is over
    await station.changes(told["cursor"])
    assert looks == [0, 0, 0, 1, 1]


async def test_a_bell_that_rings_while_one_looks_makes_the_next_one_look_again(
    service: Service, station: FieldStation, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    service.feed.bells.pass_on(lambda _: None)
    really = events.after

    def rung_meanwhile(session: Session, name: str, after: int, limit: int) -> list[events.Answer]:
        found = really(session, name, after, limit)
        service.feed.bells.ring_here(name)
        return found

    monkeypatch.setattr(events, "after", rung_meanwhile)
    await station.changes()
    await station.changes()
    assert looks == [0, 0]


@pytest.mark.parametrize(("change", "status"), [("lock", 403), ("move", 401)])
async def test_whoever_is_locked_or_moved_while_waiting_is_given_nothing(
    service: Service, station: FieldStation, change: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, listening = asyncio.Event(), service.feed.bells.listening

    def seen_listening(name: str) -> AbstractContextManager[asyncio.Event]:
        waits.set()
        return listening(name)

    monkeypatch.setattr(service.feed.bells, "listening", seen_listening)
    token = dict(station.headers)
    asked = asyncio.create_task(station.client.get("/v1/changes?wait=20", headers=token))
    await waits.wait()
    if change == "lock":
        service.office.set_active(station.id, False)
    else:
        with service.database.writing() as session:
            session.exec(
                update(StationRow).where(col(StationRow.id) == station.id).values(public_key="other")
            )
    with service.database.writing() as session:
        service.feed.append(session, station.id, ChangeKind.APPROVED)
    assert (await asked).status_code == status


async def test_where_a_bell_may_be_missed_one_looks_again_before_the_end(
    service: Service, station: FieldStation, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "_LOOK_AGAIN", 0.3)
    monkeypatch.setattr(service.feed.bells, "_elsewhere", None)
    assert (await station.changes(wait=1)) == {"events": [], "cursor": 0}
    assert len(looks) >= 3
