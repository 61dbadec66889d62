"""The contract of sealed records and photos between a station and the service."""

from __future__ import annotations

import asyncio
import base64
import gzip
import uuid
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import SQLModel, delete

from approval.app import intake_of
from approval.service import Service
from approval.signatures import verified
from approval.storage.rows import DeclarationRow, RecordBlobRow, RecordRow
from declaration.wire.form_versions import read_form_versions
from declaration.wire.records import REFUSALS, Record
from declaration.wire.sign_in import ServiceKey
from declaration.wire.signed import Purpose, Signed, digest
from tests.fakes.field_station import (
    FieldStation,
    SetClock,
    content,
    photo,
    receipt_in,
)

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


async def test_a_photo_that_is_no_picture_refuses_the_record_for_good(station: FieldStation) -> None:
    text = b"%PDF-1.7 no picture at all"
    await station.put_blob(text)
    answer = await station.put(station.record(text))
    assert answer.status_code == 422
    assert answer.json()["code"] == "blob_not_a_picture"


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


CERTIFICATE = {"number": "540A", "issuer": "X", "first_day": "2026-02-01", "last_day": "2029-02-01"}
BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "no such form": ({"form_version": "mau-99"}, "form_version_unknown"),
    "no phone of Vietnam": ({"content": content(phone="+10000000000")}, "content_invalid"),
    "a number too short": (
        {"content": content(document={"kind": "citizen_id", "value": "123"})},
        "content_invalid",
    ),
    "a code too short": ({"content": content(insurance_code="12")}, "content_invalid"),
    "a day that is none": ({"content": content(birth="1990-02-31")}, "content_invalid"),
    "a name with digits": ({"content": content(full_name="Ng0c")}, "content_invalid"),
    "not a form": ({"content": {"full_name": 1}}, "content_invalid"),
    "an agency nobody knows": ({"content": content(agency="??")}, "content_invalid"),
    "a certificate with letters no number has": (
        {"content": content(certificate=CERTIFICATE | {"number": "54-!"})},
        "content_invalid",
    ),
    "another station's": ({"station": "station-other"}, "station_mismatch"),
}


@pytest.mark.parametrize("case", BROKEN)
async def test_what_can_never_be_taken_is_refused_with_a_listed_code(
    station: FieldStation, case: str
) -> None:
    changed, code = BROKEN[case]
    answer = await station.put(station.record(**changed))
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert code in REFUSALS
    assert b"+10000000000" not in answer.content
    assert b"Ng0c" not in answer.content


@pytest.mark.parametrize(
    "changed",
    [
        {"content": content(address="Tổ\x005")},
        {"kind": "complaint", "form_version": "complaint-1", "content": {"words": "mẫu\x00"}},
        {"kind": "later", "registrar": "hoa\x00"},
    ],
    ids=["declaration", "complaint", "registrar"],
)
async def test_a_text_no_column_holds_is_refused_and_not_put_off_for_ever(
    station: FieldStation, changed: dict[str, Any]
) -> None:
    answer = await station.put(station.record(**changed))
    assert (answer.status_code, answer.json()["code"]) == (422, "content_invalid")


async def test_only_the_stations_own_signature_over_these_very_bytes_counts(station: FieldStation) -> None:
    record = station.record()
    sealed = Signed.from_bytes(station.seal(record))
    assert sealed is not None
    changed = sealed.model_copy(update={"body": sealed.body.replace("hoa", "hoà")})
    stranger = sealed.model_copy(update={"kid": "station-other"})
    cases = {
        changed.to_bytes(): "signature_invalid",
        station.seal(record, Purpose.HELLO): "signature_invalid",
        stranger.to_bytes(): "station_mismatch",
        record.model_dump_json().encode(): "record_unreadable",
        b"\xff\x00": "record_unreadable",
        b"x" * 300_000: "record_too_large",
    }
    for data, code in cases.items():
        answer = await station.put(record, data)
        assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_damage_on_the_way_is_a_later_and_never_a_refusal(station: FieldStation) -> None:
    record = station.record()
    sealed = station.seal(record)
    right = base64.b64encode(sha256(sealed).digest()).decode()
    digest_header = {"Content-Digest": f"sha-256=:{right}:"}
    damaged = await station.put(record, sealed[:-2], **digest_header)
    assert (damaged.status_code, damaged.json()["code"]) == (400, "content_digest_differs")
    assert damaged.headers["Content-Type"] == "application/problem+json"
    assert (await station.put(record, sealed, **digest_header)).status_code == 201


async def test_a_record_sent_to_anothers_address_is_not_taken(station: FieldStation) -> None:
    record = station.record()
    answer = await station.put(record.model_copy(update={"id": uuid.uuid4()}), station.seal(record))
    assert (answer.status_code, answer.json()["code"]) == (400, "record_not_as_addressed")


async def _batch(station: FieldStation, lines: list[bytes], *, packed: bool) -> httpx.Response:
    body = b"\n".join(lines) + b"\n"
    return await station.client.post(
        "/v1/records",
        content=gzip.compress(body) if packed else body,
        headers=station.headers | ({"Content-Encoding": "gzip"} if packed else {}),
    )


@pytest.mark.parametrize("packed", [True, False])
async def test_every_line_of_a_batch_gets_its_own_answer_in_order(
    station: FieldStation, packed: bool
) -> None:
    lines = [
        station.seal(station.record()),
        b"{broken",
        station.seal(station.record(photo(1))),
        station.seal(station.record(form_version="mau-99")),
    ]
    answer = await _batch(station, lines, packed=packed)
    items = answer.json()["items"]
    assert [each["digest"] for each in items] == [digest(line) for line in lines]
    assert [each["answer"]["outcome"] for each in items] == ["receipt", "refused", "missing", "refused"]


async def test_a_batch_and_a_put_give_the_same_receipt(station: FieldStation) -> None:
    record = station.record()
    one = await station.put(record)
    batch = await _batch(station, [station.seal(record)], packed=True)
    assert batch.json()["items"][0]["answer"] == one.json()


async def test_what_one_batch_says_twice_is_taken_once(station: FieldStation) -> None:
    record = station.record()
    twice = [station.seal(record), station.seal(record.model_copy(update={"registrar": "other"}))]
    answer = await _batch(station, [twice[0], twice[0], twice[1]], packed=False)
    items = [each["answer"] for each in answer.json()["items"]]
    assert [each["outcome"] for each in items] == ["receipt", "receipt", "conflict"]
    assert items[0] == items[1]
    assert await station.kinds() == ["received"]


async def test_a_batch_that_unpacks_to_too_much_is_stopped(station: FieldStation) -> None:
    bomb = gzip.compress(b"\n" * 50_000_000)
    headers = station.headers | {"Content-Encoding": "gzip"}
    answer = await station.client.post("/v1/records", content=bomb, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    torn = await station.client.post("/v1/records", content=gzip.compress(b"x")[:-3], headers=headers)
    assert (torn.status_code, torn.json()["code"]) == (400, "gzip_damaged")


async def test_a_batch_of_more_than_a_hundred_is_not_taken(station: FieldStation) -> None:
    answer = await _batch(station, [b"x"] * 101, packed=False)
    assert (answer.status_code, answer.json()["code"]) == (413, "batch_too_long")


async def test_a_broken_upload_goes_on_where_it_ended(station: FieldStation) -> None:
    data = photo(3, 900_000)
    path = f"/v1/blobs/{sha256(data).hexdigest()}"

    async def ask(method: str, offset: int, part: bytes, **more: str) -> httpx.Response:
        headers = station.headers | {"Upload-Offset": str(offset)} | more
        return await station.client.request(method, path, content=part, headers=headers)

    more_to_come = {"Upload-Complete": "?0"}
    assert (await ask("PATCH", 0, data[:400_000], **more_to_come)).status_code == 204
    head = await station.client.head(path, headers=station.headers)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Complete"]) == ("400000", "?0")
    wrong = await ask("PATCH", 400_100, data[400_100:])
    assert (wrong.status_code, wrong.headers["Upload-Offset"]) == (409, "400000")
    assert wrong.json()["code"] == "wrong_offset"
    assert (await ask("PATCH", 400_000, data[400_000:])).status_code == 201
    head = await station.client.head(path, headers=station.headers)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Complete"]) == ("900000", "?1")
    assert (await station.put_blob(data)).status_code == 200


async def test_what_arrived_late_may_come_again(station: FieldStation) -> None:
    """A line that broke delivered more after the station had asked how far the photo was."""
    data = photo(5, 300_000)
    path = f"/v1/blobs/{sha256(data).hexdigest()}"
    part = station.headers | {"Upload-Offset": "0", "Upload-Complete": "?0"}
    assert (await station.client.patch(path, content=data[:200_000], headers=part)).status_code == 204
    rest = station.headers | {"Upload-Offset": "150000"}
    assert (await station.client.patch(path, content=data[150_000:], headers=rest)).status_code == 201
    assert (await station.put_blob(data)).status_code == 200


async def test_bytes_that_are_not_those_of_the_name_are_thrown_away(station: FieldStation) -> None:
    data = photo(4)
    path = f"/v1/blobs/{sha256(data).hexdigest()}"
    answer = await station.client.put(path, content=data[:-1] + b"?", headers=station.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "blob_digest_differs")
    head = await station.client.head(path, headers=station.headers)
    assert head.headers["Upload-Offset"] == "0"
    assert (await station.put_blob(data)).status_code == 201


async def test_a_photo_larger_than_the_limit_is_not_taken(station: FieldStation) -> None:
    answer = await station.client.put(
        f"/v1/blobs/{'0' * 64}", content=b"x" * 20_000_001, headers=station.headers
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_body_without_a_length_is_counted_while_it_comes(station: FieldStation) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(400):
            yield b"x" * 1000

    answer = await station.client.put("/v1/stations/me/report", content=endless(), headers=station.headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


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
