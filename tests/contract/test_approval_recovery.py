"""The contract of recovery codes: kept sealed, never lost, read out to a supervisor, never unnoticed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID, uuid4

import httpx
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlmodel import select

from approval.service import Service
from approval.signatures import from_text, to_text, verified
from approval.storage.sign_in_rows import AuditRow
from declaration.wire.recovery import RecoveryDeposit, RecoveryReceipt, sealing_info
from declaration.wire.sign_in import Hello, KeyUse, ServiceKey
from declaration.wire.signed import Purpose, Signed, digest, signing_input
from declaration.wire.spelled import read_spelled
from tests.fakes.field_station import FieldStation, SetClock, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]

CODE = bytes(range(16))
SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
REASON = "Cán bộ quên mật khẩu, gọi điện lúc 9 giờ"
ROUTE, ASK = "/v1/stations/me/recovery-code", "/v1/supervision/recovery-codes"


def _key(station: FieldStation, use: KeyUse) -> ServiceKey:
    assert station.pinned is not None
    keys = [each.read(ServiceKey) for each in station.pinned.keys]
    return next(key for key in keys if key is not None and key.use is use)


def sealed(
    station: FieldStation,
    number: int = 1,
    code: bytes = CODE,
    *,
    purpose: Purpose = Purpose.RECOVERY,
    said: str = "",
    kid: str = "",
) -> Signed:
    """A deposit as the station makes it; ``said`` and ``kid`` lie about the station and the key."""
    key, code_id = _key(station, KeyUse.SEALING), uuid4()
    raw = from_text(key.public_key)
    assert raw is not None
    text = SUITE.encrypt(code, X25519PublicKey.from_public_bytes(raw), info=sealing_info(station.id, code_id))
    deposit = RecoveryDeposit(
        station=said or station.id,
        id=code_id,
        number=number,
        kid=kid or key.kid,
        sealed=to_text(text),
        made_at=station.clock.now,
    )
    body = deposit.model_dump_json()
    return Signed(
        body=body, kid=station.id, signature=to_text(station.key.sign(signing_input(purpose, body)))
    )


async def put(station: FieldStation, signed: Signed) -> httpx.Response:
    return await station.client.put(ROUTE, json=signed.model_dump(), headers=station.headers)


async def ask(station: FieldStation, who: str = "sơn", reason: str = REASON, of: str = "") -> httpx.Response:
    headers = await sign_in(station.client, who)
    return await station.client.post(
        ASK, json={"station": of or station.id, "reason": reason}, headers=headers
    )


def audited(service: Service, action: str) -> list[tuple[str, str, str]]:
    with service.database.reading() as session:
        rows = session.exec(select(AuditRow).where(AuditRow.action == action)).all()
    return [(row.actor, row.subject, row.note) for row in rows]


async def test_a_code_is_receipted_and_read_out_as_it_was_sealed(
    station: FieldStation, service: Service
) -> None:
    deposit = sealed(station)
    answer = await put(station, deposit)
    assert answer.status_code == 200, answer.text
    signed = Signed.model_validate_json(answer.content)
    assert verified(_key(station, KeyUse.SIGNING).public_key, Purpose.RECOVERY_RECEIPT, signed)
    receipt, sent = signed.read(RecoveryReceipt), deposit.read(RecoveryDeposit)
    assert receipt is not None
    assert sent is not None
    assert (receipt.station, receipt.id, receipt.digest) == (station.id, sent.id, digest(deposit.to_bytes()))
    told = await ask(station)
    assert told.status_code == 200, told.text
    assert read_spelled(told.json()["code"]) == CODE
    assert (told.json()["number"], told.json()["station_name"]) == (1, "Bàn 1")
    assert told.headers["Cache-Control"] == "no-store"
    assert audited(service, "recovery_code_read") == [("sơn", station.id, f"1: {REASON}")]


async def test_the_same_deposit_again_gets_the_same_receipt_byte_for_byte(station: FieldStation) -> None:
    deposit = sealed(station)
    first = await put(station, deposit)
    station.clock.forward(seconds=60)
    assert (await put(station, deposit)).content == first.content


async def test_two_at_the_same_moment_are_one(station: FieldStation) -> None:
    deposit = sealed(station)
    answers = await asyncio.gather(*(put(station, deposit) for _ in range(5)))
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}


async def test_a_newer_code_replaces_the_one_before_and_a_late_one_does_not_come_back(
    station: FieldStation,
) -> None:
    late, newer = sealed(station, 1, b"\x01" * 16), sealed(station, 2, b"\x02" * 16)
    assert (await put(station, newer)).status_code == 200
    for each in (late, sealed(station, 2, b"\x03" * 16)):
        answer = await put(station, each)
        assert (answer.status_code, answer.json()["code"]) == (409, "recovery_code_older")
    assert read_spelled((await ask(station)).json()["code"]) == b"\x02" * 16


async def test_a_deposit_that_is_not_the_stations_own_is_no_deposit(
    station: FieldStation, service: Service, client: httpx.AsyncClient, clock: SetClock
) -> None:
    other = await FieldStation.ready(service, client, clock)
    for forged in (
        sealed(other),
        sealed(station, said=other.id),
        sealed(station, purpose=Purpose.RECORD),
        sealed(station, kid="sealing-unknown"),
        sealed(station, kid=_key(station, KeyUse.SIGNING).kid),
        sealed(station, kid="../root"),
        Signed(body="{}", kid=station.id, signature="AAAA"),
    ):
        answer = await put(station, forged)
        assert (answer.status_code, answer.json()["code"]) == (422, "recovery_code_invalid")
    assert (await ask(station)).json()["code"] == "recovery_code_none"


async def test_only_a_supervisor_of_the_stations_agency_who_says_why_is_told(
    station: FieldStation, service: Service
) -> None:
    await put(station, sealed(station))
    foreign = await ask(station, "kim")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")
    assert (await ask(station, of="station-none")).status_code == 404
    for reason in ("", "vì", "x" * 201):
        assert (await ask(station, reason=reason)).status_code == 400
    assert (await station.client.post(ASK, json={}, headers=station.headers)).status_code == 401
    assert audited(service, "recovery_code_read") == []


async def test_every_reading_is_audited_one_in_vain_too(station: FieldStation, service: Service) -> None:
    assert (await ask(station)).status_code == 404
    await put(station, sealed(station))
    await ask(station)
    await ask(station, "lan")
    assert [(who, note.split(":")[0]) for who, _, note in audited(service, "recovery_code_read")] == [
        ("sơn", "none"),
        ("sơn", "1"),
        ("lan", "1"),
    ]


async def test_what_was_sealed_for_another_code_or_damaged_is_said_to_be_unreadable(
    station: FieldStation,
) -> None:
    good = sealed(station).read(RecoveryDeposit)
    assert good is not None
    swapped = good.model_copy(update={"id": UUID(int=7)}).model_dump_json()
    signature = to_text(station.key.sign(signing_input(Purpose.RECOVERY, swapped)))
    await put(station, Signed(body=swapped, kid=station.id, signature=signature))
    answer = await ask(station)
    assert (answer.status_code, answer.json()["code"]) == (409, "recovery_code_unreadable")


async def test_nothing_the_service_stores_or_says_to_others_holds_the_code(
    station: FieldStation, at_rest: Callable[[], list[bytes]]
) -> None:
    await put(station, sealed(station))
    spelled = (await ask(station)).json()["code"].encode()
    files = await asyncio.to_thread(at_rest)
    assert len(files) > 3
    assert not any(secret in content for content in files for secret in (CODE, spelled, CODE.hex().encode()))


async def test_a_new_sealing_key_reaches_stations_by_feed_and_greeting_and_old_codes_are_still_read_out(
    station: FieldStation, service: Service
) -> None:
    assert station.pinned is not None
    former = sealed(station)
    await put(station, former)
    before = service.keys.sealing_kid
    service.office.change_sealing_key()
    assert service.keys.sealing_kid != before
    (told,) = [each for each in (await station.changes())["events"] if each["kind"] == "keys_changed"]
    hello = (await station.client.get("/v1/hello", params={"nonce": "0" * 16})).json()
    greeted = Signed.model_validate(hello).read(Hello)
    assert greeted is not None
    (certificate,) = [Signed.model_validate(each) for each in told["data"]["keys"]]
    assert certificate in greeted.keys
    key = certificate.read(ServiceKey)
    assert key is not None
    assert (key.kid, key.use) == (service.keys.sealing_kid, KeyUse.SEALING)
    assert verified(station.pinned.root_key, Purpose.KEY, certificate)
    assert read_spelled((await ask(station)).json()["code"]) == CODE, "the former key opens it"
    station.pinned = station.pinned.model_copy(update={"keys": (certificate, *station.pinned.keys)})
    assert (await put(station, sealed(station, 2, b"\x02" * 16))).status_code == 200
    assert read_spelled((await ask(station)).json()["code"]) == b"\x02" * 16
    assert [subject for _, subject, _ in audited(service, "sealing_key_changed")] == [key.kid]
