"""What stations of the first version say is taken by today's service, or refused with a code they know.

The bodies are kept as they were (tests/samples/older_station.json): nothing here is built from the messages
of today, which would always agree with themselves.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from approval.service import Service
from declaration.wire.records import REFUSALS
from declaration.wire.signed import Purpose, Signed, signing_input
from desk.storage.vault.encoding import to_text
from tests.fakes.field_station import AGENCY, FieldStation, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]

_SAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "samples" / "older_station.json").read_text(encoding="utf-8")
)
REQUESTS: list[dict[str, Any]] = _SAMPLES["requests"]
RECORDS: list[dict[str, Any]] = _SAMPLES["records"]


@pytest.mark.parametrize("sample", REQUESTS, ids=lambda each: each["name"])
async def test_an_older_request_is_answered_as_ever(
    service: Service, station: FieldStation, sample: dict[str, Any]
) -> None:
    answer = await _sent(service, station, sample)
    assert answer.status_code == sample["status"], answer.text
    said = answer.json() if answer.content else {}
    assert set(sample.get("says", ())) <= set(said)
    assert said.get("code") == sample.get("code")


@pytest.mark.parametrize("road", ["one by one", "in a batch"])
async def test_older_records_are_taken_or_refused_with_a_listed_code(
    station: FieldStation, road: str
) -> None:
    sealed = [_sealed(station, sample) for sample in RECORDS]
    answers = await _in_a_batch(station, sealed) if road == "in a batch" else await _alone(station, sealed)
    for sample, said in zip(RECORDS, answers, strict=True):
        assert said["outcome"] == sample["outcome"], (sample["name"], said)
        assert said.get("code", "") == sample.get("code", ""), sample["name"]
        assert said.get("code") in {None, *REFUSALS}, "a first station defers on any other"


async def test_what_an_older_station_sent_is_reviewed_like_any_other(station: FieldStation) -> None:
    await _in_a_batch(station, [_sealed(station, sample) for sample in RECORDS])
    lan = await sign_in(station.client, "lan")
    answer = await station.client.post("/v1/reviews/search", json={}, headers=lan)
    waiting = {each["id"] for each in answer.json()["items"]}
    assert waiting == {RECORDS[0]["id"], RECORDS[2]["id"]}, "the one between is withdrawn"


async def _sent(service: Service, station: FieldStation, sample: dict[str, Any]) -> httpx.Response:
    code = service.office.make_enrolment_code("Bàn 2", "Khu công nghiệp Mẫu", AGENCY)
    assert isinstance(code, str)
    own = {
        "{code}": code,
        "{key}": to_text(Ed25519PrivateKey.generate().public_key().public_bytes_raw()),
        "{assertion}": station.assertion(),
    }

    def filled(given: dict[str, Any]) -> dict[str, Any]:
        return {name: own.get(str(value), value) for name, value in given.items()}

    body: dict[str, Any] = {}
    if "json" in sample:
        body["json"] = filled(sample["json"])
    if "form" in sample:
        body["data"] = filled(sample["form"])
    return await station.client.request(sample["method"], sample["path"], headers=station.headers, **body)


def _sealed(station: FieldStation, sample: dict[str, Any]) -> bytes:
    record = {name: sample[name] for name in ("kind", "id", "form_version", "content")}
    record |= {
        "revision": 1,
        "sealed_at": "2026-03-01T02:00:00Z",
        "station": station.id,
        "registrar": "hoa",
        "blobs": [],
    }
    body = json.dumps(record, ensure_ascii=False)
    signature = to_text(station.key.sign(signing_input(Purpose.RECORD, body)))
    return Signed(body=body, kid=station.id, signature=signature).to_bytes()


async def _alone(station: FieldStation, sealed: list[bytes]) -> list[dict[str, Any]]:
    answers = []
    for sample, data in zip(RECORDS, sealed, strict=True):
        path = f"/v1/records/{sample['id']}/1"
        answer = await station.client.put(path, content=data, headers=station.headers)
        answers.append(_said(answer))
    return answers


def _said(answer: httpx.Response) -> dict[str, Any]:
    """A receipt is a message, a refusal a problem document with its code."""
    said: dict[str, Any] = answer.json()
    if answer.status_code < 300:
        return said if "outcome" in said else {"outcome": "receipt"}
    return {"outcome": "refused", "code": said["code"]}


async def _in_a_batch(station: FieldStation, sealed: list[bytes]) -> list[dict[str, Any]]:
    """Plain lines: the first stations did not pack them."""
    body = b"\n".join(sealed)
    answer = await station.client.post("/v1/records", content=body, headers=station.headers)
    assert answer.status_code == 200, answer.text
    return [each["answer"] for each in answer.json()["items"]]
