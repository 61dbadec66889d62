"""What every store promises, held against the stores in memory and against the encrypted file alike."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from declaration.draft import Draft, Field, PhotoRole, Source
from declaration.lifecycle import Delivery, Status
from declaration.wire.changes import ChangeKind
from desk.ports.calls import CallStore
from desk.ports.clock import VIETNAM
from desk.ports.complaints import ComplaintStore
from desk.ports.figures import FigureStore, Stage
from desk.ports.handovers import HandoverStore
from desk.ports.outbox import FARTHEST_TRY, Outbox, OutboxEntry
from desk.ports.rosters import UnitLists
from desk.ports.store import ClashOn, DeclarationStore, DraftStore, RosterPerson, RosterStore
from desk.registration.declarations import Finished, Registration
from desk.storage.drafts import NotAllowedError
from desk.storage.station import StationFile
from desk.storage.vault.station_key import StationKey
from practice.people import invented_person
from tests.fakes.agency import MINUTE, FakeAgency
from tests.fakes.calls import MemoryCalls
from tests.fakes.complaints import MemoryComplaints
from tests.fakes.declared import NEEDED, correct, declare, filled, finished, picture, signed
from tests.fakes.figures import MemoryFigures
from tests.fakes.handovers import MemoryHandovers
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.program import SetClock
from tests.fakes.shelf import Shelf
from tests.fakes.store import MemoryDeclarations, MemoryDrafts, MemoryRoster
from tests.fakes.unit_lists import MemoryLists


@dataclass
class Stores:
    """One station's five stores, whichever they are, on one clock, with a registrar at them."""

    drafts: DraftStore
    declarations: DeclarationStore
    outbox: Outbox
    roster: RosterStore
    lists: UnitLists
    figures: FigureStore
    calls: CallStore
    handovers: HandoverStore
    complaints: ComplaintStore
    clock: SetClock

    def __post_init__(self) -> None:
        key = StationKey(StationKey.make().private_bytes, "station-mau")
        self.registration = Registration(
            self.drafts, self.declarations, key, self.clock, "mau", "MAU01", lambda: None
        )
        self.agency = FakeAgency(self.outbox, self.clock)

    def declare(self, seed: int) -> Finished:
        """One more declaration, a minute after the last."""
        self.clock.forward(MINUTE)
        return declare(self.registration, seed)

    def entry(self, declared: Finished) -> OutboxEntry:
        return self.agency.entry(declared)

    def deliver(self, declared: Finished, dossier: str = "HS-1") -> None:
        self.agency.receive(declared, dossier)

    def answer(self, declared: Finished, kind: str, **data: Any) -> int:
        return self.agency.answer(declared, kind, **data)

    def status(self, declared: Finished) -> Status:
        detail = self.declarations.detail(declared.id)
        assert detail is not None
        return detail.line.status

    def delivery(self, declared: Finished) -> Delivery | None:
        detail = self.declarations.detail(declared.id)
        assert detail is not None
        return detail.line.delivery


@pytest.fixture(params=["memory", "file"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    clock = SetClock()
    if request.param == "memory":
        shelf = Shelf(now=clock.now)
        yield Stores(
            MemoryDrafts(shelf),
            MemoryDeclarations(shelf),
            MemoryOutbox(shelf),
            MemoryRoster(shelf),
            MemoryLists(shelf),
            MemoryFigures(shelf),
            MemoryCalls(shelf),
            MemoryHandovers(shelf),
            MemoryComplaints(shelf),
            clock,
        )
        return
    file = StationFile.open(tmp_path, secrets.token_bytes(32), clock.now)
    yield Stores(
        file.drafts,
        file.declarations,
        file.outbox,
        file.roster,
        file.lists,
        file.figures,
        file.calls,
        file.handovers,
        file.complaints,
        clock,
    )
    file.close()


# -- drafts --


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


# -- finishing and looking closer --


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


# -- searching --


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
        stores.roster.add([replace(_listed(seed), unit=unit)])
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


# -- the outbox --


def test_a_receipt_settles_the_books_and_moves_the_declaration(stores: Stores) -> None:
    declared = stores.declare(1)
    assert not stores.outbox.books(stores.clock.today()).all_signed_for
    stores.deliver(declared, "HS-26-000001")
    books = stores.outbox.books(stores.clock.today())
    assert (books.finished, books.delivered, books.waiting) == (1, 1, 0)
    assert books.all_signed_for
    detail = stores.declarations.detail(declared.id)
    assert detail is not None
    assert (detail.line.status, detail.line.dossier_number) == (Status.RECEIVED, "HS-26-000001")


def test_a_receipt_is_for_ever(stores: Stores) -> None:
    declared = stores.declare(1)
    stores.deliver(declared)
    stores.outbox.refuse(stores.entry(declared), "content_invalid")
    stores.outbox.offer_again(declared.id, declared.revision)
    assert stores.delivery(declared) is Delivery.DELIVERED


def test_a_receipt_for_what_was_reopened_meanwhile_does_not_touch_the_correction(stores: Stores) -> None:
    declared = stores.declare(1)
    entry = stores.entry(declared)
    corrected = correct(stores.registration, declared, 2)
    stores.deliver(declared)
    assert entry.key != (corrected.id, corrected.revision)
    assert (stores.status(corrected), stores.delivery(corrected)) == (Status.FINISHED, Delivery.PENDING)


@pytest.mark.parametrize("settle", ["refuse", "set_aside"])
def test_what_is_refused_or_set_aside_waits_for_a_person_and_can_be_offered_again(
    stores: Stores, settle: str
) -> None:
    declared = stores.declare(1)
    act: Callable[[OutboxEntry, str], None] = getattr(stores.outbox, settle)
    act(stores.entry(declared), "revision_gap")
    expected = Delivery.REFUSED if settle == "refuse" else Delivery.SET_ASIDE
    assert stores.delivery(declared) is expected
    assert stores.outbox.due(stores.clock.now(), 10) == []
    lines = stores.outbox.lines([expected], 10)
    assert [(line.record_id, line.last_reason) for line in lines] == [(declared.id, "revision_gap")]
    books = stores.outbox.books(stores.clock.today())
    assert books.balance
    assert not books.all_signed_for
    assert dict(books.refused_by_code) == ({"revision_gap": 1} if settle == "refuse" else {})
    stores.outbox.offer_again(declared.id, declared.revision)
    assert [entry.key for entry in stores.outbox.due(stores.clock.now(), 10)] == [(declared.id, 1)]


def test_an_attempt_is_counted_and_pushes_the_next_one_back(stores: Stores) -> None:
    declared = stores.declare(1)
    later = stores.clock.now() + 10 * MINUTE
    stores.outbox.count_attempt([(declared.id, 1)], [later])
    stores.outbox.defer(stores.entry(declared), "no_network", None)
    assert stores.outbox.due(stores.clock.now(), 10) == []
    assert stores.outbox.next_due() == later
    (line,) = stores.outbox.lines([Delivery.PENDING], 10)
    assert (line.attempts, line.last_reason, line.next_due) == (1, "no_network", later)


def test_a_try_set_by_a_clock_that_was_put_back_is_due(stores: Stores) -> None:
    declared = stores.declare(1)
    keys, now = [(declared.id, declared.revision)], stores.clock.now()
    stores.outbox.count_attempt(keys, [now + FARTHEST_TRY])
    assert stores.outbox.due(now, 10) == []
    stores.outbox.count_attempt(keys, [now + FARTHEST_TRY + MINUTE])
    assert [entry.key for entry in stores.outbox.due(now, 10)] == keys


def test_send_now_comes_before_every_schedule_and_every_deadline(stores: Stores) -> None:
    declared = [stores.declare(seed) for seed in range(3)]
    later = stores.clock.now() + 10 * MINUTE
    stores.outbox.count_attempt([(d.id, d.revision) for d in declared], [later] * 3)
    stores.outbox.send_now(declared[2].id)
    assert [e.record_id for e in stores.outbox.due(stores.clock.now(), 10)] == [declared[2].id]
    stores.outbox.send_now()
    due = [e.record_id for e in stores.outbox.due(stores.clock.now(), 10)]
    assert due == [declared[2].id, declared[0].id, declared[1].id]


def test_lines_come_a_page_at_a_time_with_names_and_bytes(stores: Stores) -> None:
    declared = [stores.declare(seed) for seed in range(3)]
    lines = [stores.outbox.lines([Delivery.PENDING], 1, offset)[0] for offset in range(3)]
    assert [line.record_id for line in lines] == [d.id for d in declared]
    assert lines[0].full_name == invented_person(0).full_name
    assert lines[0].blob_bytes == sum(len(picture(0, role).data) for role in NEEDED)
    assert stores.outbox.lines([Delivery.PENDING], 1, 3) == []


def test_the_books_know_the_oldest_waiting_and_the_deadlines_at_risk(stores: Stores) -> None:
    first, _ = stores.declare(1), stores.declare(2)
    today = stores.clock.today()
    assert stores.outbox.books(today).oldest_waiting == first.finished_at
    assert stores.outbox.books(today + timedelta(days=6)).at_risk == 0
    assert stores.outbox.books(today + timedelta(days=7)).at_risk == 2


# -- the answers --


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


def test_a_correction_brings_back_everything_but_what_must_be_given_anew(stores: Stores) -> None:
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
    assert draft.photos == set(NEEDED) - {PhotoRole.SIGNATURE}
    assert (draft.verification, draft.consent, draft.returned_fields) == (None, None, ("portrait",))
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


# -- the roster --


def _listed(seed: int, *, with_number: bool = True) -> RosterPerson:
    person = invented_person(seed)
    number = person.number if with_number else ""
    return RosterPerson(0, "KCN Mẫu", person.full_name, person.birth.shown(), number, "", person.phone, "")


def test_the_list_answers_by_number_first_and_else_by_name_and_birth(stores: Stores) -> None:
    assert stores.roster.add([_listed(1), _listed(2, with_number=False)]) == 2
    one, two = invented_person(1), invented_person(2)

    def found(number: str, name: str, birth: str) -> list[str]:
        people = stores.roster.matches(document_number=number, full_name=name, birth=birth)
        return [person.full_name for person in people]

    assert found(one.number, "", "") == [one.full_name]
    assert found(two.number, two.full_name.upper(), two.birth.shown()) == [two.full_name]
    assert found("", one.full_name, one.birth.shown()) == []
    assert found("", two.full_name, "") == []


def test_the_list_is_counted_by_people_and_units(stores: Stores) -> None:
    stores.roster.add([_listed(1), _listed(2)])
    count = stores.roster.count()
    assert (count.people, count.units) == (2, ("KCN Mẫu",))


def test_what_was_offered_comes_again_only_when_a_person_asks(stores: Stores) -> None:
    first, second = stores.declare(1), stores.declare(2)
    offered = {(first.id, first.revision)}
    due = stores.outbox.due(stores.clock.now(), 10, offered)
    assert [entry.record_id for entry in due] == [second.id]
    stores.outbox.send_now(first.id)
    due = stores.outbox.due(stores.clock.now(), 10, offered)
    assert [entry.record_id for entry in due] == [first.id, second.id]


def test_all_that_wait_on_say_why_and_keep_their_schedule(stores: Stores) -> None:
    declared = [stores.declare(1), stores.declare(2)]
    keys = [(each.id, each.revision) for each in declared]
    dues = [stores.entry(each).next_due for each in declared]
    stores.outbox.defer_all(keys, "photos_missing")
    entries = [stores.entry(each) for each in declared]
    assert [entry.last_reason for entry in entries] == ["photos_missing"] * 2
    assert [entry.next_due for entry in entries] == dues


def test_a_service_met_anew_is_remembered_and_a_restored_one_is_offered_everything(stores: Stores) -> None:
    declared = stores.declare(1)
    assert not stores.outbox.meet_epoch("1", 0)
    stores.deliver(declared)
    stores.answer(declared, ChangeKind.APPROVED)
    assert not stores.outbox.meet_epoch("1", 50)
    assert stores.outbox.cursor() > 0
    assert stores.outbox.meet_epoch("2", 50)
    assert stores.delivery(declared) is Delivery.PENDING
    assert stores.status(declared) is Status.FINISHED
    assert stores.outbox.cursor() == 0
    assert not stores.outbox.meet_epoch("2", 0)


def test_a_service_that_knows_fewer_receipts_than_we_hold_was_restored(stores: Stores) -> None:
    declared = stores.declare(1)
    stores.outbox.meet_epoch("1", 0)
    stores.deliver(declared)
    assert stores.outbox.meet_epoch("1", 0)
    assert not stores.outbox.meet_epoch("1", 0), "once is enough"
    assert stores.delivery(declared) is Delivery.PENDING


# -- figures --


def test_a_declaration_counts_on_the_day_it_was_first_finished_on_and_as_far_as_it_is(stores: Stores) -> None:
    stores.roster.add([_listed(1)])
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
