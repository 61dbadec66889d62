"""Practice cards and the virtual camera: invented, marked, consistent and readable."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from inspect import unwrap
from pathlib import Path

import cv2
import numpy as np
import pytest

from declaration.cards.card import CardKind
from declaration.cards.identity_card import IdentityCard
from declaration.cards.insurance_card import InsuranceCard
from declaration.cards.mrz import Mrz, read_mrz
from declaration.cards.recognise import card_problems, recognise
from declaration.contact import Email, Phone, read_email, read_phone
from declaration.identity import card_expiry
from declaration.person import search_key
from desk.capture.reader import CodeReader
from desk.ports.camera import Camera, CameraState, Frame, Pixels, Rehearsal, Scene
from practice.drawn_cards import card_back, card_front, face, insurance_card, seen_by_camera
from practice.people import (
    PracticePerson,
    identity_payload,
    insurance_payload,
    invented_person,
    machine_readable_zone,
)
from practice.virtual_camera import VirtualCamera

FACES = Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_alt2.xml"
PEOPLE = [invented_person(seed) for seed in range(60)]
OLDER = next(person for person in PEOPLE if person.card_kind is CardKind.CCCD)
NEWER = next(person for person in PEOPLE if person.card_kind is CardKind.CAN_CUOC)


@pytest.mark.parametrize("person", PEOPLE)
def test_an_invented_person_agrees_with_their_cards(person: PracticePerson) -> None:
    card, insured = recognise(identity_payload(person)), recognise(insurance_payload(person))
    assert isinstance(card, IdentityCard)
    assert isinstance(insured, InsuranceCard)
    assert (card.kind, card.number.value, card.birth) == (person.card_kind, person.number, person.birth)
    assert (card.full_name, card.sex, card.address) == (person.full_name, person.sex, person.address)
    assert (insured.code.value, insured.full_name) == (person.insurance_code, person.full_name)
    assert card_problems(card, person.issued) == card_problems(insured, person.issued) == ()
    assert isinstance(read_phone(person.phone), Phone)
    assert isinstance(read_email(person.email), Email)
    assert person == invented_person(PEOPLE.index(person))
    assert repr(person) == "<PracticePerson>"


@pytest.mark.parametrize("person", PEOPLE)
def test_the_zone_on_the_back_is_sound(person: PracticePerson) -> None:
    zone = read_mrz("\n".join(machine_readable_zone(person)))
    assert isinstance(zone, Mrz)
    assert (zone.number.value, zone.birth, zone.sex) == (person.number, person.birth, person.sex)
    assert zone.expiry == card_expiry(person.birth.exact or date.min, person.issued)
    assert zone.full_name == search_key(person.full_name).upper()


def test_the_code_is_on_the_front_of_a_cccd_and_on_the_back_of_a_can_cuoc() -> None:
    reader = CodeReader()
    for person, coded, bare in ((OLDER, card_front, card_back), (NEWER, card_back, card_front)):
        assert reader.read(coded(person)).text == identity_payload(person)
        assert reader.read(bare(person)).text is None


@pytest.mark.parametrize("draw", [card_front, card_back, insurance_card])
def test_every_card_says_that_it_is_worth_nothing(
    draw: Callable[[PracticePerson], Pixels],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw_anew = unwrap(draw)
    marked = draw_anew(OLDER)
    monkeypatch.setattr("practice.drawn_cards.MARK", "")
    changed = (marked != draw_anew(OLDER)).any(axis=2)
    assert np.ptp(np.nonzero(changed)[1]) > 400
    assert changed.sum() > 4000


def test_a_drawn_face_is_one_face_on_a_light_ground_and_always_the_same() -> None:
    eyes = cv2.CascadeClassifier(str(FACES))
    for person in PEOPLE[:12]:
        grey = cv2.cvtColor(face(person), cv2.COLOR_BGR2GRAY)
        assert len(eyes.detectMultiScale(cv2.resize(grey, None, fx=0.5, fy=0.5), 1.2, 5)) == 1
        assert grey[:, :300].mean() >= 180
    assert (face(OLDER) == face(OLDER)).all()


def test_a_card_fills_the_frame_as_it_should() -> None:
    table, lying = seen_by_camera(None, 3), seen_by_camera(card_front(OLDER), 3)
    across = np.nonzero((table != lying).any(axis=(0, 2)))[0]
    assert lying.shape == table.shape == (720, 1280, 3)
    assert np.ptp(across) >= 0.6 * 1280
    assert 0 < across[0] < across[-1] < 1279


def later_frame(camera: VirtualCamera) -> Frame:
    """One drawn after now for certain: the first that comes may have been on its way already."""
    times: set[float] = {frame.taken_at} if (frame := camera.latest()) else set()
    deadline = time.monotonic() + 20
    while len(times) < 4:
        assert time.monotonic() < deadline, "no frames"
        frame = camera.latest()
        if frame is not None:
            times.add(frame.taken_at)
        time.sleep(0.005)
    assert frame is not None
    return frame


def test_the_virtual_camera_shows_what_the_operator_holds_up() -> None:
    camera = VirtualCamera([OLDER, NEWER], frames_per_second=60)
    rehearsal: Rehearsal = camera
    reader = CodeReader()

    def shown(scene: Scene) -> str | None:
        rehearsal.show(scene)
        frame = later_frame(camera)
        assert frame.pixels.shape == (720, 1280, 3)
        return reader.read(frame.pixels).text

    camera.start()
    try:
        assert {shown(Scene.EMPTY_TABLE), shown(Scene.PORTRAIT), shown(Scene.CARD_BACK)} == {None}
        assert shown(Scene.CARD_FRONT) == identity_payload(OLDER)
        assert shown(Scene.INSURANCE_CARD) == insurance_payload(OLDER)
        rehearsal.next_person()
        assert shown(Scene.CARD_BACK) == identity_payload(NEWER)
        rehearsal.next_person()
        assert camera.person is OLDER
    finally:
        camera.stop()


def test_frames_of_the_virtual_camera_are_never_quite_alike() -> None:
    camera: Camera = VirtualCamera([OLDER], frames_per_second=60)
    camera.start()
    time.sleep(0.3)
    one = camera.latest()
    time.sleep(0.2)
    other = camera.latest()
    assert camera.state is CameraState.READY
    camera.stop()
    assert one is not None
    assert other is not None
    assert (one.pixels != other.pixels).any()


def test_practice_without_people_is_no_practice() -> None:
    with pytest.raises(ValueError, match="at least one"):
        VirtualCamera([])
