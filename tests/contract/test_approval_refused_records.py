"""What can never be taken is refused with a listed code; what was damaged on its way may come again."""

from __future__ import annotations

import base64
import uuid
from hashlib import sha256
from typing import Any

import pytest

from declaration.wire.records import REFUSALS
from declaration.wire.signed import Purpose, Signed
from tests.fakes.field_station import FieldStation, content

pytest_plugins = ["tests.fakes.approval_fixtures"]


async def test_a_photo_that_is_no_picture_refuses_the_record_for_good(station: FieldStation) -> None:
    text = b"%PDF-1.7 no picture at all"
    await station.put_blob(text)
    answer = await station.put(station.record(text))
    assert answer.status_code == 422
    assert answer.json()["code"] == "blob_not_a_picture"


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
