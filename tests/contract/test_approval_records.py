"""The contract of sealed records between a station and the service: each receipted, and taken once."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from sqlmodel import SQLModel, delete

from approval.app import intake_of
from approval.service import Service
from approval.signatures import verified
from approval.storage.rows import DeclarationRow, RecordBlobRow, RecordRow
from declaration.wire.form_versions import read_form_versions
from declaration.wire.records import Record
from declaration.wire.sign_in import ServiceKey
from declaration.wire.signed import Purpose, Signed, digest
from tests.fakes.field_station import FieldStation, SetClock, content, photo, receipt_in

pytest_plugins = ["tests.fakes.approval_fixtures"]


async def test_a_record_without_photos_is_receipted_at_once(station: FieldStation) -> None:
    record = station.record()
    answer = await station.put(record)
    receipt = receipt_in(answer)
    assert answer.status_code == 201
    assert (receipt.id, receipt.revision, receipt.station) == (record.id, 1, station.id)
    assert receipt.digest == digest(station.seal(record))
    assert receipt.dossier_number == "TK-2026-000001"


async def test_a_receipt_verifies_with_the_key_the_pinned_root_certified(station: FieldStation) -> None:
    answer = await station.put(station.record())
    signed = Signed.model_validate(answer.json()["receipt"])
    assert station.pinned is not None
    keys = {}
    for each in station.pinned.keys:
        assert verified(station.pinned.root_key, Purpose.KEY, each)
        key = each.read(ServiceKey)
        assert key is not None
        keys[key.kid] = key.public_key
    assert verified(keys[signed.kid], Purpose.RECEIPT, signed)
    assert not verified(keys[signed.kid], Purpose.HELLO, signed)


async def test_the_same_record_again_gets_the_same_receipt_byte_for_byte(
    station: FieldStation, clock: SetClock
) -> None:
    record = station.record()
    first = await station.put(record)
    clock.forward(minutes=3)
    again = await station.put(record)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.content == first.content
    assert await station.kinds() == ["received"]


async def test_the_same_revision_with_other_bytes_is_a_conflict_for_a_person(station: FieldStation) -> None:
    record = station.record()
    await station.put(record)
    other = record.model_copy(update={"content": content(address="Tổ 6")})
    answer = await station.put(other)
    assert answer.status_code == 409
    assert answer.json()["code"] == "same_revision_other_bytes"


async def test_two_roads_at_once_make_one_row_and_one_receipt(
    station: FieldStation, service: Service
) -> None:
    record = station.record()
    sealed = station.seal(record)
    answers = await asyncio.gather(*(station.put(record, sealed) for _ in range(8)))
    assert sorted(each.status_code for each in answers) == [200] * 7 + [201]
    assert len({each.content for each in answers}) == 1
    with service.database.reading() as session:
        row = session.get(RecordRow, (record.id, 1))
    assert row is not None
    assert row.sealed == sealed
    assert await station.kinds() == ["received"]


async def test_a_receipt_waits_for_every_photo_and_then_comes_without_the_record_being_sent_again(
    station: FieldStation,
) -> None:
    one, two = photo(1), photo(2)
    record = station.record(one, two)
    waiting = await station.put(record)
    assert waiting.status_code == 202
    assert set(waiting.json()["blobs"]) == {sha256(each).hexdigest() for each in (one, two)}
    assert (await station.put_blob(one)).status_code == 201
    assert (await station.put(record)).json()["blobs"] == [sha256(two).hexdigest()]
    assert await station.kinds() == []
    assert (await station.put_blob(two)).status_code == 201
    assert await station.kinds() == ["received"]
    assert (await station.put(record)).status_code == 200


@pytest.mark.parametrize("last_is_elsewhere", [True, False])
async def test_a_receipt_comes_wherever_the_last_photo_arrives(
    station: FieldStation, service: Service, clock: SetClock, last_is_elsewhere: bool
) -> None:
    """Each instance remembers what came to it, and the truth is in the database and among the photos."""
    elsewhere = intake_of(service.stores, service.feed, service.contact_codes, clock)
    one, two = photo(1), photo(2)
    await station.put(station.record(one, two))
    if last_is_elsewhere:
        await station.put_blob(one)
    assert await station.kinds() == []
    service.blobs.keep(station.id, sha256(two).hexdigest(), two)
    for settled in elsewhere.photo_arrived(sha256(two).hexdigest()):
        settled.result()
    elsewhere.close()
    if not last_is_elsewhere:
        await station.put_blob(one)
    assert await station.kinds() == ["received"]


async def test_photos_may_come_before_their_record(station: FieldStation) -> None:
    one = photo(1)
    await station.put_blob(one)
    assert (await station.put(station.record(one))).status_code == 201


async def test_a_correction_keeps_the_dossier_and_becomes_the_newest(station: FieldStation) -> None:
    record = station.record()
    first = receipt_in(await station.put(record))
    second = receipt_in(await station.put(record.model_copy(update={"revision": 2})))
    assert second.dossier_number == first.dossier_number
    assert second.sequence == first.sequence + 1


async def test_an_older_revision_that_comes_late_is_receipted_and_changes_nothing(
    station: FieldStation, service: Service
) -> None:
    record = station.record(revision=2)
    newer = receipt_in(await station.put(record))
    older = receipt_in(await station.put(record.model_copy(update={"revision": 1})))
    with service.database.reading() as session:
        row = session.get(DeclarationRow, record.id)
    assert row is not None
    assert row.revision == 2
    assert older.dossier_number == newer.dossier_number


async def test_an_unknown_kind_is_kept_and_receipted_without_a_review(station: FieldStation) -> None:
    record = station.record(kind="something_newer", form_version="9", content={"new": [1, 2]})
    receipt = receipt_in(await station.put(record))
    assert receipt.dossier_number is None


async def test_a_newer_form_is_taken_once_it_is_in_the_list(
    station: FieldStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = '[[form]]\nversion = "mau-01/2026"\nfrom = 2026-03-02\n'
    record = station.record(form_version="mau-01/2026")
    assert (await station.put(record)).json()["code"] == "form_version_unknown"
    monkeypatch.setattr("approval.admission.FORM_VERSIONS", read_form_versions(newer))
    assert receipt_in(await station.put(record)).dossier_number is not None


async def test_one_station_cannot_take_over_anothers_declaration(
    service: Service, client: httpx.AsyncClient, clock: SetClock, station: FieldStation
) -> None:
    record = station.record()
    await station.put(record)
    stranger = await FieldStation.ready(service, client, clock)
    answer = await stranger.put(_next_revision(stranger, record))
    assert (answer.status_code, answer.json()["code"]) == (409, "other_station")


def _next_revision(station: FieldStation, record: Record) -> Record:
    return record.model_copy(update={"revision": record.revision + 1, "station": station.id})


@pytest.mark.parametrize("lost", [(RecordRow,), (RecordRow, RecordBlobRow)], ids=len)
async def test_a_revision_whose_rows_were_lost_is_asked_for_all_of_its_photos_and_keeps_its_dossier(
    station: FieldStation, service: Service, tmp_path: Path, lost: tuple[type[SQLModel], ...]
) -> None:
    """Repaired by hand: its declaration stands, nothing else is known of it, the photos are gone."""
    photos = (photo(1), photo(2))
    record = station.record(*photos)
    for each in photos:
        await station.put_blob(each)
    first = receipt_in(await station.put(record))
    with service.database.writing() as session:
        for table in lost:
            session.connection().execute(delete(table))
    for each in photos:
        (tmp_path / "approval/blobs/whole" / sha256(each).hexdigest()[:2] / sha256(each).hexdigest()).unlink()
    told = (await station.put(record)).json()
    assert (told["outcome"], len(told["blobs"])) == ("missing", 2)
    for each in photos:
        await station.put_blob(each)
    again = receipt_in(await station.put(record))
    assert (again.dossier_number, again.digest) == (first.dossier_number, first.digest)
    with service.database.reading() as session:
        assert session.get_one(DeclarationRow, record.id).revision == 1
