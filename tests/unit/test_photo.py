"""The pictures that are filed."""

from __future__ import annotations

import hashlib
import io

import cv2
import numpy as np
import pytest
from PIL import Image

from desk.capture.photo import DeskPhotoLab
from desk.ports.camera import Frame, Photo, PhotoLab, PhotoRole, Pixels, Quad
from desk.ports.photographs import CardSide
from practice.drawn_cards import card_back, card_front, face
from practice.people import invented_person
from tests.fakes.photographs import OLDER, STRAIGHT, TILTED, lying, turned, worst_corner

LAB: PhotoLab = DeskPhotoLab()


def frame(width: int, height: int) -> Frame:
    pixels: Pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, : width // 2] = (255, 0, 0)  # blue on the left
    return Frame(pixels, 1.0)


def opened(photo: Photo) -> Image.Image:
    return Image.open(io.BytesIO(photo.data))


@pytest.mark.parametrize(
    ("seen", "filed"),
    [
        ((1280, 720), (480, 720)),
        ((1920, 1080), (720, 1080)),
        ((3840, 2160), (945, 1418)),
        ((720, 1280), (720, 1080)),
        ((200, 100), (67, 100)),
    ],
)
def test_a_portrait_is_cut_to_two_by_three(seen: tuple[int, int], filed: tuple[int, int]) -> None:
    photo = LAB.photograph(frame(*seen), PhotoRole.PORTRAIT).photo
    assert (photo.width, photo.height) == filed == opened(photo).size


def test_a_720p_frame_gives_a_portrait_of_the_rules_size() -> None:
    photo = LAB.photograph(Frame(face(invented_person(1)), 0.0), PhotoRole.PORTRAIT).photo
    assert photo.width >= 472
    assert photo.height >= 709


@pytest.mark.parametrize("role", [PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK, PhotoRole.SIGNED_FORM])
def test_what_holds_no_card_is_filed_as_seen_and_not_mirrored(role: PhotoRole) -> None:
    photo = LAB.photograph(frame(1280, 720), role).photo
    assert (photo.role, photo.media_type, photo.width, photo.height) == (role, "image/webp", 1280, 720)
    red, _, blue = np.asarray(opened(photo).convert("RGB"))[360, 100]
    assert blue > 200 > 60 > red


def test_a_huge_picture_is_brought_down() -> None:
    photo = LAB.photograph(frame(6000, 4000), PhotoRole.CARD_FRONT).photo
    assert (photo.width, photo.height) == (2560, 1707)


def test_a_filed_photo_is_named_by_its_content_and_carries_no_metadata() -> None:
    photo = LAB.photograph(frame(640, 480), PhotoRole.CARD_BACK).photo
    assert photo.sha256 == hashlib.sha256(photo.data).hexdigest()
    picture = opened(photo)
    assert not picture.getexif()
    assert not {"exif", "icc_profile", "xmp"} & set(picture.info)
    assert repr(photo) == "<Photo>"


@pytest.mark.parametrize("corners", [TILTED, turned(TILTED, 2)])
def test_a_card_side_is_cut_out_straight_and_upright(corners: Quad) -> None:
    pixels = lying(card_front(OLDER), corners)
    made = LAB.photograph(Frame(pixels, 0.0), PhotoRole.CARD_FRONT)
    assert (made.problems, made.side, made.sureness) == ((), CardSide.CCCD_FRONT, 1.0)
    assert made.corners is not None
    assert worst_corner(made.corners, corners) < 0.01
    assert made.photo.width / made.photo.height == pytest.approx(1.586, abs=0.01)
    drawn = card_front(OLDER).astype(float)
    filed = opened(made.photo).convert("RGB").resize((drawn.shape[1], drawn.shape[0]))
    assert np.abs(np.asarray(filed)[:, :, ::-1] - drawn).mean() < 10
    assert repr(made) == "<Photograph>"


def test_a_card_that_is_not_found_is_filed_whole_and_that_is_said() -> None:
    made = LAB.photograph(frame(1280, 720), PhotoRole.CARD_BACK)
    assert [(problem.field, problem.code, problem.blocks) for problem in made.problems] == [
        ("card_back", "card_not_found", False)
    ]
    assert (made.corners, made.side, made.photo.width) == (None, CardSide.UNKNOWN, 1280)


def test_the_other_side_of_the_card_is_filed_with_a_warning() -> None:
    back = Frame(lying(card_back(OLDER), TILTED), 0.0)
    made = LAB.photograph(back, PhotoRole.CARD_FRONT)
    assert "card_wrong_side" in {problem.code for problem in made.problems}
    assert made.photo.role is PhotoRole.CARD_FRONT


def test_corners_dragged_by_a_person_decide_what_is_filed() -> None:
    made = LAB.photograph(frame(1280, 720), PhotoRole.CARD_FRONT, outline=STRAIGHT)
    assert made.corners == STRAIGHT
    assert made.photo.width == 980


def test_of_the_frames_around_a_read_the_sharp_one_is_filed() -> None:
    sharp = lying(card_front(OLDER), TILTED)
    blurred = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 3), dtype=np.uint8)
    frames = [Frame(pixels, 0.0) for pixels in (blurred, sharp, blurred)]
    made = LAB.photograph(frames, PhotoRole.CARD_FRONT)
    assert "card_blurred" not in {problem.code for problem in made.problems}


def test_a_portrait_without_a_face_says_so_and_is_still_made_for_the_screen() -> None:
    made = LAB.photograph(frame(1280, 720), PhotoRole.PORTRAIT)
    assert [(problem.code, problem.blocks) for problem in made.problems] == [("portrait_no_face", True)]
    assert (made.photo.width, made.photo.height) == (480, 720)


def test_no_frames_make_no_photo() -> None:
    with pytest.raises(ValueError, match="no frame"):
        LAB.photograph([], PhotoRole.PORTRAIT)


def test_a_signature_is_drawn_in_its_box() -> None:
    strokes = [
        [(10.0, 10.0), (100.0, 50.0), (190.0, 20.0)],
        [(5.0, 90.0)],
        [(-50.0, 5.0), (float("nan"), 1.0)],
    ]
    photo = LAB.signature(strokes, (200.0, 100.0))
    assert isinstance(photo, Photo)
    assert (photo.role, photo.media_type) == (PhotoRole.SIGNATURE, "image/png")
    assert (photo.width, photo.height) == (900, 450) == opened(photo).size
    ink = np.asarray(opened(photo)) < 128
    assert ink[163, 399]  # of the bow that the three points make
    assert ink[405, 22]  # a dot is ink as well
    assert 0.001 < ink.mean() < 0.1


@pytest.mark.parametrize(
    "strokes", [[], [[]], [[(1.0, 1.0)], [(5.0, 5.0), (5.0, 5.0)]], [[(float("nan"), 1.0)] * 2]]
)
def test_a_signature_without_ink_is_a_problem(strokes: list[list[tuple[float, float]]]) -> None:
    problem = LAB.signature(strokes, (200.0, 100.0))
    assert not isinstance(problem, Photo)
    assert (problem.field, problem.code) == ("signature", "signature_empty")


def test_a_frame_hides_itself() -> None:
    assert repr(frame(8, 8)) == "<Frame>"
