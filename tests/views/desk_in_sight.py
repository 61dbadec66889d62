"""The desk's screen to test: a new desk, drawn with its camera ready, and a scanner that types the card."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from desk.ports.camera import CameraState
from desk.views.desk.view import desk_screen
from tests.views.at_the_desk import Desk, a_desk
from tests.views.harness import Screen
from tests.views.standing import Standing

SCANNER = "Máy quét hoặc dán mã"


@pytest.fixture
def desk() -> Desk:
    return a_desk()


@pytest.fixture
async def screen(desk: Desk) -> AsyncIterator[Screen]:
    async with Screen(Standing(desk.program).at(lambda place: desk_screen(place, desk.model))) as shown:
        await shown.until(lambda: desk.model.camera_state is CameraState.READY)
        yield shown


async def scanned(desk: Desk, screen: Screen) -> None:
    """A scanner has typed the person's card."""
    await screen.type(screen.field(SCANNER), desk.code, submit=True)
    await screen.until(lambda: desk.model.said is not None)


def focused(screen: Screen) -> int:
    return sum(call.method == "focus" for call in screen.client.calls)
