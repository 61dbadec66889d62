"""Whoever still holds a table when the desk is locked reads nothing and changes nothing through it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, text

from declaration.draft import PhotoRole
from declaration.lifecycle import Delivery
from desk.ports.rosters import Unit, UnitLists
from desk.ports.store import DeclarationStore, DraftStore, LockedError, RosterStore
from desk.storage.gate import Gate, Gated
from desk.storage.stores import Stores
from tests.builders import BuiltStation, built_station
from tests.fakes.declared import declare, filled, picture


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    built = built_station(tmp_path / "station")
    yield built
    built.file.close()


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def stores(station: BuiltStation, gate: Gate) -> Stores:
    return station.file.stores_behind(gate)


def _acts(station: BuiltStation, stores: Stores) -> dict[str, Callable[[], Any]]:
    """Everything the ports of a table can ask for, by name."""
    declared = declare(station.registration, 1)
    draft, now = filled(station.registration, 2), datetime.now(UTC)
    entry = station.file.outbox.entry(declared.id, 1)
    assert entry is not None
    asked = {"document_number": "001", "phone": "", "email": "", "insurance_code": ""}
    drafts, declarations, outbox, roster = (
        stores.drafts,
        stores.declarations,
        stores.outbox,
        stores.roster,
    )
    return {
        "save": lambda: drafts.save(draft, "mau"),
        "draft": lambda: drafts.draft(draft.id),
        "open_drafts": lambda: drafts.open_drafts("mau"),
        "discard": lambda: drafts.discard(draft.id, "mau"),
        "keep_photo": lambda: drafts.keep_photo(draft, picture(9, PhotoRole.PORTRAIT), "mau"),
        "drop_photo": lambda: drafts.drop_photo(draft, PhotoRole.PORTRAIT, "mau"),
        "photo": lambda: drafts.photo(declared.id, PhotoRole.PORTRAIT),
        "photos": lambda: drafts.photos(declared.id),
        "blobs": lambda: drafts.blobs(declared.id),
        "order": drafts.order,
        "finish": lambda: drafts.finish(None),  # type: ignore[arg-type]
        "left_drafts": lambda: drafts.left_drafts(5),
        "take_over": lambda: drafts.take_over(draft.id, "mau", now),
        "reopen": lambda: declarations.reopen(declared.id, "mau", now),
        "withdraw": lambda: declarations.withdraw(None, "other"),  # type: ignore[arg-type]
        "search": lambda: declarations.search("", (), after=None, limit=5),
        "counts": declarations.counts,
        "detail": lambda: declarations.detail(declared.id),
        "clashes": lambda: declarations.clashes(exclude=uuid4(), **asked),
        "note_look": lambda: declarations.note_look(declared.id, "mau", now),
        "answered": lambda: declarations.answered(5),
        "agencies": declarations.agencies,
        "strays": declarations.strays,
        "put_strays_away": declarations.put_strays_away,
        "matches": lambda: roster.matches(document_number="001", full_name="", birth=""),
        "person": lambda: roster.person(1),
        "count": roster.count,
        "add": lambda: roster.add([]),
        "units": stores.lists.units,
        "page": lambda: stores.lists.page("KCN Mẫu", None, "", first=0, limit=5),
        "groups": lambda: stores.lists.groups("KCN Mẫu"),
        "names_of": lambda: stores.lists.names_of(["001"], elsewhere=""),
        "take": lambda: stores.lists.take([], lambda _: True, "mau"),
        "note_given": lambda: stores.lists.note_given(1, "mau"),
        "tick": lambda: stores.lists.tick(1, "", now),
        "take_off": lambda: stores.lists.take_off(1, "mau", now),
        "put_back": lambda: stores.lists.put_back(1, "mau", now),
        "keep_unit": lambda: stores.lists.keep_unit(Unit("KCN Mẫu")),
        "drop": lambda: stores.lists.drop("KCN Mẫu", "mau", now),
        "books": lambda: outbox.books(now.date()),
        "lines": lambda: outbox.lines(list(Delivery), 5),
        "blob": lambda: outbox.blob("0" * 64),
        "entry": lambda: outbox.entry(declared.id, 1),
        "send_now": outbox.send_now,
        "offer_again": lambda: outbox.offer_again(declared.id, 1),
    }


def test_after_the_lock_no_store_of_the_table_gives_or_takes_anything(
    station: BuiltStation, stores: Stores, gate: Gate
) -> None:
    acts = _acts(station, stores)
    of_ports = {
        name
        for port in (DraftStore, DeclarationStore, RosterStore, UnitLists)
        for name in vars(port)
        if not name.startswith("_")
    }
    of_ports.remove("has_room")  # says something of the disk and nothing of the file
    assert of_ports <= acts.keys(), "a method nobody tried"
    before = station.file.declarations.counts(), station.file.trail.head()
    gate.close()
    for name, act in acts.items():
        try:
            act()
        except LockedError:
            continue
        pytest.fail(f"{name} still answers")
    assert (station.file.declarations.counts(), station.file.trail.head()) == before


def test_before_the_lock_they_are_the_file_itself(station: BuiltStation, stores: Stores) -> None:
    declared = declare(station.registration, 1)
    assert stores.declarations.detail(declared.id) == station.file.declarations.detail(declared.id)


def test_the_engine_goes_on_behind_a_closed_gate(station: BuiltStation, stores: Stores, gate: Gate) -> None:
    gate.close()
    declare(station.registration, 1)
    assert station.file.outbox.books(station.clock.today()).waiting == 1


def test_what_was_being_read_when_somebody_locked_is_not_handed_out(
    station: BuiltStation, gate: Gate
) -> None:
    def look(session: Session) -> str:
        gate.close()
        return "Nguyễn Văn Mẫu"

    with pytest.raises(LockedError):
        Gated(station.file._database, gate).read(look)


def test_what_waited_to_be_written_when_somebody_locked_is_not_written(
    station: BuiltStation, gate: Gate
) -> None:
    database, holds, may_go = station.file._database, threading.Event(), threading.Event()

    def slow(session: Session) -> None:
        holds.set()
        assert may_go.wait(5)

    first = threading.Thread(target=database.write, args=(slow,))
    first.start()
    assert holds.wait(5)
    errors: list[BaseException] = []

    def late() -> None:
        try:
            Gated(database, gate).write(lambda s: s.execute(text("DELETE FROM audit")))
        except LockedError as error:
            errors.append(error)

    second = threading.Thread(target=late)
    second.start()
    gate.close()
    may_go.set()
    first.join()
    second.join()
    assert len(errors) == 1
    assert station.file.trail.head().lines > 0
