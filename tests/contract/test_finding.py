"""What finds a declaration again, in memory and on the encrypted file alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from declaration.draft import Field, Source
from declaration.lifecycle import Status
from practice.people import invented_person
from tests.fakes.both_stores import Stores, listed
from tests.fakes.declared import declare, filled, finished, signed


def test_pages_follow_one_another_without_a_gap_or_a_repeat(stores: Stores) -> None:
    declared = [stores.declare(seed).id for seed in range(7)]
    seen: list[UUID] = []
    after: str | None = None
    while True:
        page = stores.declarations.search("", (), after=after, limit=3)
        assert page.total == 7
        seen += [line.id for line in page.lines]
        if page.next_after is None:
            break
        after = page.next_after
    assert seen == declared[::-1]


def test_two_finished_in_the_same_moment_are_both_found(stores: Stores) -> None:
    both = {declare(stores.registration, seed).id for seed in (1, 2)}
    first = stores.declarations.search("", (), after=None, limit=1)
    second = stores.declarations.search("", (), after=first.next_after, limit=1)
    assert {line.id for line in (*first.lines, *second.lines)} == both


@pytest.mark.parametrize("kind", ["name", "name in another case", "number", "phone", "phone's end", "code"])
def test_a_person_is_found_without_diacritics_by_number_or_by_phone(stores: Stores, kind: str) -> None:
    draft = filled(stores.registration, 41).with_value(Field.FULL_NAME, "Đặng Thị Hường Thử", Source.TYPED)
    wanted = finished(stores.registration, draft)
    stores.declare(42)
    person = invented_person(41)
    asked = {
        "name": "dang huong",
        "name in another case": "HƯỜNG ĐẶNG",
        "number": person.number[:9] + " " + person.number[9:],
        "phone": f"{person.phone[:4]} {person.phone[4:7]} {person.phone[7:]}",
        "phone's end": person.phone[-6:],
        "code": person.insurance_code,
    }
    page = stores.declarations.search(asked[kind], (), after=None, limit=10)
    assert [line.id for line in page.lines] == [wanted.id]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kcn vi du", {1}),
        ("KCN", {1, 2}),
        ("kcn mau hoa", {2}),
        ("kcn mau hoang", set()),
        ("oa", set()),
        ("2026-000002", {2}),
        ("TK-2026-000002", {2}),
        ("000002", {2}),
        ("!", {1, 2, 3}),
    ],
)
def test_words_and_units_are_found_by_their_beginnings_and_numbers_of_dossiers_by_their_ends(
    stores: Stores, asked: str, found: set[int]
) -> None:
    names = {1: "Lê Văn Thử", 2: "Trần Thị Hòa", 3: "Lý Thị Mẫu"}
    for seed, unit in ((1, "KCN Ví Dụ"), (2, "KCN Mẫu")):
        stores.roster.add([replace(listed(seed), unit=unit)])
    ids = {}
    for seed, name in names.items():
        draft = filled(stores.registration, seed).with_value(Field.FULL_NAME, name, Source.TYPED)
        declared = finished(stores.registration, draft)
        stores.deliver(declared, f"TK-2026-00000{seed}")
        ids[declared.id] = seed
    page = stores.declarations.search(asked, (Status.RECEIVED,), after=None, limit=10)
    assert {ids[line.id] for line in page.lines} == found
    assert page.total == len(found)
    assert stores.declarations.search(asked, (Status.LAPSED,), after=None, limit=10).total == 0


def test_a_correction_stands_first_in_the_list_again_and_is_found_by_its_new_name(stores: Stores) -> None:
    first, second = stores.declare(1), stores.declare(2)
    draft = stores.registration.reopen(first.id)
    assert draft is not None
    renamed = signed(stores.registration, draft.with_value(Field.FULL_NAME, "Đỗ Mới", Source.TYPED), 1)
    finished(stores.registration, renamed)
    page = stores.declarations.search("", (), after=None, limit=10)
    assert [line.id for line in page.lines] == [first.id, second.id]
    assert stores.declarations.search("do moi", (), after=None, limit=10).total == 1
    old = invented_person(1).full_name
    assert first.id not in {
        line.id for line in stores.declarations.search(old, (), after=None, limit=9).lines
    }


def test_a_clock_put_back_does_not_disorder_the_list(stores: Stores) -> None:
    first = stores.declare(1)
    stores.clock.forward(timedelta(days=-30))
    second = stores.declare(2)
    page = stores.declarations.search("", (), after=None, limit=1)
    assert [line.id for line in page.lines] == [second.id]
    rest = stores.declarations.search("", (), after=page.next_after, limit=1)
    assert ([line.id for line in rest.lines], rest.next_after) == ([first.id], None)


def test_a_filter_and_the_counts_agree(stores: Stores) -> None:
    declared = [stores.declare(seed) for seed in range(3)]
    stores.deliver(declared[0])
    counts = stores.declarations.counts()
    assert {status: count for status, count in counts.items() if count} == {
        Status.FINISHED: 2,
        Status.RECEIVED: 1,
    }
    page = stores.declarations.search("", (Status.RECEIVED,), after=None, limit=10)
    assert [line.id for line in page.lines] == [declared[0].id]
