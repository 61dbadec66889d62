"""What is still being read or looked at when the desk is locked changes nothing any more."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from declaration.draft import Field, PhotoRole, Source
from desk.ports.camera import Pixels, Reading
from desk.ports.photographs import PortraitAdvice
from desk.ports.store import LockedError
from desk.views.desk.aim import Aim
from tests.fakes.desk_eyes import OVAL
from tests.views.at_the_desk import Desk, a_desk


class Slow:
    """Work of another thread, held up until it is let go on."""

    def __init__(self) -> None:
        self.begun, self._may_end = threading.Event(), threading.Event()

    def hold_up(self) -> None:
        self.begun.set()
        assert self._may_end.wait(5)

    def let_go(self) -> None:
        self._may_end.set()

    async def until_begun(self) -> None:
        assert await asyncio.to_thread(self.begun.wait, 5)


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    yield made
    made.let_go()


async def _end(slow: Slow) -> None:
    """The work ends, and whatever follows from it has had its turn."""
    slow.let_go()
    for _ in range(20):
        await asyncio.sleep(0.005)


def _changes_nothing_more(desk: Desk) -> None:
    """Every later write is the lock's to refuse."""

    def refuse(*_: object) -> None:
        raise LockedError("locked")

    for name in ("save", "keep_photo", "finish", "problems"):
        setattr(desk.program.registration, name, refuse)


@pytest.mark.parametrize("quick", [True, False])
async def test_a_code_read_after_the_lock_fills_nothing(
    slow: Slow, quick: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = a_desk()

    def held_up(pixels: Pixels) -> Reading:
        slow.hold_up()
        return Reading(desk.code, "held", sure=True, ms=0.1)

    monkeypatch.setattr(desk.held, "read", held_up)
    unread = Reading(None, "", sure=False, ms=0.1)
    monkeypatch.setattr(desk.held, "glance", held_up if quick else lambda _: unread)
    looking = asyncio.create_task(desk.model.taking.look(desk.held.hold(desk.code)))
    await slow.until_begun()
    await desk.model.put_down()
    _changes_nothing_more(desk)
    saved = dict(desk.program.shelf.drafts)
    touches = desk.program.touches
    await _end(slow)
    await looking
    assert desk.model.draft.is_empty
    assert desk.program.shelf.drafts == saved
    assert desk.program.touches == touches
    assert "never retrieved" not in caplog.text


async def test_a_scan_being_recognised_at_the_lock_fills_nothing(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = a_desk()
    take = desk.model.table.scanning.take

    def held_up(*given: object) -> object:
        slow.hold_up()
        return take(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.model.table.scanning, "take", held_up)
    scanning = asyncio.create_task(desk.model.codes.take_text(desk.code))
    await slow.until_begun()
    await desk.model.put_down()
    _changes_nothing_more(desk)
    await _end(slow)
    await scanning
    assert desk.model.draft.value(Field.FULL_NAME) == ""


async def test_a_scanners_line_still_resting_at_the_lock_is_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desk.views.desk.codes.SCANNER_RESTS", 0.02)
    desk = a_desk()
    desk.model.codes.type_scan(desk.code)
    await desk.model.put_down()
    await asyncio.sleep(0.1)
    assert desk.model.draft.is_empty


async def test_a_portrait_judged_good_after_the_lock_is_not_taken(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = a_desk()
    desk.model.taking.set_aim(Aim.PORTRAIT)

    def held_up(_: object) -> PortraitAdvice:
        slow.hold_up()
        return PortraitAdvice((), OVAL, take=True)

    monkeypatch.setattr(desk.eyes.portrait, "look", held_up)
    looking = asyncio.create_task(desk.model.taking.look(desk.held.hold(None)))
    await slow.until_begun()
    await desk.model.put_down()
    await _end(slow)
    await looking
    assert desk.eyes.lab.asked == []


async def test_a_photo_made_after_the_lock_is_not_kept(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = a_desk()
    desk.model.taking.set_aim(Aim.PORTRAIT)
    make = desk.eyes.lab.photograph

    def held_up(*given: object, **named: object) -> object:
        slow.hold_up()
        return make(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.eyes.lab, "photograph", held_up)
    taking = asyncio.create_task(desk.model.photos.capture())
    await slow.until_begun()
    await desk.model.put_down()
    _changes_nothing_more(desk)
    await _end(slow)
    await taking
    assert PhotoRole.PORTRAIT not in desk.model.draft.photos
    assert desk.model.pictures == {}


async def test_a_card_side_compared_after_the_lock_doubts_nothing(
    slow: Slow, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = a_desk()
    await desk.fill()
    desk.model.taking.set_aim(Aim.CARD_BACK)

    def held_up(_: object) -> None:
        slow.hold_up()

    monkeypatch.setattr(desk.model.photos._comparing, "look", held_up)
    await desk.model.photos.capture()
    await slow.until_begun()
    await desk.model.put_down()
    _changes_nothing_more(desk)
    before = desk.model.draft
    await _end(slow)
    assert desk.model.draft is before
    assert desk.model.photos._looking == set()
    assert "never retrieved" not in caplog.text


async def test_a_desk_whose_window_is_gone_is_put_down_all_the_same() -> None:
    desk = a_desk()
    await desk.fill()
    changed = desk.model.draft.with_value(Field.PHONE, "0987", Source.TYPED)
    desk.model.typed(changed)

    def gone(*_: object) -> None:
        raise RuntimeError("Session closed")

    desk.model.subscribe(gone)  # type: ignore[attr-defined]  # of ft.observable
    await desk.model.put_down()
    assert desk.saved == changed
