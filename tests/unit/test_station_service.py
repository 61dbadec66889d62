"""Speaking to the service: a hello is believed for its signature and nonce, a torn photo goes on."""

from __future__ import annotations

import asyncio
import json
import threading
from datetime import UTC, datetime

import httpx
import pytest

from declaration.wire.problem import MEDIA_TYPE
from declaration.wire.sign_in import Hello, Token
from declaration.wire.signed import Purpose, Signed, digest
from desk.ports.keys import Turn
from desk.ports.service import Denied, NoAnswer, Reason, Stored
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from desk.storage.vault.service_keys import PinnedKeys, TrustedService
from desk.storage.vault.station_key import StationKey
from tests.fakes.program import SetClock
from tests.fakes.station_service import FakeStationService

FOREIGN = NoAnswer(Reason.FOREIGN)
STRANGER = NoAnswer(Reason.STRANGER)
PHOTO = bytes(range(256)) * 100
NAME = digest(PHOTO)


class Half:
    """A service that keeps what arrives of a photo and loses the line after so many bytes."""

    def __init__(self, *breaks: int) -> None:
        self.breaks = list(breaks)
        self.kept = b""
        self.asked: list[str] = []
        self.sent = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.method)
        if request.method == "HEAD":
            whole = "?1" if self.kept == PHOTO else "?0"
            return httpx.Response(
                200, headers={"Upload-Offset": str(len(self.kept)), "Upload-Complete": whole}
            )
        start = int(request.headers.get("Upload-Offset", "0"))
        if start != len(self.kept) and request.method == "PATCH":
            return _problem(409, "wrong_offset")
        body = request.content[: self.breaks[0]] if self.breaks else request.content
        self.kept = self.kept[:start] + body
        self.sent += len(body)
        if self.breaks:
            self.breaks.pop(0)
            raise httpx.WriteError("the line broke")
        return httpx.Response(201 if digest(self.kept) == NAME else 422)


def _problem(status: int, code: str) -> httpx.Response:
    body = json.dumps({"status": status, "code": code})
    return httpx.Response(status, content=body, headers={"Content-Type": MEDIA_TYPE})


def station(handler: object, keys: TrustedService | None = None) -> RemoteStation:
    transport = httpx.MockTransport(handler)  # type: ignore[arg-type]
    return RemoteStation(Door("http://service.example", transport=transport, longest_pause=0), keys)


async def test_a_torn_photo_is_sent_on_and_no_byte_twice() -> None:
    half = Half(10_000, 5_000)
    speaking = station(half)
    heard: list[int] = []
    broken = NoAnswer(Reason.NO_NETWORK)
    assert await speaking.put_blob(NAME, PHOTO, "image/jpeg", False, heard.append) == broken
    assert await speaking.put_blob(NAME, PHOTO, "image/jpeg", True, heard.append) == broken
    assert await speaking.put_blob(NAME, PHOTO, "image/jpeg", True, heard.append) == Stored()
    assert half.kept == PHOTO
    assert half.sent == len(PHOTO)
    assert half.asked == ["PUT", "HEAD", "PATCH", "HEAD", "PATCH"]
    assert [heard[0], heard[-1]] == [0, len(PHOTO)]
    assert {10_000, 15_000} <= set(heard), "a begun one starts at the service's own word"


async def test_a_photo_whose_answer_was_lost_is_not_sent_again() -> None:
    half = Half(len(PHOTO))
    speaking = station(half)
    assert await speaking.put_blob(NAME, PHOTO, "image/jpeg") == NoAnswer(Reason.NO_NETWORK)
    assert await speaking.put_blob(NAME, PHOTO, "image/jpeg", True) == Stored()
    assert half.asked == ["PUT", "HEAD"]


async def test_an_offset_that_moved_meanwhile_is_a_break_like_any_other() -> None:
    half = Half(1000)

    def moves(request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH" and half.asked.count("PATCH") == 0:
            half.kept = PHOTO[:3000]
        return half(request)

    speaking = station(moves)
    for begun in (False, True):
        assert await speaking.put_blob(NAME, PHOTO, "image/jpeg", begun) == NoAnswer(Reason.NO_NETWORK)
    assert await speaking.put_blob(NAME, PHOTO, "image/jpeg", True) == Stored()


async def test_a_sign_in_page_stores_no_photo() -> None:
    def portal(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, html="<p>Wi-Fi</p>")

    assert await station(portal).put_blob(NAME, PHOTO, "image/jpeg") == FOREIGN


async def test_a_photo_the_service_denies_is_denied() -> None:
    def denies(_: httpx.Request) -> httpx.Response:
        return _problem(422, "blob_digest_differs")

    assert await station(denies).put_blob(NAME, PHOTO, "image/jpeg") == Denied("blob_digest_differs", 422)


@pytest.fixture
def agency() -> FakeStationService:
    return FakeStationService(SetClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)))


def trusted(agency: FakeStationService) -> TrustedService:
    return TrustedService(PinnedKeys(agency.root.public_key, agency.certificates), lambda _: None)


async def greeted(
    keys: TrustedService, agency: FakeStationService, key: StationKey, **changed: object
) -> Hello | NoAnswer:
    """What the station makes of a hello that this key signed."""

    async def answers(request: httpx.Request) -> httpx.Response:
        hello = await agency.hello()
        assert isinstance(hello, Hello)
        said = hello.model_copy(update={"nonce": request.url.params["nonce"], "kid": key.station} | changed)
        signed: Signed = key.sign(Purpose.HELLO, said.model_dump_json())
        return httpx.Response(200, content=signed.to_bytes(), headers={"Content-Type": "application/json"})

    return await station(answers, keys).hello()


async def test_a_hello_signed_by_a_certified_key_for_our_nonce_is_believed(
    agency: FakeStationService,
) -> None:
    assert isinstance(await greeted(trusted(agency), agency, agency.signing), Hello)


async def test_a_recorded_hello_is_a_strangers(agency: FakeStationService) -> None:
    assert await greeted(trusted(agency), agency, agency.signing, nonce="of another time") == STRANGER


async def test_a_hello_of_a_key_the_root_never_certified_is_a_strangers(agency: FakeStationService) -> None:
    stranger = StationKey(StationKey.make().private_bytes, "signing-9")
    assert await greeted(trusted(agency), agency, stranger) == STRANGER
    impostor = StationKey(StationKey.make().private_bytes, agency.signing.station)
    assert await greeted(trusted(agency), agency, impostor) == STRANGER


async def test_a_hello_brings_the_certificate_of_a_new_key_along(agency: FakeStationService) -> None:
    keys = trusted(agency)
    agency.change_signing_key()
    assert isinstance(await greeted(keys, agency, agency.signing), Hello)


async def test_of_two_greetings_that_bring_a_new_key_neither_goes_by_half_of_it(
    agency: FakeStationService,
) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def remember(_: PinnedKeys) -> None:
        begun.set()
        may_end.wait(10)

    keys = TrustedService(PinnedKeys(agency.root.public_key, agency.certificates), remember)
    agency.change_signing_key()
    first = asyncio.create_task(asyncio.to_thread(keys.learn, agency.certificates))
    await asyncio.to_thread(begun.wait, 10)
    second = asyncio.create_task(asyncio.to_thread(keys.learn, agency.certificates))
    done, _ = await asyncio.wait([second], timeout=0.1)
    assert not done
    may_end.set()
    await asyncio.gather(first, second)
    assert isinstance(await greeted(keys, agency, agency.signing), Hello)


async def test_before_enrolment_no_hello_is_believed(agency: FakeStationService) -> None:
    def answers(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={})

    assert await station(answers).hello() == FOREIGN


@pytest.mark.parametrize(("echoed", "is_taken"), [("next", True), ("", True), ("of another day", False)])
async def test_a_token_that_answers_another_request_changes_no_turn(echoed: str, is_taken: bool) -> None:
    """Told that its turn was taken though it was not, a station would be refused as a copy for good."""

    def answers(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"access_token": "t", "expires_in": 900, "turn": echoed})

    token = await station(answers).token("assertion", Turn(next="next", after="before"))
    assert isinstance(token, Token) is is_taken
    assert is_taken or token == FOREIGN
