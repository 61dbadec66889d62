"""What becomes of the agency's answers and of corrections, in memory and on the encrypted file alike."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from declaration.draft import Draft, Field, LegalBasis, PhotoRole, Source
from declaration.lifecycle import Status
from declaration.signing import is_word_outdated, signature_of
from declaration.wire.changes import ChangeKind
from desk.registration.declarations import Finished, Registration
from desk.storage.drafts import NotAllowedError
from desk.storage.vault.station_key import StationKey
from practice.people import invented_person
from tests.fakes.agency import MINUTE
from tests.fakes.both_stores import Stores
from tests.fakes.declared import NEEDED, correct, declare, filled, finished, picture


def test_the_same_answer_twice_is_once(stores: Stores) -> None:
    declared = stores.declare(1)
    assert stores.answer(declared, ChangeKind.RECEIVED, dossier_number="HS-1") == 1
    stores.agency.sequence -= 1
    assert stores.answer(declared, ChangeKind.RECEIVED, dossier_number="HS-1") == 0
    assert stores.outbox.cursor() == 1
    stores.outbox.apply([], 0)
    assert stores.outbox.cursor() == 1


def test_a_page_asked_for_before_the_feed_was_set_back_is_not_taken(stores: Stores) -> None:
    """It would carry the cursor past answers that were never read."""
    stores.outbox.meet_epoch("1", 0)
    stores.outbox.apply([], 3, 0)
    assert stores.outbox.meet_epoch("2", 0)
    stores.outbox.apply([], 9, 3)
    assert stores.outbox.cursor() == 0
    stores.outbox.apply([], 2, 0)
    assert stores.outbox.cursor() == 2


def test_what_is_returned_says_which_fields_and_why(stores: Stores) -> None:
    declared = stores.declare(1)
    stores.deliver(declared)
    stores.answer(
        declared, ChangeKind.RETURNED, fields=["phone"], reasons=["contact_wrong"], note="Gọi không được"
    )
    detail = stores.declarations.detail(declared.id)
    assert detail is not None
    assert (detail.line.status, detail.returned_fields, detail.reasons, detail.note) == (
        Status.RETURNED,
        ("phone",),
        ("contact_wrong",),
        "Gọi không được",
    )


def test_a_correction_brings_back_all_that_was_declared_said_and_signed(stores: Stores) -> None:
    declared = stores.declare(1)
    stores.deliver(declared)
    stores.answer(declared, ChangeKind.RETURNED, fields=["portrait"], reasons=["photo_unclear"])
    draft = stores.registration.reopen(declared.id)
    assert isinstance(draft, Draft)
    person = invented_person(1)
    assert draft.revision == 2
    assert draft.value(Field.FULL_NAME) == person.full_name
    assert draft.value(Field.BIRTH) == person.birth.shown()
    assert draft.sources[Field.FULL_NAME] is Source.CARD
    assert draft.photos == set(NEEDED)
    assert signature_of(draft) is PhotoRole.SIGNATURE
    assert (draft.verification and draft.verification.by, is_word_outdated(draft)) == ("mau", False)
    assert draft.consent is not None
    assert draft.returned_fields == ("portrait",)
    assert stores.status(declared) is Status.DRAFT
    assert stores.drafts.draft(declared.id) == draft


def test_what_the_agency_is_looking_at_cannot_be_reopened(stores: Stores) -> None:
    declared = stores.declare(1)
    stores.deliver(declared)
    assert stores.registration.reopen(declared.id) is None
    assert stores.status(declared) is Status.RECEIVED


def test_a_discarded_correction_leaves_the_declaration_as_it_stood(stores: Stores) -> None:
    declared = stores.declare(1)
    stores.deliver(declared)
    stores.answer(declared, ChangeKind.RETURNED, fields=["portrait"], reasons=["photo_unclear"])
    draft = stores.registration.reopen(declared.id)
    assert draft is not None
    stores.registration.keep_photo(draft, picture(2, PhotoRole.PORTRAIT))
    stores.registration.discard(draft)
    assert stores.status(declared) is Status.RETURNED
    assert stores.drafts.photo(declared.id, PhotoRole.PORTRAIT) == picture(1, PhotoRole.PORTRAIT)
    assert stores.registration.reopen(declared.id) is not None


def test_a_late_save_cannot_bring_a_finished_draft_back(stores: Stores) -> None:
    draft = filled(stores.registration, 1)
    finished(stores.registration, draft)
    stores.registration.save(draft)
    assert stores.drafts.draft(draft.id) is None
    with pytest.raises(NotAllowedError):
        stores.registration.keep_photo(draft, picture(2, PhotoRole.PORTRAIT))


def test_a_correction_signed_on_paper_leaves_the_old_signature_behind(stores: Stores) -> None:
    declared = stores.declare(1)
    draft = stores.registration.reopen(declared.id)
    assert draft is not None
    draft = stores.registration.keep_photo(draft, picture(2, PhotoRole.SIGNED_FORM))
    draft = stores.registration.verified(draft, same_person=True)
    corrected = finished(
        stores.registration, stores.registration.consented(draft, agreed=True, language="vi")
    )
    roles = {blob.role for blob in stores.entry(corrected).blobs}
    assert roles == {PhotoRole.PORTRAIT, PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK, PhotoRole.SIGNED_FORM}


def test_an_older_revision_keeps_its_pictures_until_it_is_sent(stores: Stores) -> None:
    declared = stores.declare(1)
    correct(stores.registration, declared, 2)
    for blob in stores.entry(declared).blobs:
        assert stores.outbox.blob(blob.sha256) is not None


def test_an_answer_about_an_older_revision_changes_nothing_but_the_history(stores: Stores) -> None:
    declared = stores.declare(1)
    corrected = correct(stores.registration, declared, 2)
    stores.answer(declared, ChangeKind.RETURNED, fields=["phone"], reasons=["contact_wrong"])
    assert stores.status(corrected) is Status.FINISHED
    detail = stores.declarations.detail(declared.id)
    assert detail is not None
    assert [event.event for event in detail.history][-1] == "returned"


def test_a_decision_that_overtakes_the_receipt_is_taken(stores: Stores) -> None:
    declared = stores.declare(1)
    stores.answer(declared, ChangeKind.APPROVED)
    stores.answer(declared, ChangeKind.ACCOUNT_ISSUED, user_name="0000000001")
    (line,) = stores.declarations.answered(10)
    assert (line.status, line.user_name) == (Status.ISSUED, "0000000001")
    stores.deliver(declared)
    assert stores.status(declared) is Status.ISSUED


def test_an_unknown_answer_is_kept_and_never_dropped(stores: Stores) -> None:
    declared = stores.declare(1)
    assert stores.answer(declared, "of_a_newer_version") == 1
    detail = stores.declarations.detail(declared.id)
    assert detail is not None
    assert detail.history[-1].event == "of_a_newer_version"
    assert list(stores.declarations.answered(10)) == []


def test_answers_come_newest_first_and_only_of_the_answered(stores: Stores) -> None:
    declared = [stores.declare(seed) for seed in range(3)]
    for index in (1, 0):
        stores.answer(declared[index], ChangeKind.RECEIVED, dossier_number=f"HS-{index}")
    assert [line.id for line in stores.declarations.answered(10)] == [declared[0].id, declared[1].id]
    assert len(stores.declarations.answered(1)) == 1


def test_a_code_found_by_the_reviewer_is_known_here(stores: Stores) -> None:
    stores.clock.forward(MINUTE)
    declared = declare(stores.registration, 1, knows_code=False)
    stores.deliver(declared)
    stores.answer(declared, ChangeKind.CODE_FOUND, insurance_code="0000000001")
    detail = stores.declarations.detail(declared.id)
    assert detail is not None
    assert detail.insurance_code == "0000000001"


def test_a_lapse_that_was_taken_back_waits_for_its_decision_again_and_a_warning_is_no_answer(
    stores: Stores,
) -> None:
    declared = stores.declare(1)
    stores.deliver(declared)
    stores.answer(declared, ChangeKind.DEADLINE_NEAR, days_left=1)
    assert stores.status(declared) is Status.RECEIVED
    stores.answer(declared, ChangeKind.LAPSED)
    assert stores.status(declared) is Status.LAPSED
    stores.answer(declared, ChangeKind.RESTORED, hand_in_by="2026-03-22", note="mất điện")
    assert stores.status(declared) is Status.RECEIVED
    detail = stores.declarations.detail(declared.id)
    assert detail is not None
    assert [event.event for event in detail.history][-3:] == ["deadline_near", "lapsed", "restored"]


def test_an_answer_about_a_declaration_that_is_not_here_is_told_of_by_its_dossier_number(
    stores: Stores,
) -> None:
    """As after a restore from a copy that is older than the declaration."""
    gone = replace(stores.declare(1), id=uuid4())
    stores.answer(gone, ChangeKind.RECEIVED, dossier_number="HS-9")
    stores.answer(gone, ChangeKind.RETURNED, fields=["phone"], note="Gọi không được")
    other = replace(gone, id=uuid4())
    stores.answer(other, ChangeKind.APPROVED)
    told = [(each.record_id, each.kind, each.dossier_number) for each in stores.declarations.strays()]
    assert told == [(other.id, ChangeKind.APPROVED, ""), (gone.id, ChangeKind.RETURNED, "HS-9")]
    stores.declarations.put_strays_away()
    assert not stores.declarations.strays()


def test_what_is_here_is_no_stray(stores: Stores) -> None:
    declared = stores.declare(1)
    stores.deliver(declared)
    stores.answer(declared, ChangeKind.RETURNED, fields=["phone"])
    stores.outbox.apply([], stores.agency.sequence)
    assert not stores.declarations.strays()


@pytest.mark.parametrize("said", [{"fields": ["signature"]}, {"reasons": ["signature_missing"]}])
def test_a_returned_signature_is_to_be_given_again(stores: Stores, said: dict[str, list[str]]) -> None:
    declared = stores.declare(1)
    stores.deliver(declared)
    stores.answer(declared, ChangeKind.RETURNED, **{"fields": [], "reasons": ["other"], **said})
    draft = stores.registration.reopen(declared.id)
    assert draft is not None
    assert signature_of(draft) is None
    problems = {problem.code for problem in stores.registration.problems(draft) if problem.blocks}
    assert problems == {"signature_missing"}


def test_a_correction_of_a_photo_alone_needs_nobody_to_come_back(stores: Stores) -> None:
    declared = stores.declare(1)
    stores.deliver(declared)
    stores.answer(declared, ChangeKind.RETURNED, fields=["portrait"], reasons=["photo_unclear"])
    draft = stores.registration.reopen(declared.id)
    assert draft is not None
    other = stores.registration.keep_photo(
        draft.with_doubt(PhotoRole.PORTRAIT, None), picture(7, PhotoRole.PORTRAIT)
    )
    outcome = stores.registration.finish(other.with_value(Field.AGENCY, "MAU02"))
    assert isinstance(outcome, Finished)
    assert {blob.role for blob in stores.drafts.blobs(declared.id)} == set(NEEDED)


def test_what_was_agreed_to_under_another_text_is_asked_anew(stores: Stores) -> None:
    declared, key = stores.declare(1), StationKey(StationKey.make().private_bytes, "station-mau")
    of_duty = Registration(
        stores.drafts,
        stores.declarations,
        key,
        stores.clock,
        "mau",
        "MAU01",
        lambda: None,
        basis=LegalBasis.PUBLIC_DUTY,
    )
    draft = of_duty.reopen(declared.id)
    assert draft is not None
    assert draft.consent is None
