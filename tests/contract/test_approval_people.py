"""People's own sign-in, and what administrators do about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pyotp
import pytest

from approval.identities import OFFICE, Keeper
from approval.service import Service
from approval.storage.sign_in_rows import PersonRow
from declaration.problems import Problem
from declaration.wire.people import FirstPassphrase, StaffFacts
from declaration.wire.sign_in import PersonRole
from tests.fakes.field_station import AGENCY, OTHER_AGENCY, PASSPHRASE, SetClock, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]

OWN = "một câu khác hẳn 27"
KEEPER = Keeper("quan-tri", frozenset({AGENCY}), AGENCY)


async def _try(client: httpx.AsyncClient, name: str, passphrase: str, code: str = "") -> httpx.Response:
    form = {"grant_type": "password", "username": name, "password": passphrase, "code": code}
    return await client.post("/v1/people/token", data=form)


async def _headers(client: httpx.AsyncClient, name: str, passphrase: str, code: str = "") -> dict[str, str]:
    answer = await _try(client, name, passphrase, code)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def _review_code(client: httpx.AsyncClient, headers: dict[str, str]) -> Any:
    answer = await client.post("/v1/reviews/search", json={}, headers=headers)
    return answer.json().get("code", answer.status_code)


async def _with_second_step(
    client: httpx.AsyncClient, clock: SetClock, name: str
) -> tuple[pyotp.TOTP, list[str]]:
    headers = await sign_in(client, name)
    begun = await client.post("/v1/people/me/second-step", json={"passphrase": PASSPHRASE}, headers=headers)
    totp = pyotp.TOTP(begun.json()["letters"])
    assert begun.json()["address"] == totp.provisioning_uri(name=name, issuer_name="BHXH")
    code = {"code": totp.at(clock.now)}
    answer = await client.post("/v1/people/me/second-step/confirm", json=code, headers=headers)
    assert answer.status_code == 200, answer.text
    clock.forward(seconds=30)
    return totp, answer.json()["codes"]


# -- a first passphrase, and one's own --


def _first(service: Service, name: str = "mới") -> str:
    facts = StaffFacts(name=name, display_name="Mới Mẫu", roles=(PersonRole.REVIEWER,), agency=AGENCY)
    made = service.staff.put(KEEPER, facts)
    assert isinstance(made, FirstPassphrase)
    return made.passphrase


async def test_a_first_passphrase_serves_only_to_choose_ones_own(
    service: Service, client: httpx.AsyncClient
) -> None:
    first = _first(service)
    answer = await _try(client, "mới", first)
    assert answer.json()["must_change"] is True
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert await _review_code(client, headers) == "passphrase_must_change"
    change = {"passphrase": first, "new": OWN}
    assert (await client.put("/v1/people/me/passphrase", json=change, headers=headers)).status_code == 204
    assert await _review_code(client, headers) == "token_invalid"
    assert (await _try(client, "mới", first)).status_code == 400
    assert await _review_code(client, await _headers(client, "mới", OWN)) == 200


async def test_a_first_passphrase_ends_by_itself(
    service: Service, client: httpx.AsyncClient, clock: SetClock
) -> None:
    first = _first(service)
    clock.forward(hours=72)
    assert (await _try(client, "mới", first)).json()["code"] == "name_or_passphrase_wrong"


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("ngắn", "passphrase_too_short"),
        ("x" * 201, "passphrase_too_long"),
        ("Mật khẩu 123456", "passphrase_well_known"),
        ("Lan Mẫu 1990-01", "passphrase_well_known"),
        (PASSPHRASE, "passphrase_not_new"),
    ],
)
async def test_what_cannot_be_a_passphrase_changes_nothing(
    client: httpx.AsyncClient, new: str, code: str
) -> None:
    headers = await sign_in(client, "lan")
    change = {"passphrase": PASSPHRASE, "new": new}
    answer = await client.put("/v1/people/me/passphrase", json=change, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await _review_code(client, headers) == 200


async def test_guessing_at_an_open_screen_waits_like_guessing_at_the_door(client: httpx.AsyncClient) -> None:
    headers = await sign_in(client, "lan")
    change = {"passphrase": "wrong", "new": OWN}
    for _ in range(3):
        answer = await client.put("/v1/people/me/passphrase", json=change, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "name_or_passphrase_wrong")
    answer = await client.put("/v1/people/me/passphrase", json=change, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (429, "wait_before_signing_in")


# -- the second step --


async def test_with_a_second_step_the_passphrase_alone_opens_nothing_and_says_nothing(
    client: httpx.AsyncClient, clock: SetClock
) -> None:
    totp, _ = await _with_second_step(client, clock, "lan")
    refused = [await _try(client, "lan", PASSPHRASE, code) for code in ("", "000000")]
    stranger = await _try(client, "nobody", "wrong")
    assert {(each.status_code, each.content) for each in refused} == {(400, stranger.content)}
    answer = await _try(client, "lan", PASSPHRASE, totp.at(clock.now))
    assert (answer.status_code, answer.json()["second_step"]) == (200, True)


async def test_a_code_serves_once_and_its_neighbours_in_time_are_taken(
    client: httpx.AsyncClient, clock: SetClock
) -> None:
    totp, _ = await _with_second_step(client, clock, "lan")
    clock.forward(seconds=60)
    late = totp.at(clock.now - timedelta(seconds=30))
    assert (await _try(client, "lan", PASSPHRASE, late)).status_code == 200
    assert (await _try(client, "lan", PASSPHRASE, late)).status_code == 400
    early = totp.at(clock.now + timedelta(seconds=90))
    assert (await _try(client, "lan", PASSPHRASE, early)).status_code == 400
    assert (await _try(client, "lan", PASSPHRASE, totp.at(clock.now))).status_code == 200


async def test_a_recovery_code_stands_in_once(client: httpx.AsyncClient, clock: SetClock) -> None:
    _, codes = await _with_second_step(client, clock, "lan")
    assert len(set(codes)) == 8
    typed = codes[0].lower().replace("-", " ")
    assert (await _try(client, "lan", PASSPHRASE, typed)).status_code == 200
    assert (await _try(client, "lan", PASSPHRASE, codes[0])).status_code == 400
    assert (await _try(client, "lan", "wrong", codes[1])).status_code == 400
    assert (await _try(client, "lan", PASSPHRASE, codes[1])).status_code == 200, (
        "a wrong passphrase used none"
    )


async def test_a_second_step_goes_on_with_the_same_app_after_the_sealing_key_has_changed(
    service: Service, client: httpx.AsyncClient, clock: SetClock
) -> None:
    totp, _ = await _with_second_step(client, clock, "lan")
    service.office.change_sealing_key()
    with service.database.reading() as session:
        kept = session.get_one(PersonRow, "lan").totp
    assert kept is not None
    assert kept.startswith(service.keys.sealing_kid), "what a former key opens is kept no longer"
    assert (await _try(client, "lan", PASSPHRASE, totp.at(clock.now))).status_code == 200


async def test_a_second_step_begun_and_never_confirmed_is_asked_of_nobody(
    client: httpx.AsyncClient,
) -> None:
    headers = await sign_in(client, "lan")
    asked = {"passphrase": PASSPHRASE}
    assert (await client.post("/v1/people/me/second-step", json=asked, headers=headers)).status_code == 200
    path = "/v1/people/me/second-step/confirm"
    wrong = await client.post(path, json={"code": "000000"}, headers=headers)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "second_step_code_wrong")
    assert (await _try(client, "lan", PASSPHRASE)).status_code == 200


async def test_a_lost_telephone_is_dropped_by_who_keeps_people(
    service: Service, client: httpx.AsyncClient, clock: SetClock
) -> None:
    _, codes = await _with_second_step(client, clock, "lan")
    assert service.staff.drop_second_step(KEEPER, "lan") is None
    assert (await _try(client, "lan", PASSPHRASE)).status_code == 200
    await _with_second_step(client, clock, "lan")
    assert (await _try(client, "lan", PASSPHRASE, codes[2])).status_code == 400, "of the secret before"


async def test_no_secret_and_no_code_lies_open_in_the_database(
    client: httpx.AsyncClient, clock: SetClock, at_rest: Any
) -> None:
    totp, codes = await _with_second_step(client, clock, "lan")
    kept = b"".join(at_rest())
    assert not [text for text in (totp.secret, *codes) if text.encode() in kept]


# -- who keeps people --


async def test_who_is_dismissed_is_out_at_once_and_comes_in_no_more(
    service: Service, client: httpx.AsyncClient
) -> None:
    headers = await sign_in(client, "lan")
    assert service.staff.set_active(KEEPER, "lan", False) is None
    assert await _review_code(client, headers) == "token_invalid"
    refused, stranger = await _try(client, "lan", PASSPHRASE), await _try(client, "nobody", PASSPHRASE)
    assert (refused.status_code, refused.content) == (400, stranger.content)
    assert service.staff.set_active(KEEPER, "lan", True) is None
    assert await _review_code(client, headers) == "token_invalid", "taken back, but not signed in"
    assert (await _try(client, "lan", PASSPHRASE)).status_code == 200


async def test_other_roles_hold_at_once(service: Service, client: httpx.AsyncClient) -> None:
    headers = await sign_in(client, "lan")
    facts = StaffFacts(name="lan", display_name="Lan", roles=(PersonRole.SUPERVISOR,), agency=AGENCY)
    made = service.staff.put(KEEPER, facts)
    assert made == FirstPassphrase(passphrase="", until=None)
    assert await _review_code(client, headers) == "role_missing"
    assert (await client.get("/v1/supervision/stations", headers=headers)).status_code == 200


async def test_a_reset_ends_what_was_and_begins_with_a_first_passphrase(
    service: Service, client: httpx.AsyncClient
) -> None:
    headers = await sign_in(client, "lan")
    made = service.staff.reset(KEEPER, "lan")
    assert isinstance(made, FirstPassphrase)
    assert await _review_code(client, headers) == "token_invalid"
    assert (await _try(client, "lan", PASSPHRASE)).status_code == 400
    assert (await _try(client, "lan", made.passphrase)).json()["must_change"] is True


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"roles": ()}, "roles_missing"),
        ({"roles": ("administrator", "reviewer")}, "roles_exclude_one_another"),
        ({"agency": OTHER_AGENCY}, "agency_unknown"),
        ({"agency": "?"}, "agency_unknown"),
        ({"name": "kim"}, "name_taken"),
        ({"name": KEEPER.name}, "not_oneself"),
    ],
)
def test_what_a_keeper_may_not_set_is_named(service: Service, changed: dict[str, Any], code: str) -> None:
    facts = {"name": "x", "display_name": "X", "roles": ("reviewer",), "agency": AGENCY} | changed
    made = service.staff.put(KEEPER, StaffFacts.model_validate(facts))
    assert isinstance(made, Problem)
    assert made.code == code


def test_nobody_of_another_agency_and_not_oneself(service: Service) -> None:
    assert _code(service.staff.set_active(KEEPER, "kim", False)) == "person_unknown"
    assert _code(service.staff.set_active(Keeper("lan", frozenset({AGENCY})), "lan", False)) == "not_oneself"
    assert _code(service.staff.reset(KEEPER, "nobody")) == "person_unknown"
    names = {each.name for each in service.staff.everybody(KEEPER)}
    assert names == {"lan", "sơn"}
    assert {each.name for each in service.staff.everybody(OFFICE)} == {"lan", "sơn", "kim"}


# -- short tokens --


async def test_a_token_lives_while_it_is_used_and_no_longer_than_a_working_day(
    client: httpx.AsyncClient, clock: SetClock
) -> None:
    headers = await sign_in(client, "lan")
    for _ in range(59):
        clock.forward(minutes=10)
        assert await _review_code(client, headers) == 200
    clock.forward(minutes=10)
    assert await _review_code(client, headers) == "token_invalid"
    idle = await sign_in(client, "lan")
    clock.forward(minutes=15)
    assert await _review_code(client, idle) == "token_invalid"


def _code(answer: object) -> str:
    assert isinstance(answer, Problem)
    return answer.code
