"""What is typed or photographed at the desk is in the file in its order, and it is said when it is not."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from declaration.draft import Draft, Field, PhotoRole
from desk.ports.store import Photo
from desk.views.desk import watching
from desk.views.desk.aim import Said
from desk.views.desk.keeping import SAVE_AFTER
from desk.views.theme import Tone
from tests.fakes.declared import picture
from tests.views.at_the_desk import Desk, settle
from tests.views.at_the_desk import desk as desk


async def test_typed_text_is_written_as_soon_as_it_rests_and_early_enough_for_300_ms(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing but the rest stands before the write; what the write takes, benchmarks/store.py measures."""
    rests = _timers(monkeypatch)
    for end in ("Nguyễn", "Nguyễn Thị", "Nguyễn Thị Mẫu"):
        desk.model.filling.type(Field.FULL_NAME, end)
        await asyncio.sleep(0)  # the key's own task begins
    assert rests == [SAVE_AFTER] * 3, "counted anew from every key"
    assert SAVE_AFTER <= 0.25
    writing = desk.model.keeping._waiting
    assert writing is not None
    await asyncio.wait_for(writing, 60)
    assert desk.saved is not None
    assert desk.saved.value(Field.FULL_NAME) == "Nguyễn Thị Mẫu"
    assert [name for name in desk.drafts if name] == ["Nguyễn Thị Mẫu"]


async def test_typed_text_that_could_not_be_saved_is_said_and_goes_with_the_next_key(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as full:
        full.setattr(desk.program.drafts, "save", no_room)
        await _type_and_rest(desk, "Nguyễn Thị")
        assert desk.model.said == Said(Tone.ERROR, "desk.said.not_saved")
    await _type_and_rest(desk, "Nguyễn Thị Mẫu")
    assert "Nguyễn Thị Mẫu" in desk.drafts


async def test_a_photo_that_could_not_be_kept_is_said_and_the_camera_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(watching, "_AFTER_TROUBLE", 0.0)
    with monkeypatch.context() as full:
        full.setattr(desk.program.drafts, "keep_photo", no_room)
        await watching._show(desk.model, desk.held.hold(desk.code))
        await desk.model.photos.in_hand.settled()
    assert desk.model.said == Said(Tone.ERROR, "desk.said.not_kept")
    assert desk.saved is not None, "what was read is in the file"


async def test_a_save_nobody_waits_for_any_more_is_not_overtaken_and_puts_no_older_text_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, may_write, first = desk.program.drafts.save, threading.Event(), threading.Event()

    def slow(draft: Draft, registrar: str) -> None:
        if not first.is_set():
            first.set()
            may_write.wait(10)
        save(draft, registrar)

    monkeypatch.setattr(desk.program.drafts, "save", slow)
    desk.model.filling.type(Field.FULL_NAME, "Nguyễn")
    older = asyncio.create_task(desk.model.keeping.now())
    await asyncio.to_thread(first.wait, 10)
    older.cancel()
    desk.model.filling.type(Field.FULL_NAME, "Nguyễn Thị Mẫu")
    newer = asyncio.create_task(desk.model.keeping.now())
    await asyncio.wait({newer}, timeout=0.1)
    may_write.set()
    await newer
    assert older.cancelled()
    await settle()
    assert list(desk.drafts) == ["Nguyễn Thị Mẫu"]


async def test_a_photo_nobody_waits_for_any_more_is_on_the_form_as_it_is_in_the_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.model.codes.take_text(desk.code)
    keep, may_keep, first = desk.program.drafts.keep_photo, threading.Event(), threading.Event()

    def slow(draft: Draft, photo: Photo, registrar: str) -> Draft:
        first.set()
        may_keep.wait(10)
        return keep(draft, photo, registrar)

    monkeypatch.setattr(desk.program.drafts, "keep_photo", slow)
    taking = asyncio.create_task(
        desk.model.keeping.photo(picture(1, PhotoRole.PORTRAIT), desk.model.draft.id, None)
    )
    await asyncio.to_thread(first.wait, 10)
    taking.cancel()
    may_keep.set()
    await desk.model.keeping.now()
    assert PhotoRole.PORTRAIT in desk.model.draft.photos
    assert desk.saved == desk.model.draft


async def test_a_save_that_failed_is_no_less_said_for_having_been_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_fail = threading.Event(), threading.Event()

    def no_room(*_: object) -> None:
        begun.set()
        may_fail.wait(10)
        raise OSError("no room")

    desk.model.filling.type(Field.FULL_NAME, "Nguyễn Thị Mẫu")
    with monkeypatch.context() as full:
        full.setattr(desk.program.drafts, "save", no_room)
        saving = asyncio.create_task(desk.model.keeping.now())
        await asyncio.to_thread(begun.wait, 10)
        saving.cancel()
        may_fail.set()
        with pytest.raises(OSError, match="no room"):
            await saving


async def _type_and_rest(desk: Desk, name: str) -> None:
    desk.model.filling.type(Field.FULL_NAME, name)
    writing = desk.model.keeping._waiting
    assert writing is not None
    await asyncio.wait_for(writing, 60)


def _timers(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Every wait that is begun on this loop from now on, in seconds."""
    loop, begun = asyncio.get_running_loop(), list[float]()
    call_later = loop.call_later

    def noted(
        delay: float, callback: Callable[..., object], *given: Any, **named: Any
    ) -> asyncio.TimerHandle:
        begun.append(delay)
        return call_later(delay, callback, *given, **named)

    monkeypatch.setattr(loop, "call_later", noted)
    return begun


async def test_a_photo_that_is_ready_too_late_does_not_get_to_the_next_person(desk: Desk) -> None:
    await desk.model.codes.take_text(desk.code)
    first = desk.model.draft.id
    await desk.model.next_person()
    assert not await desk.model.keep_photo(picture(1, PhotoRole.PORTRAIT), first)
    assert desk.model.pictures == {}
    assert desk.model.draft.photos == frozenset()
