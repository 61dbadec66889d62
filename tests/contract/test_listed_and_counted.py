"""What a list of people answers and what figures count, in memory and on the encrypted file alike."""

from __future__ import annotations

from datetime import timedelta

from declaration.wire.changes import ChangeKind
from desk.ports.clock import VIETNAM
from desk.ports.figures import Stage
from practice.people import invented_person
from tests.fakes.both_stores import Stores, listed
from tests.fakes.declared import correct


def test_the_list_answers_by_number_first_and_else_by_name_and_birth(stores: Stores) -> None:
    assert stores.roster.add([listed(1), listed(2, with_number=False)]) == 2
    one, two = invented_person(1), invented_person(2)

    def found(number: str, name: str, birth: str) -> list[str]:
        people = stores.roster.matches(document_number=number, full_name=name, birth=birth)
        return [person.full_name for person in people]

    assert found(one.number, "", "") == [one.full_name]
    assert found(two.number, two.full_name.upper(), two.birth.shown()) == [two.full_name]
    assert found("", one.full_name, one.birth.shown()) == []
    assert found("", two.full_name, "") == []


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
    for seed, kinds in ((1, ()), (2, (ChangeKind.ACCOUNT_ISSUED,))):
        declared = stores.declare(seed)
        stores.deliver(declared)
        for kind in (ChangeKind.APPROVED, *kinds):
            stores.answer(declared, kind, user_name=f"000000000{seed}")
    day = stores.clock.today()
    assert sum(each.many for each in stores.figures.counts(day, day) if each.stage is Stage.DONE) == 2
