"""Photos that take themselves, and what the coach says of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event
from typing import Any

import pytest

from declaration.draft import PhotoRole
from desk.ports.photographs import Advice, CardAdvice, CardSide, Photograph, PortraitAdvice
from desk.views.desk.aim import Aim
from tests.fakes.desk_eyes import OVAL, PlainLab
from tests.views.at_the_desk import Desk, aim, another_frame
from tests.views.at_the_desk import desk as desk

TAKE_PORTRAIT = PortraitAdvice((), OVAL, steady=1.0, take=True)


TAKE_CARD = CardAdvice((), None, CardSide.CCCD_BACK, steady=1.0, take=True)


async def test_card_read_side_turned_face_shown_and_all_photos_are_there_without_a_press(desk: Desk) -> None:
    await desk.look(desk.held.hold(desk.code))
    first = desk.model.draft.photos
    desk.held.hold(None)
    desk.eyes.card.advice = TAKE_CARD
    await desk.look(another_frame(1.0))
    assert len(desk.model.draft.photos) == 2
    assert aim(desk) is Aim.PORTRAIT
    desk.eyes.portrait.advice = TAKE_PORTRAIT
    await desk.look(another_frame(2.0))
    assert desk.model.draft.photos == first | {
        PhotoRole.CARD_FRONT,
        PhotoRole.CARD_BACK,
        PhotoRole.PORTRAIT,
    }
    assert aim(desk) is Aim.REST
    assert desk.saved == desk.model.draft
    assert desk.model.rings == 3


@dataclass
class SlowLab:
    """Every photo is made as soon as it ``may`` be."""

    may: Event
    inner: PlainLab

    def photograph(self, *given: Any, **named: Any) -> Photograph:
        assert self.may.wait(5)
        return self.inner.photograph(*given, **named)


@pytest.fixture
def slow(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowLab]:
    """Photos stay in hand until they may be made."""
    made = SlowLab(Event(), desk.eyes.lab)
    monkeypatch.setattr(desk.eyes, "lab", made)
    yield made
    made.may.set()


async def test_while_a_side_is_being_made_the_next_is_wanted_and_the_last_ones_aim_stays_until_it_is_held(
    desk: Desk, slow: SlowLab
) -> None:
    await desk.model.taking.look(desk.held.hold(desk.code))
    assert (aim(desk), desk.model.draft.photos) == (Aim.CARD_BACK, frozenset())
    desk.held.hold(None)
    desk.eyes.card.advice, desk.eyes.portrait.advice = TAKE_CARD, TAKE_PORTRAIT
    for at in (1.0, 2.0, 3.0):
        await desk.model.taking.look(another_frame(at))
    assert (aim(desk), desk.model.draft.photos) == (Aim.PORTRAIT, frozenset())
    slow.may.set()
    await desk.model.photos.in_hand.settled()
    assert len(desk.model.draft.photos) == 3
    assert [role for role, *_ in slow.inner.asked].count(PhotoRole.PORTRAIT) == 1
    assert aim(desk) is Aim.REST


async def test_who_goes_on_in_haste_waits_for_the_photos_just_taken(desk: Desk, slow: SlowLab) -> None:
    await desk.model.taking.look(desk.held.hold(desk.code))
    read = desk.model.draft.id
    leaving = asyncio.create_task(desk.model.next_person())
    await asyncio.sleep(0.02)
    assert desk.model.draft.id == read
    slow.may.set()
    await leaving
    kept = desk.program.drafts.draft(read)
    assert kept is not None
    assert len(kept.photos) == 1


async def test_the_photo_of_the_read_side_is_chosen_from_the_frames_around_the_reading(desk: Desk) -> None:
    desk.held.hold(None)
    for at in (1.0, 1.1, 1.2):
        await desk.look(another_frame(at))
    await desk.look(desk.held.hold(desk.code))
    _, given, _ = desk.eyes.lab.asked[0]
    assert given >= 3


async def test_the_coach_speaks_while_nothing_is_taken_and_is_silent_when_something_else_is_wanted(
    desk: Desk,
) -> None:
    desk.model.taking.set_aim(Aim.PORTRAIT)
    desk.eyes.portrait.advice = PortraitAdvice((Advice.CLOSER,), OVAL)
    await desk.look(another_frame(1.0))
    assert (desk.model.coaching.words, desk.model.coaching.oval) == ("advice.closer", OVAL)
    desk.eyes.portrait.advice = PortraitAdvice((), OVAL, steady=0.5)
    await desk.look(another_frame(2.0))
    assert desk.model.coaching.is_good
    assert desk.model.draft.photos == frozenset()
    desk.model.taking.set_aim(Aim.SCAN)
    assert (desk.model.coaching.words, desk.model.coaching.oval) == ("", None)


async def test_the_wanted_side_is_what_the_coach_is_asked_for(desk: Desk) -> None:
    desk.model.taking.set_aim(Aim.CARD_BACK)
    await desk.look(another_frame(1.0))
    assert desk.eyes.card.wanted is PhotoRole.CARD_BACK
    assert desk.model.coaching.words == "card_advice.no_card"


async def test_while_something_is_asked_the_camera_changes_nothing(desk: Desk) -> None:
    desk.model.taking.set_aim(Aim.PORTRAIT)
    desk.eyes.portrait.advice = TAKE_PORTRAIT
    desk.model.cutting = PhotoRole.CARD_FRONT
    await desk.look(another_frame(1.0))
    assert desk.model.draft.photos == frozenset()
