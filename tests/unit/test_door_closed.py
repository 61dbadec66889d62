"""A door that is closed while somebody still asks: locking does not wait for the network."""

from __future__ import annotations

import httpx

from desk.ports.service import NoAnswer, Reason
from desk.remote.door import Door


async def test_who_asks_after_the_lock_gets_no_answer_instead_of_a_fault() -> None:
    door = Door("http://127.0.0.1:9", transport=httpx.MockTransport(lambda _: httpx.Response(200)), tries=1)
    await door.close()
    assert await door.ask("GET", "/v1/stations") == NoAnswer(Reason.NO_NETWORK)
