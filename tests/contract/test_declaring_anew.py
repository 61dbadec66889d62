"""Declaring anew, held against the stores in memory and against the encrypted file alike."""

from __future__ import annotations

import pytest

from declaration.draft import Draft, Field, Source
from declaration.lifecycle import Status
from declaration.wire.changes import ChangeKind
from desk.ports.store import DeclarationDetail
from desk.registration.declarations import Finished
from desk.registration.declaring_anew import declare_anew
from practice.people import invented_person
from tests.fakes.both_stores import Stores


def detail(stores: Stores, declared: Finished) -> DeclarationDetail:
    found = stores.declarations.detail(declared.id)
    assert found is not None
    return found


def anew(stores: Stores, declared: Finished) -> Draft | None:
    made = declare_anew(stores.registration, detail(stores, declared))
    return stores.registration.draft(made) if made else None


@pytest.mark.parametrize("over", [ChangeKind.REJECTED, ChangeKind.LAPSED, ChangeKind.WITHDRAWN])
def test_it_is_another_declaration_of_today_with_what_the_person_said(
    stores: Stores, over: ChangeKind
) -> None:
    declared, person = stores.declare(1), invented_person(1)
    stores.deliver(declared)
    stores.answer(declared, over)
    draft = anew(stores, declared)
    assert draft is not None
    assert (draft.id != declared.id, draft.revision, draft.declared_on) == (True, 1, stores.clock.today())
    said = {
        name: draft.value(name) for name in (Field.FULL_NAME, Field.DOCUMENT_NUMBER, Field.INSURANCE_CODE)
    }
    assert said == {
        Field.FULL_NAME: person.full_name,
        Field.DOCUMENT_NUMBER: person.number,
        Field.INSURANCE_CODE: person.insurance_code,
    }
    assert stores.status(declared) is Status(over.value)


def test_what_belongs_to_the_meeting_is_taken_again(stores: Stores) -> None:
    declared = stores.declare(1)
    stores.deliver(declared)
    stores.answer(declared, ChangeKind.REJECTED)
    draft = anew(stores, declared)
    assert draft is not None
    assert (draft.photos, draft.consent, draft.verification, dict(draft.signed)) == (
        frozenset(),
        None,
        None,
        {},
    )
    assert Source.CARD not in draft.sources.values()
    assert not draft.document_was_read


@pytest.mark.parametrize("kind", [None, ChangeKind.RETURNED, ChangeKind.APPROVED])
def test_while_something_may_still_come_of_it_nothing_is_declared_anew(
    stores: Stores, kind: ChangeKind | None
) -> None:
    declared = stores.declare(1)
    stores.deliver(declared)
    if kind is not None:
        stores.answer(declared, kind)
    assert anew(stores, declared) is None
    assert stores.registration.left_behind() == []
