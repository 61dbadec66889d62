"""What the agency hands out arrives over any line, once, whole and in part, and takes from nobody."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from approval.handouts import Whom
from declaration.wire.changes import ChangeKind
from declaration.wire.handouts import RosterLine, StationSettings, pack_roster
from declaration.wire.problem import MEDIA_TYPE
from desk.ports.handouts import HandoutState
from desk.ports.service import Reason
from desk.ports.store import RosterPerson
from desk.storage import handout_rosters
from desk.storage.rows import HandoutPieceRow, HandoutRow
from desk.sync import fetching
from practice.people import invented_person
from tests.fakes.line_faults import Answered, Truncated
from tests.faults.table import AGENCY, Table
from tests.faults.test_foreign import PORTALS

UNIT = "Công ty Mẫu"
WHOM = Whom(AGENCY)


def people(count: int, first: int = 1) -> list[RosterLine]:
    invented = [invented_person(seed) for seed in range(first, first + count)]
    return [
        RosterLine(
            unit=UNIT,
            full_name=each.full_name,
            birth=each.birth.iso(),
            document_number=each.number,
            phone=each.phone,
        )
        for each in invented
    ]


def send(table: Table, count: int, first: int = 1) -> None:
    assert table.office.service.handouts.send_roster(people(count, first), WHOM, "office") == 1


def waiting(table: Table) -> list[tuple[str, int, HandoutState]]:
    return [(each.kind, each.fetched, each.state) for each in table.file.handouts.coming()]


async def arrived(table: Table) -> None:
    """One trip, then what it announced."""
    await table.engine.round()
    assert await table.engine.fetch() is None
    assert waiting(table) == []


async def test_a_list_joins_the_stations_own_and_takes_nobody_from_it(table: Table) -> None:
    mine = RosterPerson(0, UNIT, "Trần Thị Tự Ghi", "1990-01-01", "", "", "+84912345678", "")
    known = people(1)[0]
    table.file.roster.add(
        [mine, RosterPerson(0, UNIT, known.full_name, "", known.document_number, "", "", "")]
    )
    send(table, 3)
    await arrived(table)
    assert table.file.roster.count().people == 4
    (found,) = table.file.roster.matches(document_number=known.document_number, full_name="", birth="")
    assert found.phone == known.phone, "what was empty is filled"
    assert table.file.roster.matches(document_number="", full_name=mine.full_name, birth="1990-01-01")


async def test_people_with_a_name_only_are_doubled_by_no_part_of_a_list(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handout_rosters, "AT_ONCE", 1)
    phones = ("+84912345678", "+84912345679", "")
    lines = [RosterLine(unit=UNIT, full_name="Nguyễn Văn Mẫu", phone=phone) for phone in phones]
    lines.append(RosterLine(unit=UNIT, full_name="Trần Thị Thử"))
    for _ in range(2):
        assert table.office.service.handouts.send_roster(lines, WHOM, "office") == 1
        await arrived(table)
    assert table.file.roster.count().people == len(lines)


async def test_the_same_list_again_changes_nothing_and_its_bytes_are_gone(table: Table) -> None:
    for _ in range(2):
        send(table, 5)
        await arrived(table)
        assert table.file.roster.count().people == 5
    pieces = table.file._database.read(lambda session: session.exec(select(HandoutPieceRow)).all())
    assert pieces == []


async def test_a_cut_line_costs_a_range_at_most_and_a_restart_nothing(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "RANGE", 1000)
    send(table, 200)
    await table.engine.round()
    asked = 0

    def cuts(_method: str, path: str) -> Truncated | None:
        nonlocal asked
        asked += path.startswith("/v1/blobs/")
        return Truncated(300) if path.startswith("/v1/blobs/") and asked > 2 else None

    table.proxy.choose = cuts
    trouble = await table.engine.fetch()
    assert trouble is not None
    assert trouble.reason is Reason.NO_NETWORK
    assert waiting(table) == [("roster_updated", 2000, HandoutState.WAITING)]
    await asyncio.to_thread(table.file.close)
    table.file = table.at.open_file(table.clock)
    table.parts = replace(table.parts, outbox=table.file.outbox)
    table.restart()
    table.proxy.choose = lambda _method, _path: None
    before = table.proxy.count("GET /v1/blobs/")
    await arrived(table)
    size = len(pack_roster(people(200)))
    assert table.proxy.count("GET /v1/blobs/") - before == -(-(size - 2000) // 1000)
    assert table.file.roster.count().people == 200


async def test_a_program_that_ends_between_two_parts_goes_on_and_doubles_nobody(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handout_rosters, "AT_ONCE", 10)
    send(table, 35)
    await table.engine.round()
    (handout,) = table.file.handouts.coming()
    data = pack_roster(people(35))
    table.file.handouts.keep(handout.id, 0, data)
    for done in (10, 20):
        now = table.file.handouts.apply(handout.id)
        assert now is not None
        assert (now.done, now.people) == (done, 35)
        assert table.file.roster.count().people == done
    await asyncio.to_thread(table.file.close)
    table.file = table.at.open_file(table.clock)
    table.parts = replace(table.parts, outbox=table.file.outbox)
    table.restart()
    await arrived(table)
    assert table.file.roster.count().people == 35
    assert table.file.handouts.apply(handout.id) is None, "applied again it changes nothing"
    assert table.file.roster.count().people == 35


async def test_bytes_for_another_place_than_the_end_change_nothing(table: Table) -> None:
    send(table, 3)
    await table.engine.round()
    (handout,) = table.file.handouts.coming()
    assert table.file.handouts.keep(handout.id, 0, b"0123") == 4
    assert table.file.handouts.keep(handout.id, 0, b"again") == 4
    assert table.file.handouts.keep(handout.id, 9, b"beyond") == 4


async def test_what_arrives_otherwise_than_it_is_named_is_fetched_anew_not_applied(
    table: Table,
) -> None:
    send(table, 3)
    await table.engine.round()
    (handout,) = table.file.handouts.coming()
    for _ in range(2):
        table.file.handouts.keep(handout.id, 0, bytes(handout.size))
        assert table.file.handouts.apply(handout.id) is not None
        assert waiting(table) == [("roster_updated", 0, HandoutState.WAITING)]
    table.file.handouts.keep(handout.id, 0, bytes(handout.size))
    table.file.handouts.apply(handout.id)
    assert waiting(table) == [("roster_updated", 0, HandoutState.DAMAGED)]
    assert table.file.roster.count().people == 0
    await table.engine.fetch_again(handout.id)
    await arrived(table)
    assert table.file.roster.count().people == 3


@pytest.mark.parametrize("portal", ["a page", "a redirect", "a page with 403"])
async def test_a_portals_page_is_no_list(table: Table, portal: str) -> None:
    send(table, 3)
    await table.engine.round()
    table.proxy.choose = lambda _method, _path: PORTALS[portal]
    trouble = await table.engine.fetch()
    assert trouble is not None
    assert trouble.reason is Reason.FOREIGN
    assert waiting(table) == [("roster_updated", 0, HandoutState.WAITING)]


async def test_a_handout_nobody_can_read_holds_up_no_other(table: Table) -> None:
    service = table.office.service.handouts
    handout = service._store(b"no list at all", "application/vnd.bhxh.roster+gzip")
    newer = service._store(b"{}", "application/vnd.bhxh.newer+json")
    station = table.file.station_key().station
    with table.office.service.database.writing() as session:
        for named in (handout, newer):
            service._tell(session, ChangeKind.ROSTER_UPDATED, named, station, for_all=False)
    send(table, 2)
    await table.engine.round()
    assert await table.engine.fetch() is None
    states = [state for _, _, state in waiting(table)]
    assert states == [HandoutState.UNREADABLE, HandoutState.UNREADABLE]
    assert table.file.roster.count().people == 2
    assert len(table.engine.state.coming) == 2


async def test_what_the_service_has_no_more_is_said_and_not_asked_for_for_ever(table: Table) -> None:
    send(table, 3)
    await table.engine.round()
    path = f"/v1/blobs/{table.file.handouts.coming()[0].sha256}"
    gone = Answered(404, b'{"status": 404, "code": "not_found"}', (("Content-Type", MEDIA_TYPE),))
    table.proxy.choose = lambda _method, asked: gone if asked == path else None
    send(table, 2, first=10)
    await table.engine.round()
    for _ in range(3):
        assert await table.engine.fetch() is None
    assert table.proxy.count(f"GET {path}") == 1
    assert [state for _, _, state in waiting(table)] == [HandoutState.GONE]
    assert table.file.roster.count().people == 2, "it held up no other"
    (handout,) = table.engine.state.coming
    await table.engine.fetch_again(handout.id)
    assert await table.engine.fetch() is None
    assert table.proxy.count(f"GET {path}") == 2
    await table.engine.dismiss_handout(handout.id)
    assert table.engine.state.coming == ()
    table.proxy.choose = lambda _method, _path: None
    await arrived(table)
    assert table.file.roster.count().people == 2


async def test_agencies_are_named_anew_and_none_in_hand_is_lost(table: Table) -> None:
    registration = table.registration()
    assert [each.code for each in registration.agencies()] == [AGENCY]
    table.office.office.add_agency(AGENCY, "BHXH cơ sở Mẫu (tên mới)")
    for _ in range(2):
        table.office.office.add_agency("MAU02", "BHXH cơ sở Mẫu Hai")
    await arrived(table)
    events = table.office.service.feed.page(table.file.station_key().station, 0).events
    assert len(events) == 2, "what is known already is no news"
    assert [(each.code, each.name) for each in registration.agencies()] == [
        (AGENCY, "BHXH cơ sở Mẫu (tên mới)"),
        ("MAU02", "BHXH cơ sở Mẫu Hai"),
    ]


async def test_settings_take_the_place_of_those_before_and_only_the_last_is_fetched(table: Table) -> None:
    service = table.office.service.handouts
    assert service.send_settings(StationSettings(photos_days=10), WHOM, "office") == 1
    wished = StationSettings(photos_days=14, lock_after_minutes=3, records_only=True, agency=AGENCY)
    assert service.send_settings(wished, WHOM, "office") == 1
    await arrived(table)
    assert table.proxy.count("GET /v1/blobs/") == 1
    assert table.file.agency_settings() == wished
    assert table.file.outbox.records_only()
    table.file.outbox.send_records_only(False)
    await arrived(table)
    assert not table.file.outbox.records_only(), "a person may end it"
    service.send_settings(StationSettings(photos_days=10), WHOM, "office")
    await arrived(table)
    assert table.file.agency_settings() == StationSettings(photos_days=10), "the same bytes as once before"


async def test_nothing_of_a_list_on_its_way_lies_in_the_clear(table: Table) -> None:
    send(table, 50)
    await table.engine.round()
    (handout,) = table.file.handouts.coming()
    data = pack_roster(people(50))
    table.file.handouts.keep(handout.id, 0, data[: len(data) // 2])
    written = b"".join(file.read_bytes() for file in _files(table.at.station_folder))
    assert data[:64] not in written
    assert people(1)[0].full_name.encode() not in written


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


async def test_the_desk_finishes_meanwhile(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """A declaration finished between two parts is not kept waiting for all of them."""
    monkeypatch.setattr(handout_rosters, "AT_ONCE", 20)
    send(table, 400)
    await table.engine.round()
    fetching_all = asyncio.create_task(table.engine.fetch())
    while not any(each.done for each in table.engine.state.coming):  # noqa: ASYNC110 - nobody tells of parts
        await asyncio.sleep(0.005)
    await asyncio.to_thread(table.declare, 1)
    assert not fetching_all.done(), "it waited for the whole list"
    assert await fetching_all is None
    assert table.file.roster.count().people == 400


async def test_a_restored_service_that_hands_the_same_out_again_doubles_nothing(table: Table) -> None:
    send(table, 4)
    await arrived(table)
    table.office.office.begin_epoch()
    await table.engine.round()
    await table.engine.fetch()
    assert table.file.roster.count().people == 4
    rows = table.file._database.read(lambda session: session.exec(select(HandoutRow)).all())
    assert len(rows) == 1, "read anew, it is the same event"


async def test_while_only_records_go_no_list_is_fetched_until_a_person_wants_it(table: Table) -> None:
    await table.engine.send_records_only(True)
    send(table, 30)
    await table.engine.round()
    assert await table.engine.fetch() is None
    assert table.proxy.count("GET /v1/blobs/") == 0
    assert [each.is_held for each in table.engine.state.coming] == [True]
    await table.engine.fetch_now()
    assert [each.is_held for each in table.engine.state.coming] == [False]
    assert await table.engine.fetch() is None
    assert waiting(table) == []
    assert table.file.roster.count().people == 30


async def test_a_wish_for_records_only_holds_a_list_in_its_midst_and_ending_it_lets_it_on(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "RANGE", 1000)
    send(table, 100)
    await table.engine.round()

    def turns(_method: str, path: str) -> None:
        if path.startswith("/v1/blobs/"):
            table.file.outbox.send_records_only(True)

    table.proxy.choose = turns
    assert await table.engine.fetch() is None
    assert [fetched for _, fetched, _ in waiting(table)] == [1000], "what was asked for is kept"
    assert table.engine.state.coming[0].is_held
    table.proxy.choose = lambda _method, _path: None
    await table.engine.send_records_only(False)
    assert await table.engine.fetch() is None
    assert waiting(table) == []


async def test_the_agencys_settings_come_all_the_same_and_may_let_go_what_was_held(table: Table) -> None:
    await table.engine.send_records_only(True)
    send(table, 5)
    settings = table.office.service.handouts
    wished = StationSettings(records_only=False, agency=AGENCY)
    assert settings.send_settings(wished, WHOM, "office") == 1
    await table.engine.round()
    await table.engine.fetch()
    assert not table.file.outbox.records_only()
    await table.engine.fetch()
    assert table.file.roster.count().people == 5


async def test_a_list_on_its_way_is_waited_for_where_no_service_was_met_yet(table: Table) -> None:
    """As `desk sync` without a network, when nothing else waits."""
    send(table, 3)
    await table.engine.round()
    table.restart()
    table.proxy.unplugged = True
    table.proxy.cut()
    assert await table.engine.until_empty(lambda _waiting: None)
    trouble = await table.engine.fetch()
    assert trouble is not None
    assert trouble.reason is Reason.NO_NETWORK
    table.proxy.unplugged = False
    await arrived(table)
