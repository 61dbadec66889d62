"""No downgrade: whatever an address or an answer says, nobody's data leaves this machine in the clear."""

from __future__ import annotations

import httpx
import pytest

from desk.ports.service import NoAnswer, Reason
from desk.remote.door import Door


@pytest.mark.parametrize(
    "address",
    ["http://service.example", "http://192.0.2.1:8800", "HTTP://service.example", "http://127.0.0.1.example",
     "http://localhost@service.example", "ftp://127.0.0.1", "service.example"],
)  # fmt: skip
def test_nobody_is_spoken_to_in_the_clear(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Door(address)


@pytest.mark.parametrize(
    "address", ["https://service.example", "http://127.0.0.1:8800", "http://localhost", "http://[::1]:1"]
)
async def test_but_for_a_service_on_this_very_machine(address: str) -> None:
    await Door(address).close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_the_clear_is_not_followed(status: int) -> None:
    asked: list[httpx.URL] = []

    def redirects(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(status, headers={"Location": "http://service.example/v1/records"})

    door = Door("https://service.example", transport=httpx.MockTransport(redirects), longest_pause=0)
    door.bearer = "a-token"
    assert await door.ask("POST", "/v1/records", content=b"sealed") == NoAnswer(Reason.FOREIGN)
    assert [url.scheme for url in asked] == ["https"]
    await door.close()
