"""What the lists of units promise, in memory and on the encrypted file alike."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from declaration.wire.changes import ChangeKind
from desk.ports.rosters import (
    EVERYBODY,
    Contact,
    Group,
    Standing,
    StoppedError,
    Taken,
    Unit,
    UnitKind,
    UnitLists,
)
from desk.ports.store import RosterPerson
from desk.registration.declarations import Registration
from desk.storage.station import StationFile
from desk.storage.vault.station_key import StationKey
from practice.people import invented_person
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.program import SetClock
from tests.fakes.shelf import Shelf
from tests.fakes.store import MemoryDeclarations, MemoryDrafts
from tests.fakes.unit_lists import MemoryLists

UNIT = "Công ty Mẫu"


@dataclass
class Kept:
    lists: UnitLists
    registration: Registration
    agency: FakeAgency
    clock: SetClock

    def names(self, standing: Standing | None = None, text: str = "", unit: str = UNIT) -> list[str]:
        page = self.lists.page(unit, standing, text, first=0, limit=50)
        assert page.total == len(page.lines)
        return [line.person.full_name for line in page.lines]

    def figures(self) -> dict[Standing, int]:
        return dict(self.lists.units()[0].standings)


@pytest.fixture(params=["memory", "file"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    clock = SetClock()
    key = StationKey(StationKey.make().private_bytes, "station-mau")
    if request.param == "memory":
        shelf = Shelf(now=clock.now)
        drafts, declarations = MemoryDrafts(shelf), MemoryDeclarations(shelf)
        registration = Registration(drafts, declarations, key, clock, "mau", "MAU01", lambda: None)
        yield Kept(MemoryLists(shelf), registration, FakeAgency(MemoryOutbox(shelf), clock), clock)
        return
    file = StationFile.open(tmp_path, secrets.token_bytes(32), clock.now)
    registration = Registration(file.drafts, file.declarations, key, clock, "mau", "MAU01", lambda: None)
    yield Kept(file.lists, registration, FakeAgency(file.outbox, clock), clock)
    file.close()


def listed(seed: int, *, unit: str = UNIT, number: bool = True, code: bool = True) -> RosterPerson:
    person = invented_person(seed)
    return RosterPerson(
        0,
        unit,
        person.full_name,
        person.birth.iso(),
        person.number if number else "",
        person.insurance_code if code else "",
        "+84" + person.phone.lstrip("0"),
        "",
        member_code=f"NV{seed:03}",
    )


def take(kept: Kept, *people: RosterPerson) -> Taken:
    return kept.lists.take(people, lambda _: True, "mau")


def test_the_same_list_again_doubles_nobody(kept: Kept) -> None:
    people = [
        listed(1),
        listed(2, number=False),
        replace(listed(3, number=False, code=False), member_code=""),
    ]
    assert take(kept, *people) == Taken(new=3)
    assert take(kept, *people) == Taken(same=3)
    assert kept.names() == [person.full_name for person in people]


def test_a_newer_list_changes_what_it_says_and_leaves_what_it_does_not(kept: Kept) -> None:
    take(kept, listed(1), listed(2))
    newer = replace(listed(1), phone="", email="moi@example.com", school_class="K65")
    assert take(kept, newer, listed(3)) == Taken(new=1, changed=1, left_out=1)
    page = kept.lists.page(UNIT, None, "", first=0, limit=5)
    first = page.lines[0].person
    assert (first.phone, first.email, first.school_class) == (listed(1).phone, "moi@example.com", "K65")
    assert page.total == 3, "who is not named any more stays"


def test_a_number_that_was_not_known_finds_its_person_by_name_and_birth(kept: Kept) -> None:
    take(kept, replace(listed(1, number=False, code=False), member_code=""))
    assert take(kept, replace(listed(1), member_code="")) == Taken(changed=1)
    assert kept.lists.page(UNIT, None, "", first=0, limit=5).lines[0].person.document_number


def test_two_people_of_one_name_and_birth_with_two_numbers_stay_two(kept: Kept) -> None:
    other = replace(listed(1, code=False), document_number="001090123456", member_code="")
    assert take(kept, replace(listed(1), member_code=""), other) == Taken(new=2)


def named(name: str, **known: Any) -> RosterPerson:
    """A row with a name, and what else is given."""
    return replace(RosterPerson(0, UNIT, name, "", "", "", "", ""), **known)


NAME_ONLY = (
    (named("Nguyễn Văn Mẫu", phone="+84912345678"), named("Trần Thị Thử", phone="+84912345679")),
    (named("Nguyễn Văn Mẫu"), named("Trần Thị Thử")),
    (named("Nguyễn Văn Mẫu"), named("Nguyễn Văn Mẫu")),
    (named("Nguyễn Văn Mẫu", phone="+84912345678"), named("Nguyễn Văn Mẫu")),
    (named("Nguyễn Văn Mẫu"), named("Nguyễn Văn Mẫu", phone="+84912345678")),
    (named("Nguyễn Văn Mẫu", phone="+84912345678"), named("Nguyễn Văn Mẫu", phone="+84912345679")),
    (
        named("Nguyễn Văn Mẫu", birth="2005-01-02", member_code="SV1"),
        named("Nguyễn Văn Mẫu", birth="2005-01-02", member_code="SV2"),
    ),
    (named("Trần Thị Thử"), named("Trần Thị Thử", relation="vợ", relative_of="Lê Văn Mẫu")),
)


@pytest.mark.parametrize("people", NAME_ONLY)
def test_rows_with_little_more_than_a_name_are_the_same_people_when_they_come_again(
    kept: Kept, people: tuple[RosterPerson, ...]
) -> None:
    assert take(kept, *people) == Taken(new=2)
    for _ in range(2):
        assert take(kept, *people) == Taken(same=2)
    assert take(kept, *reversed(people)) == Taken(same=2)
    assert kept.names() == [person.full_name for person in people]


def test_a_row_with_a_name_learns_what_the_next_list_knows_of_it(kept: Kept) -> None:
    take(kept, named("Nguyễn Văn Mẫu", phone="+84912345678"), named("Trần Thị Thử"))
    newer = named("Nguyễn Văn Mẫu", phone="+84900000001"), named("Trần Thị Thử", birth="1990-01-02")
    assert take(kept, *newer) == Taken(changed=2)
    numbered = named("Trần Thị Thử", birth="1990-01-02", document_number="001190123456")
    assert take(kept, numbered) == Taken(changed=1, left_out=1)
    assert take(kept, *newer) == Taken(same=2)


def test_a_second_person_of_a_name_is_not_taken_for_the_first(kept: Kept) -> None:
    first = named("Nguyễn Văn Mẫu", phone="+84912345678")
    take(kept, first)
    second = named("Nguyễn Văn Mẫu", phone="+84912345679")
    assert take(kept, first, second) == Taken(new=1, same=1)
    assert take(kept, second, first) == Taken(same=2)


def test_an_old_number_finds_who_has_the_new_one_by_now_and_does_not_put_it_back(kept: Kept) -> None:
    old = named("Nguyễn Văn Mẫu", birth="1990-01-02", document_number="012345678")
    take(kept, old)
    new = replace(old, document_number="001090123456")
    assert take(kept, new) == Taken(changed=1)
    assert take(kept, old) == Taken(same=1)
    assert kept.lists.page(UNIT, None, "", first=0, limit=5).lines[0].person.document_number == "001090123456"


def test_the_same_person_may_be_on_the_lists_of_two_units(kept: Kept) -> None:
    assert take(kept, listed(1), listed(1, unit="Trường Mẫu")) == Taken(new=2)
    assert [figures.unit.name for figures in kept.lists.units()] == [UNIT, "Trường Mẫu"]
    number = listed(1).document_number
    assert kept.lists.names_of([number], elsewhere=UNIT) == {number: listed(1).full_name}


def test_a_stopped_list_leaves_everything_as_it_was(kept: Kept) -> None:
    take(kept, listed(1))
    with pytest.raises(StoppedError):
        kept.lists.take([replace(listed(1), phone=""), listed(2)], lambda _: False, "mau")
    assert kept.names() == [listed(1).full_name]


def off(kept: Kept, name: str) -> int:
    """Take the person of this name off the list; the row it was."""
    lines = kept.lists.page(UNIT, None, name, first=0, limit=5).lines
    (row,) = [line.person.id for line in lines]
    kept.lists.take_off(row, "mau", kept.clock.now())
    return row


def names_off(kept: Kept) -> list[str]:
    page = kept.lists.page(UNIT, None, "", first=0, limit=50, taken_off=True)
    assert page.total == len(page.lines)
    assert all(line.taken_off_at is not None for line in page.lines)
    return [line.person.full_name for line in page.lines]


def test_who_is_taken_off_is_on_the_list_no_more_and_comes_back_in_the_old_place(kept: Kept) -> None:
    people = [replace(listed(seed), school_class=f"K{seed}") for seed in (1, 2, 3)]
    take(kept, *people)
    declare(kept.registration, 2)
    row = off(kept, listed(2).full_name)
    assert kept.names() == [listed(1).full_name, listed(3).full_name]
    assert names_off(kept) == [listed(2).full_name]
    (figures,) = kept.lists.units()
    assert (figures.people, figures.taken_off, figures.standings[Standing.MISSING]) == (2, 1, 2)
    assert figures.standings[Standing.WAITING] == 0
    assert [group.school_class for group in kept.lists.groups(UNIT)] == ["K1", "K3"]
    assert kept.lists.names_of([listed(2).document_number], elsewhere="") == {}
    kept.lists.put_back(row, "mau", kept.clock.now())
    assert (kept.names(), names_off(kept)) == ([person.full_name for person in people], [])
    assert kept.names(Standing.WAITING) == [listed(2).full_name], "what was declared is as it was"


def test_a_list_that_names_whom_one_took_off_says_so_and_leaves_them_off(kept: Kept) -> None:
    take(kept, listed(1), listed(2), listed(3))
    row = off(kept, listed(2).full_name)
    newer = replace(listed(2), email="moi@example.com")
    assert take(kept, listed(1), newer, listed(4)) == Taken(new=1, same=1, left_out=1, taken_off=1)
    assert take(kept, listed(1)) == Taken(same=1, left_out=2), "who is off is not said to be left out"
    assert names_off(kept) == [listed(2).full_name]
    kept.lists.put_back(row, "mau", kept.clock.now())
    assert take(kept, newer) == Taken(changed=1, left_out=3)


@pytest.mark.parametrize("people", NAME_ONLY[:2])
def test_who_has_a_name_only_stays_off_too(kept: Kept, people: tuple[RosterPerson, ...]) -> None:
    take(kept, *people)
    off(kept, "Trần Thị Thử")
    for _ in range(2):
        assert take(kept, *people) == Taken(same=1, taken_off=1)
    assert kept.names() == ["Nguyễn Văn Mẫu"]


def test_a_unit_whose_people_were_all_taken_off_is_still_there_and_its_list_can_go(kept: Kept) -> None:
    take(kept, listed(1))
    off(kept, listed(1).full_name)
    (figures,) = kept.lists.units()
    assert (figures.people, figures.taken_off, sum(figures.standings.values())) == (0, 1, 0)
    assert kept.lists.drop(UNIT, "mau", kept.clock.now()) == 1
    assert kept.lists.units() == []


def test_figures_follow_what_becomes_of_the_declarations(kept: Kept) -> None:
    take(kept, *(listed(seed) for seed in range(1, 6)), listed(9, number=False))
    waiting, returned, approved = (declare(kept.registration, seed) for seed in (1, 2, 3))
    declare(kept.registration, 9)
    kept.agency.receive(returned, "HS-2")
    kept.agency.answer(returned, ChangeKind.RETURNED, fields=["phone"], reasons=["contact_wrong"])
    kept.agency.receive(approved, "HS-3")
    kept.agency.answer(approved, ChangeKind.APPROVED)
    assert kept.figures() == {
        Standing.MISSING: 2,
        Standing.WAITING: 2,  # one of them found by the insurance code
        Standing.RETURNED: 1,
        Standing.REGISTERED: 1,
    }
    assert kept.names(Standing.MISSING) == [invented_person(seed).full_name for seed in (4, 5)]
    assert kept.names(Standing.RETURNED) == [invented_person(2).full_name]
    assert waiting.full_name in kept.names(Standing.WAITING)


def test_a_person_is_found_by_words_without_diacritics_by_numbers_and_by_the_units_code(kept: Kept) -> None:
    take(kept, replace(listed(1), full_name="Đặng Thị Hường"), listed(2))
    for asked in ("dang huong", listed(1).document_number[:8], listed(1).phone[-6:], "NV001"):
        assert kept.names(text=asked) == ["Đặng Thị Hường"], asked
    assert kept.names(text="huong 999999") == []


def test_a_page_is_some_of_the_list_in_its_order(kept: Kept) -> None:
    people = [listed(seed) for seed in range(1, 8)]
    take(kept, *people)
    page = kept.lists.page(UNIT, None, "", first=2, limit=3)
    assert page.total == 7
    assert [line.person.document_number for line in page.lines] == [p.document_number for p in people[2:5]]


def test_a_tick_is_kept_and_gives_the_list_the_number_it_lacked(kept: Kept) -> None:
    take(kept, listed(1), listed(2, number=False))
    second = kept.lists.page(UNIT, None, "", first=1, limit=1).lines[0].person
    kept.lists.tick(second.id, invented_person(2).number, kept.clock.now())
    line = kept.lists.page(UNIT, None, "", first=1, limit=1).lines[0]
    assert line.ticked_at == kept.clock.now()
    assert line.person.document_number == invented_person(2).number
    assert kept.lists.units()[0].ticked == 1


def test_a_tick_puts_the_new_number_in_the_old_ones_place_and_no_other(kept: Kept) -> None:
    old, other = invented_person(2), invented_person(3)
    take(kept, replace(listed(2), document_number="012345678"), listed(1))
    for row, person in enumerate((old, other)):
        line = kept.lists.page(UNIT, None, "", first=row, limit=1).lines[0]
        kept.lists.tick(line.person.id, person.number, kept.clock.now())
    numbers = [
        line.person.document_number for line in kept.lists.page(UNIT, None, "", first=0, limit=5).lines
    ]
    assert numbers == [old.number, listed(1).document_number]


def test_a_unit_keeps_its_kind_and_whom_to_ask(kept: Kept) -> None:
    unit = Unit(UNIT, UnitKind.MEDICAL, Contact("Trần Thị Đầu Mối", "0900000001", "dm@example.com"))
    take(kept, replace(listed(1), relation="vợ", relative_of="Nguyễn Văn Mẫu"), listed(2))
    assert kept.lists.units()[0].unit == Unit(UNIT)
    kept.lists.keep_unit(unit)
    figures = kept.lists.units()[0]
    assert (figures.unit, figures.people, figures.relatives) == (unit, 2, 1)


def test_a_list_that_leaves_takes_its_contact_along_and_no_declaration(kept: Kept) -> None:
    take(kept, listed(1), listed(2, unit="Trường Mẫu"))
    kept.lists.keep_unit(Unit(UNIT, contact=Contact("Trần Thị Đầu Mối")))
    declared = declare(kept.registration, 1)
    assert kept.lists.drop(UNIT, "mau", kept.clock.now()) == 1
    assert [figures.unit.name for figures in kept.lists.units()] == ["Trường Mẫu"]
    take(kept, listed(1))
    assert kept.lists.units()[0].unit == Unit(UNIT), "nothing is remembered of the unit"
    assert kept.names(Standing.WAITING) == [declared.full_name]


def student(name: str, faculty: str, school_class: str) -> RosterPerson:
    return RosterPerson(
        0, UNIT, name, "", "", "", "", "", member_code=name, school_class=school_class, faculty=faculty
    )


def test_a_list_is_looked_through_by_faculty_and_class(kept: Kept) -> None:
    people = [student("A", "Toán", "K65"), student("B", "Toán", "K66"), student("C", "Luật", "K65")]
    kept.lists.take([*people, student("D", "", "")], lambda _: True, "mau")
    assert kept.lists.groups(UNIT) == [Group("Luật", "K65"), Group("Toán", "K65"), Group("Toán", "K66")]
    found = {
        group: [line.person.full_name for line in page.lines]
        for group in (Group("Toán"), Group("", "K65"), Group("Toán", "K65"), EVERYBODY)
        if (page := kept.lists.page(UNIT, Standing.MISSING, "", first=0, limit=9, group=group)).total
    }
    assert found == {
        Group("Toán"): ["A", "B"],
        Group("", "K65"): ["A", "C"],
        Group("Toán", "K65"): ["A"],
        EVERYBODY: ["A", "B", "C", "D"],
    }
