"""How the desk looks: quick looks and all eyes, what is advised, and what they fail at or are unsure of."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from threading import Event

import pytest

from desk.ports.camera import Frame, Pixels, Reading
from desk.ports.photographs import CardAdvice, CardHint, CardSide
from tests.views.at_the_desk import Desk, another_frame, until
from tests.views.at_the_desk import desk as desk


async def test_a_card_that_stays_unread_is_advised_about_after_two_seconds(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = 100.0
    monkeypatch.setattr("desk.views.desk.taking.time.monotonic", lambda: clock)
    desk.held.hold(None)
    desk.eyes.card.advice = CardAdvice((CardHint.CLOSER,))
    await look(desk, another_frame(1.0))
    assert desk.model.coaching.words == ""
    clock += 2.1
    await look(desk, another_frame(2.0))
    assert desk.model.coaching.words == "desk.hint.closer"
    clock += 1
    desk.eyes.card.advice = CardAdvice((), side=CardSide.CCCD_BACK)
    await look(desk, another_frame(3.0))
    assert desk.model.coaching.words == "desk.hint.turn_over"
    clock += 1
    desk.eyes.card.advice = CardAdvice((CardHint.NO_CARD,))
    await look(desk, another_frame(4.0))
    assert desk.model.coaching.words == ""


async def test_what_a_reader_is_unsure_of_never_fills_the_form_by_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = desk.held.hold(desk.code)
    sure = desk.held.read(frame.pixels)
    monkeypatch.setattr(desk.held, "read", lambda _: replace(sure, sure=False))
    await desk.look(frame)
    assert desk.model.draft.is_empty


async def test_before_an_empty_table_all_eyes_look_only_now_and_then(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, full = 100.0, 0
    monkeypatch.setattr("desk.views.desk.taking.time.monotonic", lambda: clock)

    def read(pixels: Pixels) -> Reading:
        nonlocal full
        full += 1
        return Reading(None, "held", sure=False, ms=0.1)

    desk.held.hold(None)
    monkeypatch.setattr(desk.held, "glance", desk.held.read)
    monkeypatch.setattr(desk.held, "read", read)
    for at in range(20):
        clock += 0.1
        await look(desk, another_frame(float(at)))
    assert 3 <= full <= 6
    desk.eyes.card.advice = CardAdvice((CardHint.CLOSER,))
    clock += 1
    await look(desk, another_frame(30.0))
    full = 0
    for at in range(5):
        await look(desk, another_frame(31.0 + at))
    assert full == 5


async def test_quick_looks_go_on_while_all_eyes_are_upon_an_older_frame(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends, glances, code = Event(), 0, desk.code

    def glance(pixels: Pixels) -> Reading:
        nonlocal glances
        glances += 1
        return Reading(None, "", sure=False, ms=0.1)

    def read(pixels: Pixels) -> Reading:
        ends.wait(10)
        return Reading(code, "soft", sure=True, ms=150.0)

    desk.held.hold(None)
    monkeypatch.setattr(desk.held, "glance", glance)
    monkeypatch.setattr(desk.held, "read", read)
    for at in range(6):
        await desk.look(another_frame(1.0 + at))
    assert (glances, desk.model.draft.is_empty) == (6, True)
    ends.set()
    await until(lambda: not desk.model.draft.is_empty)


async def test_eyes_that_fail_are_heard_of_and_what_is_read_at_the_end_of_looking_comes_to_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(pixels: Pixels) -> Reading:
        raise ArithmeticError

    desk.held.hold(None)
    monkeypatch.setattr(desk.held, "glance", desk.held.read)
    monkeypatch.setattr(desk.held, "read", fail)
    await desk.look(another_frame(1.0))
    await asyncio.sleep(0.2)
    with pytest.raises(ArithmeticError):
        await desk.look(another_frame(2.0))
    ends, code = Event(), desk.code

    def read(pixels: Pixels) -> Reading:
        ends.wait(10)
        return Reading(code, "soft", sure=True, ms=150.0)

    monkeypatch.setattr(desk.held, "read", read)
    await desk.look(another_frame(3.0))
    await asyncio.sleep(0.05)
    desk.model.codes.rest()
    ends.set()
    await asyncio.sleep(0.1)
    assert desk.model.draft.is_empty


async def look(desk: Desk, frame: Frame) -> None:
    """Also what looks at it beside comes to its end."""
    taking, codes = desk.model.taking, desk.model.codes
    await taking.look(frame)
    await until(lambda: taking._beside.has_room() and codes._beside.has_room())
