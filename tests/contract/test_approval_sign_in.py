"""The contract of hello, enrolment, tokens, and of who may ask for what."""

from __future__ import annotations

from pathlib import Path

import httpx
import jwt
import pytest

from approval.service import Service
from approval.signatures import verified
from declaration.wire.problem import HttpProblem
from declaration.wire.sign_in import Hello, ServiceKey, ServiceState, StationCertificate
from declaration.wire.signed import Purpose, Signed
from tests.fakes.field_station import (
    AGENCY,
    PASSPHRASE,
    FieldStation,
    SetClock,
    client_of,
    open_test_service,
    receipt_in,
    sign_in,
)

pytest_plugins = ["tests.fakes.approval_fixtures"]


def _signing_key(station: FieldStation, kid: str) -> str:
    assert station.pinned is not None
    keys = [each.read(ServiceKey) for each in station.pinned.keys]
    return next(key.public_key for key in keys if key is not None and key.kid == kid)


async def test_hello_is_signed_for_the_askers_own_nonce(station: FieldStation, clock: SetClock) -> None:
    answer = await station.client.get("/v1/hello", params={"nonce": "n" * 22})
    signed = Signed.model_validate_json(answer.content)
    hello = signed.read(Hello)
    assert hello is not None
    assert verified(_signing_key(station, signed.kid), Purpose.HELLO, signed)
    assert (hello.nonce, hello.time, hello.newest) == ("n" * 22, clock.now, 0)
    assert hello.state == ServiceState.NORMAL


async def test_hello_names_the_newest_receipt_and_keeps_its_epoch(station: FieldStation) -> None:
    receipt = receipt_in(await station.put(station.record()))
    answer = await station.client.get("/v1/hello", params={"nonce": "n" * 22})
    hello = Signed.model_validate_json(answer.content).read(Hello)
    assert hello is not None
    assert (hello.newest, hello.epoch) == (receipt.sequence, receipt.epoch)


async def test_a_station_gets_a_certificate_another_station_can_verify(station: FieldStation) -> None:
    assert station.pinned is not None
    signed = station.pinned.certificate
    certificate = signed.read(StationCertificate)
    assert certificate is not None
    assert verified(_signing_key(station, signed.kid), Purpose.STATION, signed)
    assert (certificate.station, certificate.public_key) == (station.id, station.public_key)
    assert [each.code for each in station.pinned.agencies] == ["MAU-01", "MAU-02"]


async def test_a_code_makes_one_station_and_a_lost_answer_can_be_asked_for_again(
    service: Service, client: httpx.AsyncClient, clock: SetClock
) -> None:
    code = service.office.make_enrolment_code("Bàn 2", "Trường Mẫu", AGENCY)
    assert isinstance(code, str)
    mine, other = FieldStation(client, clock), FieldStation(client, clock)
    first = await mine.enrol(code)
    again = await mine.enrol(code.lower().replace("-", " "))
    assert first.content == again.content
    refused = await other.enrol(code)
    assert (refused.status_code, refused.json()["code"]) == (403, "code_used")


async def test_codes_that_are_unknown_or_too_old_enrol_nobody(
    service: Service, client: httpx.AsyncClient, clock: SetClock
) -> None:
    stranger = FieldStation(client, clock)
    assert (await stranger.enrol("AAAA-BBBB-CCCC-DDDD")).json()["code"] == "code_unknown"
    code = service.office.make_enrolment_code("Bàn 2", "Trường Mẫu", AGENCY)
    assert isinstance(code, str)
    clock.forward(hours=49)
    assert (await stranger.enrol(code)).json()["code"] == "code_expired"


async def test_an_assertion_serves_once(station: FieldStation) -> None:
    assertion = station.assertion()
    assert (await station.ask_token(assertion)).status_code == 200
    again = await station.ask_token(assertion)
    assert (again.status_code, again.json()["code"]) == (401, "assertion_replayed")


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another-service"},
        {"exp": 0},
        {"exp": 1e18},
        {"iss": "station-other"},
        {"jti": ""},
        {"jti": 7},
        {"sub": "station-other"},
    ],
    ids=str,
)
async def test_an_assertion_for_anything_else_is_no_assertion(
    station: FieldStation, changed: dict[str, object]
) -> None:
    answer = await station.ask_token(station.assertion(**changed))
    assert (answer.status_code, answer.json()["code"]) == (401, "assertion_invalid")


async def test_an_assertion_may_not_live_longer_than_five_minutes(
    station: FieldStation, clock: SetClock
) -> None:
    far = int(clock.now.timestamp()) + 600
    assert (await station.ask_token(station.assertion(exp=far))).status_code == 401


async def test_only_the_stations_own_key_and_algorithm_speak_for_it(
    station: FieldStation, client: httpx.AsyncClient, clock: SetClock
) -> None:
    thief = FieldStation(client, clock)
    thief.id = station.id
    assert (await station.ask_token(thief.assertion())).status_code == 401
    claims = jwt.decode(station.assertion(), options={"verify_signature": False})
    unsigned = jwt.encode(claims, "", algorithm="none")
    assert (await station.ask_token(unsigned)).status_code == 401


async def test_a_token_ends_and_a_locked_station_is_out_at_once(
    station: FieldStation, service: Service, clock: SetClock
) -> None:
    service.office.set_active(station.id, False)
    locked = await station.client.get("/v1/changes", headers=station.headers)
    assert (locked.status_code, locked.json()["code"]) == (403, "station_locked")
    assert (await station.ask_token(station.assertion())).json()["code"] == "station_locked"
    service.office.set_active(station.id, True)
    clock.forward(minutes=16)
    ended = await station.client.get("/v1/changes", headers=station.headers)
    assert (ended.status_code, ended.json()["code"]) == (401, "token_invalid")
    assert ended.headers["WWW-Authenticate"] == "Bearer"


async def test_stations_and_people_cannot_use_one_anothers_doors(
    station: FieldStation, client: httpx.AsyncClient
) -> None:
    lan = await sign_in(client, "lan")
    assert (await client.get("/v1/changes", headers=lan)).status_code == 401
    assert (await client.post("/v1/reviews/search", json={}, headers=station.headers)).status_code == 401
    assert (await client.post("/v1/reviews/search", json={})).status_code == 401


async def test_a_supervisor_who_does_not_review_sees_no_declaration(
    station: FieldStation, client: httpx.AsyncClient
) -> None:
    headers = await sign_in(client, "sơn")
    answer = await client.post("/v1/reviews/search", json={}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")
    assert (await client.get("/v1/supervision/stations", headers=headers)).status_code == 200


async def test_practice_messages_do_not_exist_in_a_real_service(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/practice/messages", headers=await sign_in(client, "lan"))
    assert answer.status_code == 404


async def _try(client: httpx.AsyncClient, name: str, passphrase: str) -> httpx.Response:
    form = {"grant_type": "password", "username": name, "password": passphrase}
    return await client.post("/v1/people/token", data=form)


async def test_a_person_signs_in_with_todays_roles(client: httpx.AsyncClient, service: Service) -> None:
    answer = (await _try(client, "lan", PASSPHRASE)).json()
    assert (answer["person"], answer["agency"]) == ("lan", AGENCY)
    assert answer["roles"] == ["reviewer", "supervisor"]


@pytest.mark.parametrize("name", ["lan", "nobody"])
async def test_known_and_unknown_names_fail_alike_and_wait_longer_each_time(
    client: httpx.AsyncClient, clock: SetClock, name: str
) -> None:
    for _ in range(3):
        wrong = await _try(client, name, "wrong")
        assert (wrong.status_code, wrong.json()["code"]) == (400, "name_or_passphrase_wrong")
    waits = []
    for _ in range(3):
        blocked = await _try(client, name, PASSPHRASE)
        assert (blocked.status_code, blocked.json()["code"]) == (429, "wait_before_signing_in")
        waits.append(int(blocked.headers["Retry-After"]))
        clock.forward(seconds=waits[-1])
        assert (await _try(client, name, "wrong")).status_code == 400
    assert waits == sorted(set(waits))


async def test_the_right_passphrase_clears_the_failures(client: httpx.AsyncClient) -> None:
    for _ in range(4):
        await _try(client, "lan", "wrong")
        await sign_in(client, "kim")
    for _ in range(2):
        await _try(client, "sơn", "wrong")
    await sign_in(client, "sơn")
    for _ in range(2):
        assert (await _try(client, "sơn", "wrong")).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("DELETE", "/v1/records", 405, "method_not_allowed"),
        ("GET", "/v1/hello", 400, "request_invalid"),
        ("POST", "/v1/stations/enrol", 400, "request_invalid"),
        ("POST", "/v1/people/token", 400, "request_invalid"),
        ("POST", "/v1/stations/token", 400, "request_invalid"),
    ],
)
async def test_every_error_is_a_problem_with_a_code_and_the_security_headers(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await client.request(method, path, headers={"X-Echo": "Nguyễn".encode().hex()})
    problem = HttpProblem.model_validate_json(answer.content)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, problem.status, problem.code) == (status, status, code)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_was_wrong_is_never_repeated_in_the_answer(client: httpx.AsyncClient) -> None:
    body = {"code": "Bí mật của tôi", "public_key": 7, "app_version": "1"}
    answer = await client.post("/v1/stations/enrol", json=body)
    assert answer.status_code == 400
    assert "Bí mật" not in answer.text


async def test_the_page_of_routes_asks_nothing_of_other_servers(client: httpx.AsyncClient) -> None:
    page = (await client.get("/docs")).text
    assert "/v1/records/{record_id}/{revision}" in page
    assert "http" not in page
    assert (await client.get("/openapi.json")).json()["info"]["title"]
    assert (await client.get("/healthz")).json() == {"status": "ok"}


async def test_a_restart_keeps_keys_epoch_and_tokens(
    service: Service, station: FieldStation, clock: SetClock, tmp_path: Path, database_url: str
) -> None:
    record = station.record()
    first = await station.put(record)
    assert station.pinned is not None
    service.close()
    opened = open_test_service(tmp_path / "approval", clock, database_url=database_url)
    try:
        assert opened.keys.root_key == station.pinned.root_key
        async with client_of(opened) as client:
            station.client = client
            assert (await station.put(record)).content == first.content
    finally:
        opened.close()


async def test_a_new_signing_key_leaves_old_receipts_valid_and_is_told_to_stations(
    service: Service, station: FieldStation
) -> None:
    record = station.record()
    before = await station.put(record)
    service.office.change_signing_key()
    after = await station.put(record)
    assert after.content == before.content
    event = (await station.changes())["events"][-1]
    told = Signed.model_validate(event["data"]["keys"][0])
    assert event["kind"] == "keys_changed"
    assert station.pinned is not None
    assert verified(station.pinned.root_key, Purpose.KEY, told)
    fresh = Signed.model_validate((await station.put(station.record())).json()["receipt"])
    key = told.read(ServiceKey)
    assert key is not None
    assert fresh.kid == key.kid
    assert verified(key.public_key, Purpose.RECEIPT, fresh)
