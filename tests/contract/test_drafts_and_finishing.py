"""What a station promises of drafts and of finishing, in memory and on the encrypted file alike."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from declaration.draft import Field, PhotoRole, Source
from declaration.lifecycle import Delivery, Status
from declaration.wire.changes import ChangeKind
from desk.ports.store import ClashOn
from desk.storage.drafts import NotAllowedError
from practice.people import invented_person
from tests.fakes.agency import MINUTE
from tests.fakes.both_stores import Stores
from tests.fakes.declared import NEEDED, filled, finished, picture


def test_a_draft_comes_back_as_it_was_saved(stores: Stores) -> None:
    draft = filled(stores.registration, 1)
    stores.drafts.save(draft, "mau")
    assert stores.drafts.draft(draft.id) == draft
    assert stores.drafts.draft(uuid4()) is None


def test_a_registrar_sees_ones_own_unfinished_work_newest_first(stores: Stores) -> None:
    first, second = filled(stores.registration, 1), filled(stores.registration, 2)
    for draft in (second, first):
        stores.clock.forward(MINUTE)
        stores.drafts.save(draft, "mau")
    assert [draft.id for draft in stores.drafts.open_drafts("mau")] == [first.id, second.id]
    assert stores.drafts.open_drafts("thu") == []


def test_a_discarded_draft_takes_its_pictures_with_it(stores: Stores) -> None:
    draft = filled(stores.registration, 1)
    stores.drafts.discard(draft.id, "mau")
    assert stores.drafts.draft(draft.id) is None
    assert list(stores.drafts.photos(draft.id)) == []
    assert stores.outbox.blob(picture(1, PhotoRole.PORTRAIT).sha256) is None


def test_a_newer_picture_replaces_the_older_of_its_role(stores: Stores) -> None:
    draft = stores.registration.begin().with_value(Field.FULL_NAME, "Nguyễn Văn Mẫu", Source.TYPED)
    for seed in (1, 2):
        draft = stores.drafts.keep_photo(draft, picture(seed, PhotoRole.PORTRAIT), "mau")
    kept = stores.drafts.photo(draft.id, PhotoRole.PORTRAIT)
    assert kept == picture(2, PhotoRole.PORTRAIT)
    assert stores.outbox.blob(picture(1, PhotoRole.PORTRAIT).sha256) is None
    dropped = stores.drafts.drop_photo(draft, PhotoRole.PORTRAIT, "mau")
    assert dropped.photos == frozenset()
    assert stores.drafts.photo(draft.id, PhotoRole.PORTRAIT) is None
    assert stores.drafts.draft(draft.id) == dropped


def test_finishing_leaves_no_draft_and_one_revision_waiting(stores: Stores) -> None:
    declared = stores.declare(1)
    assert stores.drafts.draft(declared.id) is None
    assert (stores.status(declared), stores.delivery(declared)) == (Status.FINISHED, Delivery.PENDING)
    entry = stores.entry(declared)
    assert entry.digest == declared.digest
    assert {blob.role for blob in entry.blobs} == set(NEEDED)
    assert entry.deadline - stores.clock.today() == timedelta(days=10)


def test_the_same_revision_is_never_finished_twice(stores: Stores) -> None:
    draft = filled(stores.registration, 1)
    finished(stores.registration, draft)
    with pytest.raises(NotAllowedError):
        stores.registration.finish(draft)


def test_a_detail_holds_what_was_declared_and_what_happened(stores: Stores) -> None:
    declared = stores.declare(1)
    stores.declarations.note_look(declared.id, "thu", stores.clock.now())  # not for the history
    detail = stores.declarations.detail(declared.id)
    assert detail is not None
    assert set(detail.photos) == set(NEEDED)
    assert invented_person(1).address in detail.content_json
    assert [(event.event, event.by) for event in detail.history] == [("finish", "mau")]
    assert stores.declarations.detail(uuid4()) is None


def test_what_another_declaration_uses_is_named_once_it_is_not_ones_own(stores: Stores) -> None:
    declared, person = stores.declare(1), invented_person(1)

    def clashes(exclude: UUID) -> set[tuple[ClashOn, UUID]]:
        found = stores.declarations.clashes(
            exclude=exclude,
            document_number=person.number,
            phone="+84" + person.phone[1:],
            email="",
            insurance_code="",
        )
        return {(clash.on, clash.id) for clash in found}

    assert clashes(uuid4()) == {(ClashOn.DOCUMENT, declared.id), (ClashOn.PHONE, declared.id)}
    assert clashes(declared.id) == set()
    stores.deliver(declared)
    stores.answer(declared, ChangeKind.REJECTED, reasons=["duplicate"])
    assert clashes(uuid4()) == set()


def test_another_registrar_goes_on_with_what_was_left_and_it_is_noted(stores: Stores) -> None:
    older, newer = filled(stores.registration, 1), filled(stores.registration, 2)
    for draft in (older, newer):
        stores.clock.forward(MINUTE)
        stores.drafts.save(draft, "mau")
    assert [(left.id, left.registrar) for left in stores.drafts.left_drafts(5)] == [
        (older.id, "mau"),
        (newer.id, "mau"),
    ]
    assert stores.drafts.take_over(older.id, "thu", stores.clock.now()) == older
    assert [draft.id for draft in stores.drafts.open_drafts("thu")] == [older.id]
    assert [draft.id for draft in stores.drafts.open_drafts("mau")] == [newer.id]
    assert stores.drafts.take_over(uuid4(), "thu", stores.clock.now()) is None


def test_a_correction_that_changed_hands_says_so_in_its_history(stores: Stores) -> None:
    declared = stores.declare(1)
    assert stores.registration.reopen(declared.id) is not None
    for registrar in ("mau", "thu"):
        stores.drafts.take_over(declared.id, registrar, stores.clock.now())
    detail = stores.declarations.detail(declared.id)
    assert detail is not None
    taken = [(event.event, event.by) for event in detail.history if event.event == "take_over"]
    assert taken == [("take_over", "thu")], "one's own draft is nobody's news"
