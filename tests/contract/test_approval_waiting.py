"""What it costs to wait for news in vain: thousands of stations do, all day."""

from __future__ import annotations

import pytest

from approval.routes import changes
from approval.service import Service
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


async def test_where_a_bell_may_be_missed_one_looks_again_before_the_end(
    service: Service, station: FieldStation, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "_LOOK_AGAIN", 0.3)
    monkeypatch.setattr(service.feed.bells, "_elsewhere", None)
    assert (await station.changes(wait=1)) == {"events": [], "cursor": 0}
    assert len(looks) >= 3
