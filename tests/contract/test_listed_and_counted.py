"""What a list of people answers and what figures count, in memory and on the encrypted file alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from declaration.draft import Field
from declaration.wire.changes import ChangeKind
from desk.ports.clock import VIETNAM
from desk.ports.figures import Stage
from desk.ports.rosters import Standing
from practice.people import invented_person
from tests.fakes.both_stores import Stores, listed
from tests.fakes.declared import correct, filled, finished


def test_the_list_answers_by_number_first_and_else_by_name_and_birth(stores: Stores) -> None:
    assert stores.roster.add([listed(1), listed(2, with_number=False)]) == 2
    one, two = invented_person(1), invented_person(2)

    def found(number: str, name: str, birth: str) -> list[str]:
        people = stores.roster.matches(document_number=number, full_name=name, birth=birth)
        return [person.full_name for person in people]

    assert found(one.number, "", "") == [one.full_name]
    assert found(two.number, two.full_name.upper(), two.birth.shown()) == [two.full_name]
    assert found("", one.full_name, one.birth.shown()) == [one.full_name], "its number may be this person's"
    assert found(two.number, one.full_name, one.birth.shown()) == []
    assert found("", two.full_name, "") == []


BARE = replace(listed(1, with_number=False), birth="")


def _named_as(stores: Stores, seed: int, unit: str = "", code: str = "") -> list[str]:
    person = invented_person(seed)
    found = stores.roster.matches(
        document_number=person.number,
        full_name=person.full_name.upper(),
        birth=person.birth.shown(),
        insurance_code=code,
        unit=unit,
    )
    return [each.unit for each in found]


def test_a_name_without_number_and_birth_is_found_where_nobody_else_is(stores: Stores) -> None:
    stores.roster.add([BARE, replace(BARE, unit="Trường Mẫu"), listed(2, with_number=False)])
    assert _named_as(stores, 1) == ["KCN Mẫu", "Trường Mẫu"]
    assert _named_as(stores, 1, "Trường Mẫu") == ["Trường Mẫu"]
    assert _named_as(stores, 1, "Công ty khác") == []
    assert _named_as(stores, 3) == []
    stores.roster.add([listed(1)])
    assert _named_as(stores, 1, "Trường Mẫu") == ["KCN Mẫu"], "a number goes before a name"


def test_a_name_that_may_be_anybodys_or_somebody_elses_is_not_found(stores: Stores) -> None:
    stores.roster.add([replace(BARE, insurance_code="0123456789")])
    assert _named_as(stores, 1) == ["KCN Mẫu"]
    assert _named_as(stores, 1, code="0123456788") == [], "another's code"
    stores.roster.add([replace(BARE, insurance_code="")] * 3)
    assert _named_as(stores, 1) == [], "four of one name: none is likelier"


def test_the_list_is_counted_by_people_and_units(stores: Stores) -> None:
    stores.roster.add([listed(1), listed(2)])
    count = stores.roster.count()
    assert (count.people, count.units) == (2, ("KCN Mẫu",))


def test_a_declaration_counts_on_the_day_it_was_first_finished_on_and_as_far_as_it_is(stores: Stores) -> None:
    stores.roster.add([listed(1)])
    mended, waiting = stores.declare(1), stores.declare(2)
    day = stores.clock.today()
    hours = [each.finished_at.astimezone(VIETNAM).hour for each in (mended, waiting)]
    stores.deliver(mended)
    stores.answer(mended, ChangeKind.RETURNED)
    stores.clock.forward(timedelta(days=1))
    correct(stores.registration, mended, 1)
    stores.agency.refuse(waiting, "content_invalid")
    counts = stores.figures.counts(day, day)
    found = [(each.day, each.hour, each.unit, each.stage, each.many) for each in counts]
    mine = [(day, hours[0], "KCN Mẫu", Stage.WAITING, 1), (day, hours[1], "", Stage.WAITING, 1)]
    assert found == sorted(mine)
    assert not stores.figures.counts(day + timedelta(days=1), day + timedelta(days=9))


def test_statuses_of_one_stage_count_together(stores: Stores) -> None:
    day = stores.clock.today()
    for seed, kinds in ((1, ()), (2, (ChangeKind.ACCOUNT_ISSUED,))):
        declared = stores.declare(seed)
        stores.deliver(declared)
        for kind in (ChangeKind.APPROVED, *kinds):
            stores.answer(declared, kind, user_name=f"000000000{seed}")
    counts = stores.figures.counts(day, stores.clock.today())  # midnight may have passed meanwhile
    assert sum(each.many for each in counts if each.stage is Stage.DONE) == 2


STUDENT = replace(listed(1, with_number=False), member_code="SV001")
UNIT = STUDENT.unit


def _row(stores: Stores) -> int:
    stores.lists.take([STUDENT], lambda _: True, "mau")
    return stores.lists.page(UNIT, None, "", first=0, limit=1).lines[0].person.id


def _standings(stores: Stores) -> list[Standing]:
    return [line.standing for line in stores.lists.page(UNIT, None, "", first=0, limit=9).lines]


def _units(stores: Stores) -> list[str]:
    """Of the declarations, as figures and forecasts count them."""
    day = stores.clock.today()
    counts = stores.figures.counts(day - timedelta(days=1), day)  # midnight may have passed meanwhile
    return [each.unit for each in counts for _ in range(each.many)]


def test_whom_the_registrar_named_has_come_although_the_list_had_no_number(stores: Stores) -> None:
    draft = replace(filled(stores.registration, 1), listed_as=_row(stores))
    declared = finished(stores.registration, draft)
    assert (_units(stores), _standings(stores)) == ([UNIT], [Standing.WAITING])
    assert stores.lists.units()[0].standings[Standing.MISSING] == 0
    correct(stores.registration, declared, 1)
    assert _units(stores) == [UNIT], "a correction does not forget it"


def test_the_word_lives_in_the_draft_and_goes_with_it(stores: Stores) -> None:
    row = _row(stores)
    draft = replace(filled(stores.registration, 1), listed_as=row)
    stores.registration.save(draft)
    kept = stores.registration.draft(draft.id)
    assert kept is not None
    assert kept.listed_as == row
    stores.registration.discard(draft)
    assert _standings(stores) == [Standing.MISSING]
    stores.declare(1)
    assert _standings(stores) == [Standing.MISSING], "nobody said so of this declaration"


@pytest.mark.parametrize("number", ["", "001090123456"])
def test_the_word_does_not_hold_once_the_form_is_another_persons(stores: Stores, number: str) -> None:
    draft = replace(filled(stores.registration, 1), listed_as=_row(stores))
    if number:
        person = stores.lists.page(UNIT, None, "", first=0, limit=1).lines[0].person
        stores.lists.tick(person.id, number, stores.clock.now())
    else:
        draft = draft.with_value(Field.FULL_NAME, "Lê Thị Khác")
    finished(stores.registration, draft)
    assert (_units(stores), _standings(stores)) == ([""], [Standing.MISSING])


def test_whom_the_list_knows_by_the_code_alone_counts_for_its_unit(stores: Stores) -> None:
    coded = replace(STUDENT, insurance_code=invented_person(1).insurance_code)
    stores.lists.take([coded], lambda _: True, "mau")
    stores.declare(1)
    assert _units(stores) == [UNIT]


def test_who_was_taken_off_is_found_by_nothing_and_declares_for_no_unit(stores: Stores) -> None:
    person, row = invented_person(1), _row(stores)
    stores.lists.take([listed(2), listed(3)], lambda _: True, "mau")
    theirs = stores.declare(2)
    for each in (row, row + 1, row + 2):
        stores.lists.take_off(each, "mau", stores.clock.now())
    assert not stores.roster.matches(
        document_number="", full_name=person.full_name, birth=person.birth.shown()
    )
    assert stores.roster.person(row) is None
    assert (stores.roster.count().people, stores.roster.count().units) == (0, ())
    finished(stores.registration, replace(filled(stores.registration, 1), listed_as=row))
    stores.declare(3)
    assert sorted(_units(stores)) == ["", "", UNIT], "what was declared before is of its unit still"
    correct(stores.registration, theirs, 2)
    assert sorted(_units(stores)) == ["", "", UNIT]
    stores.lists.put_back(row, "mau", stores.clock.now())
    assert stores.roster.person(row) is not None
