"""Drafts, finishing and corrections on the encrypted file, down to its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from declaration.declaration import Declaration, complete
from declaration.draft import Draft, Field, PhotoRole
from declaration.lifecycle import Delivery, Status
from declaration.wire.changes import ChangeKind
from declaration.wire.records import Record
from declaration.wire.signed import Purpose, Signed, digest
from desk.registration.declarations import Finished
from desk.storage.drafts import NotAllowedError
from desk.storage.station import DATABASE
from desk.storage.vault.service_keys import is_signed_by
from practice.people import invented_person
from tests.builders import BuiltStation, built_station, secrets_of
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import NEEDED, correct, declare, filled, finished, picture, signed


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    built = built_station(tmp_path / "station")
    yield built
    built.file.close()


_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'search'"  # an index holds no text


def _dump(station: BuiltStation) -> dict[str, str]:
    """Every table of the file as text, decrypted; pictures as hexadecimal."""
    connection = dbapi2.connect(str(station.folder / DATABASE))
    connection.execute(f"PRAGMA key = \"x'{station.file_key.hex()}'\"")
    names = [name for (name,) in connection.execute(_TABLES)]
    dump = {}
    for name in names:
        rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - names of our own
        dump[name] = "\n".join(
            "|".join(cell.hex() if isinstance(cell, bytes) else str(cell) for cell in row) for row in rows
        )
    connection.close()
    return dump


def _status(station: BuiltStation, declared: Finished) -> Status:
    detail = station.file.declarations.detail(declared.id)
    assert detail is not None
    return detail.line.status


# -- discarding --


def test_of_a_discarded_draft_nothing_is_left_but_the_act(station: BuiltStation) -> None:
    draft = filled(station.registration, 1)
    station.registration.save(draft)
    person = invented_person(1)
    spelt = [person.full_name, person.number, person.phone, person.email, person.address]
    traces = [*spelt, *(picture(1, role).data.hex() for role in NEEDED)]
    full = "".join(_dump(station).values())
    assert all(trace in full for trace in traces)
    station.registration.discard(draft)
    left = _dump(station)
    assert not [trace for trace in (*traces, *secrets_of(person)) if trace in "".join(left.values())]
    assert left["photo"] == left["photo_use"] == left["draft"] == ""
    assert f"discard|{draft.id}" in left["audit"]


def test_a_picture_another_declaration_uses_stays(station: BuiltStation) -> None:
    declared = declare(station.registration, 1)
    again = station.registration.begin().with_value(Field.FULL_NAME, "Trần Văn Thử")
    again = station.registration.keep_photo(again, picture(1, PhotoRole.PORTRAIT))
    station.registration.discard(again)
    assert station.file.drafts.photo(declared.id, PhotoRole.PORTRAIT) == picture(1, PhotoRole.PORTRAIT)


def test_an_empty_draft_is_not_worth_a_row(station: BuiltStation) -> None:
    station.registration.save(station.registration.begin())
    assert station.registration.left_behind() == []


# -- finishing --


def test_what_is_sealed_is_signed_by_the_station_and_names_its_pictures(station: BuiltStation) -> None:
    declared = declare(station.registration, 1)
    entry = station.file.outbox.entry(declared.id, 1)
    assert entry is not None
    sealed = Signed.from_bytes(entry.sealed)
    assert sealed is not None
    assert is_signed_by(station.file.station_key().public_key, Purpose.RECORD, sealed)
    record = sealed.read(Record)
    assert record is not None
    assert (record.id, record.revision, record.registrar) == (declared.id, 1, "mau")
    assert {blob.sha256 for blob in record.blobs} == {picture(1, role).sha256 for role in NEEDED}
    assert record.content["full_name"] == invented_person(1).full_name
    assert entry.digest == declared.digest == digest(entry.sealed)


def test_sealed_bytes_are_never_made_anew(station: BuiltStation) -> None:
    declared = declare(station.registration, 1)
    before = station.file.outbox.entry(declared.id, 1)
    assert before is not None
    agency = FakeAgency(station.file.outbox, station.clock)
    agency.refuse(declared, "revision_gap")
    station.file.outbox.offer_again(declared.id, 1)
    correct(station.registration, declared, 2)
    again = station.open_again()
    kept = again.file.outbox.entry(declared.id, 1)
    assert kept is not None
    assert (kept.sealed, kept.digest, kept.blobs) == (before.sealed, before.digest, before.blobs)
    again.file.close()


def test_a_stale_or_a_leaping_revision_is_never_finished(station: BuiltStation) -> None:
    draft = filled(station.registration, 1)
    declared = finished(station.registration, draft)
    for revision in (1, 2, 3):
        with pytest.raises(NotAllowedError):
            station.registration.finish(replace(draft, revision=revision))
    opened = station.registration.reopen(declared.id)
    assert opened is not None
    complete = signed(station.registration, opened, 2)
    for revision in (1, 3):
        with pytest.raises(NotAllowedError):
            station.registration.finish(replace(complete, revision=revision))
    assert station.file.outbox.books(station.clock.today()).finished == 1
    assert finished(station.registration, complete).revision == 2


def test_a_save_that_was_under_way_cannot_bring_a_finished_draft_back(station: BuiltStation) -> None:
    draft = filled(station.registration, 1)
    finished(station.registration, draft)
    station.registration.save(draft.with_value(Field.PHONE, "0900000009"))
    assert station.registration.left_behind() == []
    with pytest.raises(NotAllowedError):
        station.registration.keep_photo(draft, picture(2, PhotoRole.PORTRAIT))
    with pytest.raises(NotAllowedError):
        station.registration.drop_photo(draft, PhotoRole.PORTRAIT)
    assert station.file.drafts.photo(draft.id, PhotoRole.PORTRAIT) == picture(1, PhotoRole.PORTRAIT)


def test_a_picture_that_is_not_in_the_file_is_asked_for_again(station: BuiltStation) -> None:
    draft = filled(station.registration, 1)
    station.registration.drop_photo(draft, PhotoRole.CARD_BACK)
    outcome = station.registration.finish(draft)
    assert not isinstance(outcome, Finished)
    assert [(problem.field, problem.code) for problem in outcome] == [("card_back", "card_back_missing")]
    assert station.file.declarations.detail(draft.id) is None


def test_a_picture_exchanged_after_sealing_stops_the_write(station: BuiltStation) -> None:
    draft = filled(station.registration, 1)
    drafts = station.file.drafts

    class Slow:
        """Between the sealing and the writing somebody takes another portrait."""

        def __getattr__(self, name: str) -> object:
            return getattr(drafts, name)

        def finish(self, sealed: object) -> None:
            drafts.keep_photo(draft, picture(9, PhotoRole.PORTRAIT), "mau")
            drafts.finish(sealed)  # type: ignore[arg-type]

    registration = station.registration
    registration._drafts = Slow()  # type: ignore[assignment]
    with pytest.raises(NotAllowedError):
        registration.finish(draft)
    assert station.file.outbox.books(station.clock.today()).finished == 0


# -- corrections --


def test_a_correction_signed_on_paper_does_not_send_the_old_signature(station: BuiltStation) -> None:
    declared = declare(station.registration, 1)
    draft = station.registration.reopen(declared.id)
    assert draft is not None
    draft = station.registration.keep_photo(draft, picture(2, PhotoRole.SIGNED_FORM))
    draft = station.registration.verified(draft, same_person=True)
    corrected = finished(station.registration, station.registration.consented(draft, True, "vi"))
    entry = station.file.outbox.entry(corrected.id, 2)
    assert entry is not None
    assert {blob.role for blob in entry.blobs} == {"portrait", "card_front", "card_back", "signed_form"}
    detail = station.file.declarations.detail(declared.id)
    assert detail is not None
    assert PhotoRole.SIGNATURE not in detail.photos
    old = station.file.outbox.entry(declared.id, 1)
    assert old is not None
    assert all(station.file.outbox.blob(blob.sha256) for blob in old.blobs)


@pytest.mark.parametrize("stood", [Status.FINISHED, Status.RETURNED])
def test_a_discarded_correction_leaves_the_declaration_as_it_stood(
    station: BuiltStation, stood: Status
) -> None:
    declared = declare(station.registration, 1)
    agency = FakeAgency(station.file.outbox, station.clock)
    if stood is Status.RETURNED:
        agency.receive(declared)
        agency.answer(declared, ChangeKind.RETURNED, fields=["phone"], reasons=["contact_wrong"])
    draft = station.registration.reopen(declared.id)
    assert draft is not None
    draft = station.registration.keep_photo(draft, picture(2, PhotoRole.PORTRAIT))
    draft = station.registration.drop_photo(draft, PhotoRole.CARD_BACK)
    station.registration.discard(draft)
    assert _status(station, declared) is stood
    assert {photo.sha256 for photo in station.file.drafts.photos(declared.id)} == {
        picture(1, role).sha256 for role in NEEDED
    }
    assert station.file.outbox.blob(picture(2, PhotoRole.PORTRAIT).sha256) is None
    again = station.registration.reopen(declared.id)
    assert again is not None
    assert (again.revision, again.returned_fields) == (2, ("phone",) if stood is Status.RETURNED else ())


def test_a_returned_field_that_nobody_changed_is_told_to_the_reviewer(station: BuiltStation) -> None:
    declared = declare(station.registration, 1)
    agency = FakeAgency(station.file.outbox, station.clock)
    agency.receive(declared)
    agency.answer(declared, ChangeKind.RETURNED, fields=["phone"], reasons=["contact_wrong"])
    opened = station.registration.reopen(declared.id)
    assert opened is not None
    kept = station.file.drafts.draft(opened.id)
    assert kept is not None
    as_it_was = (Field.PHONE, "returned_as_it_was")

    def found(draft: Draft) -> set[tuple[str, str]]:
        return {(p.field, p.code) for p in station.registration.problems(draft)}

    assert as_it_was in found(kept)
    assert as_it_was in found(kept.with_value(Field.PHONE, "0900 000 001"))
    assert as_it_was not in found(kept.with_value(Field.PHONE, "0900000009"))
    sent = complete(kept, station.clock.today())
    assert isinstance(sent, Declaration), sent
    assert sent.warnings == ("phone:returned_as_it_was",)


def test_what_the_agency_said_while_a_correction_was_open_counts_once_it_is_discarded(
    station: BuiltStation,
) -> None:
    declared = declare(station.registration, 1)
    draft = station.registration.reopen(declared.id)
    assert draft is not None
    agency = FakeAgency(station.file.outbox, station.clock)
    agency.receive(declared, "HS-7")
    agency.answer(declared, ChangeKind.APPROVED)
    agency.answer(declared, ChangeKind.ACCOUNT_ISSUED, user_name="0000000001")
    assert _status(station, declared) is Status.DRAFT
    station.registration.discard(draft)
    detail = station.file.declarations.detail(declared.id)
    assert detail is not None
    assert (detail.line.status, detail.line.user_name) == (Status.ISSUED, "0000000001")
    assert detail.line.delivery is Delivery.DELIVERED
