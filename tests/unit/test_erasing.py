"""Erasure on request: afterwards no page of the file, used or free, holds anything of the person."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from declaration.draft import Draft, Field, PhotoRole, Source
from declaration.lifecycle import Delivery, Status
from declaration.person import search_key
from declaration.wire.changes import ChangeKind
from declaration.wire.withdrawal import WithdrawalReason
from desk.ports.care import Erased, Holdings, NotErasable
from desk.ports.store import Photo, RosterPerson
from desk.registration.declarations import Finished
from desk.registration.sealing import Sealer
from desk.registration.withdrawing import Withdrawing
from desk.storage.erasure_list import NAME, ErasureList
from desk.storage.marks import day_digest
from desk.storage.rows import AuditRow, ChangeRow, HandoutPieceRow, HandoutRow, RevisionRow
from desk.storage.scrubbing import is_scrub_owed
from desk.storage.station import DATABASE, StationFile
from practice.people import PracticePerson, invented_person
from tests.builders import BuiltStation, built_station, secrets_of
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import NEEDED, declare, filled, finished, signed
from tests.fakes.open_pages import everything_in

SPREAD = 7_654_321


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    built = built_station(tmp_path / "station")
    yield built
    built.file.close()


def seed_of(number: int) -> int:
    """Codes and telephones of these seeds are no part of one another."""
    return number * SPREAD + number % 7


def somebody(number: int) -> PracticePerson:
    """Somebody who shares name and address with nobody."""
    own = "".join("bcdghklmnt"[int(digit)] + "a" for digit in str(1000 + number)).capitalize()
    person = invented_person(seed_of(number))
    return replace(person, full_name=f"{person.full_name} {own}", address=f"{person.address}, {own}")


def filled_in(station: BuiltStation, number: int) -> Draft:
    person = somebody(number)
    draft = filled(station.registration, seed_of(number)).with_value(Field.FULL_NAME, person.full_name)
    return _with_photos(station, draft.with_value(Field.ADDRESS, person.address), number)


def photo(seed: int, role: PhotoRole) -> Photo:
    """As large as pictures are in rows of this file, and no two bytes of it anybody else's."""
    chance = random.Random(f"{seed}{role}")
    data = chance.randbytes(chance.randrange(8_000, 30_000))
    return Photo(role, data, "image/webp", 10, 10, sha256(data).hexdigest())


def _with_photos(station: BuiltStation, draft: Draft, seed: int) -> Draft:
    for role in NEEDED:
        draft = station.registration.keep_photo(draft, photo(seed, role))
    return station.registration.verified(draft, same_person=True)


def _settled(station: BuiltStation, seed: int) -> Finished:
    """Declared, received, returned, corrected, activated: traces wherever there can be any."""
    agency = FakeAgency(station.file.outbox, station.clock)
    agency.sequence = seed * 100
    station.clock.forward(timedelta(minutes=1))
    first = finished(station.registration, filled_in(station, seed))
    agency.receive(first, f"TK-2026-{seed:06}")
    note = f"Gọi {somebody(seed).phone} không được"
    agency.answer(first, ChangeKind.RETURNED, fields=["phone"], reasons=["contact_wrong"], note=note)
    again = station.registration.reopen(first.id)
    assert again is not None
    corrected = _with_photos(station, signed(station.registration, again, seed), seed)
    second = finished(station.registration, corrected)
    agency.receive(second, f"TK-2026-{seed:06}")
    for kind in (ChangeKind.APPROVED, ChangeKind.ACCOUNT_ISSUED, ChangeKind.ACCOUNT_ACTIVATED):
        agency.answer(second, kind, user_name=somebody(seed).insurance_code)
    return second


def _listed(seed: int) -> RosterPerson:
    person = somebody(seed)
    birth, code = person.birth.shown(), person.insurance_code
    return RosterPerson(
        0, "KCN Mẫu", person.full_name, birth, person.number, code, person.phone, person.email
    )


def _traces(station: BuiltStation, seed: int) -> set[str]:
    """What is found of a person in the open pages, by its name here."""
    person, pages = somebody(seed), everything_in(station.folder / DATABASE, station.file_key)
    spelt = {f"secret {n}": text.encode() for n, text in enumerate(secrets_of(person)) if len(text) > 8}
    for role in NEEDED:
        data = photo(seed, role).data
        spelt |= {f"{role} {at}": data[at : at + 24] for at in (0, 3000, 7000, len(data) - 24)}
    spelt["searched"] = search_key(person.full_name).encode()
    spelt["backwards"] = person.phone[:0:-1].encode()
    return {name for name, text in spelt.items() if text in pages}


def test_nothing_of_an_erased_person_is_on_any_page_and_nobody_else_has_lost_anything(
    station: BuiltStation,
) -> None:
    station.file.roster.add([_listed(seed) for seed in range(1, 6)])
    declared = {seed: _settled(station, seed) for seed in range(1, 6)}
    assert len(_traces(station, 3)) > 8
    gone = station.file.erasing.erase(declared[3].id, "mau")
    assert gone == Erased(Holdings(declarations=1, photos=4, listed=1))
    assert _traces(station, 3) == set()
    assert station.file.declarations.detail(declared[3].id) is None
    for seed in (2, 4):
        page = station.file.declarations.search(somebody(seed).full_name, (), after=None, limit=50)
        assert declared[seed].id in {line.id for line in page.lines}
        assert {p.data for p in station.file.drafts.photos(declared[seed].id)} == {
            photo(seed, role).data for role in NEEDED
        }
    counts = station.file.declarations.counts()
    assert {status: count for status, count in counts.items() if count} == {Status.ACTIVATED: 4}


def test_a_list_on_its_way_keeps_nobody_who_is_erased_and_comes_again(station: BuiltStation) -> None:
    declared = _settled(station, 3)
    words = somebody(3).full_name.encode()

    def begun(session: Session) -> None:
        session.add(
            HandoutRow(
                id=1,
                kind=ChangeKind.ROSTER_UPDATED,
                sha256="0" * 64,
                size=500_000,
                media_type="application/x-ndjson",
                announced_at=station.clock.now(),
                fetched=250_000,
            )
        )
        session.add(HandoutPieceRow(handout=1, start=0, data=words * 9_000))

    station.file._database.write(begun)
    assert isinstance(station.file.erasing.erase(declared.id, "mau"), Erased)
    assert _traces(station, 3) == set()
    fetched = station.file._database.read(lambda session: session.get_one(HandoutRow, 1).fetched)
    assert fetched == 0


def test_however_the_pages_were_filled_no_trace_is_left(station: BuiltStation) -> None:
    """Rows of many sizes coming, growing and going make SQLite move them about between pages."""
    chance = random.Random(1)
    settled = {}
    for number in range(1, 7):
        settled[number] = _settled(station, number)
        draft = filled(station.registration, seed_of(100 + number))
        for _ in range(chance.randrange(3)):
            draft = draft.with_value(Field.ADDRESS, "Ấp Ví Dụ " * chance.randrange(60), Source.TYPED)
            station.registration.save(draft)
        if chance.random() < 0.5:
            station.registration.discard(draft)
    erased = chance.sample(sorted(settled), 3)
    for number in erased:
        assert isinstance(station.file.erasing.erase(settled[number].id, "mau"), Erased)
    assert [_traces(station, number) for number in erased] == [set()] * 3


def test_an_audit_line_stays_and_names_nobody(station: BuiltStation) -> None:
    declared = _settled(station, 1)
    station.file.erasing.erase(declared.id, "mau")
    (line,) = station.file._database.read(
        lambda session: list(session.exec(select(AuditRow).where(AuditRow.action == "erase")).all())
    )
    told = "declarations 1 photos 4 listed 0 reason asked_for"
    assert (line.who, line.subject, line.detail) == ("mau", "", told)


def test_books_and_the_days_digest_are_the_same_after_an_erasure(station: BuiltStation) -> None:
    declared = [_settled(station, seed) for seed in (1, 2, 3)]
    day = station.clock.today()

    def seen(session: Session) -> tuple[int, str]:
        return day_digest(session, day)

    before = station.file.outbox.books(day), station.file._database.read(seen)
    station.file.erasing.erase(declared[1].id, "mau")
    after = station.file.outbox.books(day), station.file._database.read(seen)
    assert after == before
    assert before[1][0] == before[0].finished == 6


def test_what_is_under_way_is_not_erased(station: BuiltStation) -> None:
    agency = FakeAgency(station.file.outbox, station.clock)
    declared = declare(station.registration, 1)
    assert station.file.erasing.erase(declared.id, "mau") is NotErasable.NOT_SENT
    agency.receive(declared)
    assert station.file.erasing.holdings(declared.id) is NotErasable.NOT_SETTLED
    agency.answer(declared, ChangeKind.REJECTED, reasons=["duplicate"])
    assert station.file.erasing.holdings(declared.id) == Holdings(declarations=1, photos=4)
    assert station.file.erasing.holdings(uuid4()) is NotErasable.UNKNOWN


def test_what_the_service_will_never_take_can_be_erased(station: BuiltStation) -> None:
    declared = declare(station.registration, 1)
    FakeAgency(station.file.outbox, station.clock).refuse(declared, "content_invalid")
    assert isinstance(station.file.erasing.erase(declared.id, "mau"), Erased)
    assert station.file.outbox.books(station.clock.today()).refused == 1


def test_all_of_the_persons_goes_whichever_declaration_was_named(station: BuiltStation) -> None:
    first, again = _settled(station, 1), filled_in(station, 1)
    person = somebody(1)
    station.file.roster.add(
        [_listed(1), RosterPerson(0, "KCN", person.full_name, person.birth.iso(), "", "", "", "")]
    )
    assert station.file.erasing.holdings(again.id) == Holdings(declarations=1, drafts=1, photos=4, listed=1)
    gone = station.file.erasing.erase(first.id, "mau")
    assert isinstance(gone, Erased)
    assert gone.holdings == Holdings(declarations=1, drafts=1, photos=4, listed=2)
    assert station.registration.draft(again.id) is None
    assert _traces(station, 1) == set()


def test_a_later_answer_does_not_bring_the_person_back(station: BuiltStation) -> None:
    declared = _settled(station, 1)
    station.file.erasing.erase(declared.id, "mau")
    agency = FakeAgency(station.file.outbox, station.clock)
    agency.sequence = 1000
    assert agency.answer(declared, ChangeKind.REJECTED, note=somebody(1).full_name) == 1
    assert _traces(station, 1) == set()
    assert not station.file.declarations.strays(), "nor is it told of as one that is missing"


def test_an_answer_of_a_restored_service_does_not_bring_the_person_back_either(station: BuiltStation) -> None:
    declared, agency = _settled(station, 1), FakeAgency(station.file.outbox, station.clock)
    station.file.erasing.erase(declared.id, "mau")
    station.file.outbox.meet_epoch("1", 0)
    heard = agency.event(declared, ChangeKind.REJECTED, note=somebody(1).full_name)
    station.file.outbox.apply([heard], heard.sequence)
    assert station.file.outbox.meet_epoch("2", 0)
    station.file.outbox.apply([heard], heard.sequence)
    kept = select(ChangeRow).where(ChangeRow.record_id == str(declared.id))
    rows = station.file._database.read(lambda session: list(session.exec(kept).all()))
    assert [(row.sequence, row.data) for row in rows] == [(heard.sequence, "{}")]
    assert _traces(station, 1) == set()


def test_a_mark_without_a_receipt_is_no_delivery_an_erased_delivery_is_one(station: BuiltStation) -> None:
    declared = [_settled(station, seed) for seed in (1, 2)]
    station.file.erasing.erase(declared[0].id, "mau")
    assert station.file.outbox.books(station.clock.today()).delivered == 4

    def lose_receipts(session: Session) -> None:
        for row in session.exec(select(RevisionRow)).all():
            row.receipt = ""

    station.file._database.write(lose_receipts)
    books = station.file.outbox.books(station.clock.today())
    assert (books.finished, books.delivered, books.balance) == (4, 2, False)


def test_a_file_from_before_the_erasure_is_erased_again_when_it_is_opened(
    station: BuiltStation, tmp_path: Path
) -> None:
    declared = _settled(station, 1)
    station.file.roster.add([_listed(1)])
    station.file.close()
    shutil.copyfile(station.folder / DATABASE, tmp_path / "before.db")
    again = station.open_again()
    again.file.erasing.erase(declared.id, "mau")
    again.file.close()
    (tmp_path / "before.db").replace(station.folder / DATABASE)
    restored = again.open_again()
    assert restored.file.declarations.detail(declared.id) is None
    assert restored.file.roster.count().people == 0
    assert _traces(restored, 1) == set()
    assert restored.file.outbox.books(restored.clock.today()).balance
    restored.file.close()


def test_a_list_that_somebody_wrote_into_erases_nobody(station: BuiltStation) -> None:
    declared = _settled(station, 1)
    text = '{"format": 1, "entries": {"%s": "2026-03-02T05:00:00+00:00"}, "signature": "%s"}'
    for content in (
        text % (declared.id, "00" * 32),
        text % (declared.id, "ă"),
        "{",
        "[]",
        "null",
        '{"entries": 3}',
    ):
        (station.folder / NAME).write_text(content, encoding="utf-8")
        again = station.open_again()
        assert again.file.declarations.detail(declared.id) is not None
        again.file.close()
    assert ErasureList(station.folder, station.file_key).read() == {}


def test_a_crash_before_the_pages_were_scrubbed_is_made_good_at_the_next_opening(
    station: BuiltStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = _settled(station, 1)
    monkeypatch.setattr("desk.storage.erasing.scrub", _power_cut)
    with pytest.raises(RuntimeError):
        station.file.erasing.erase(declared.id, "mau")
    assert station.file._database.read(is_scrub_owed)
    monkeypatch.undo()
    again = station.open_again()
    assert not again.file._database.read(is_scrub_owed)
    assert _traces(again, 1) == set()
    again.file.close()


def _power_cut(_session: Session) -> None:
    raise RuntimeError


def test_a_draft_alone_can_be_erased(station: BuiltStation) -> None:
    draft = filled_in(station, 1)
    gone = station.file.erasing.erase(draft.id, "mau")
    assert isinstance(gone, Erased)
    assert gone.holdings == Holdings(drafts=1, photos=4)
    assert _traces(station, 1) == set()


def test_audit_lines_of_the_erased_name_no_declaration_any_more_and_the_trail_still_holds(
    station: BuiltStation,
) -> None:
    declared, other = _settled(station, 1), _settled(station, 2)
    before = station.file.trail.head()
    station.file.erasing.erase(declared.id, "mau")
    lines = list(station.file.trail.lines())
    assert {line.subject for line in lines} & {str(declared.id), str(other.id)} == {str(other.id)}
    check = station.file.trail.check((before,))
    assert check.broken is None
    assert check.erased >= 3


def test_a_file_from_before_the_erasure_forgets_in_its_audit_trail_too(
    station: BuiltStation, tmp_path: Path
) -> None:
    declared = _settled(station, 1)
    kept = station.folder / DATABASE
    station.file._database.checkpoint()
    older = tmp_path / "older.db"
    shutil.copy(kept, older)
    station.file.erasing.erase(declared.id, "mau")
    station.file.close()
    shutil.copy(older, kept)
    for part in ("-wal", "-shm"):
        kept.with_name(kept.name + part).unlink(missing_ok=True)
    station.file = StationFile.open(station.folder, station.file_key, station.clock.now)
    assert str(declared.id) not in {line.subject for line in station.file.trail.lines()}
    assert station.file.trail.check().broken is None


def test_a_withdrawn_person_is_erased_once_the_withdrawal_has_arrived_and_with_it(
    station: BuiltStation,
) -> None:
    declared = finished(station.registration, filled_in(station, 3))
    agency = FakeAgency(station.file.outbox, station.clock)
    agency.receive(declared, "TK-2026-000003")
    key = station.file.station_key()
    withdrawing = Withdrawing(station.file.declarations, Sealer(key, station.clock, "mau", lambda: None))
    assert withdrawing.withdraw(declared.id, 1, WithdrawalReason.ASKED_BY_PERSON)
    assert station.file.erasing.erase(declared.id, "mau") is NotErasable.NOT_SENT
    [line] = station.file.outbox.lines([Delivery.PENDING], 9)
    agency.receive(replace(declared, id=line.record_id), "")
    assert isinstance(station.file.erasing.erase(declared.id, "mau"), Erased)
    assert station.file._database.read(lambda session: session.exec(select(RevisionRow)).all()) == []
    assert station.file.outbox.books(station.clock.today()).balance
