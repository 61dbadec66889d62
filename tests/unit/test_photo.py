"""The pictures that are filed."""

from __future__ import annotations

import hashlib
import io

import numpy as np
import pytest
from PIL import Image

from desk.capture.photo import DeskPhotoLab
from desk.ports.camera import Frame, Photo, PhotoLab, PhotoRole, Pixels
from practice.drawn_cards import face
from practice.people import invented_person

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
        ((3840, 2160), (944, 1416)),
        ((720, 1280), (720, 1080)),
        ((200, 100), (67, 100)),
    ],
)
def test_a_portrait_is_cut_to_two_by_three(seen: tuple[int, int], filed: tuple[int, int]) -> None:
    photo = LAB.jpeg(frame(*seen), PhotoRole.PORTRAIT)
    assert (photo.width, photo.height) == filed == opened(photo).size


def test_a_720p_frame_gives_a_portrait_of_the_rules_size() -> None:
    photo = LAB.jpeg(Frame(face(invented_person(1)), 0.0), PhotoRole.PORTRAIT)
    assert photo.width >= 472
    assert photo.height >= 709


@pytest.mark.parametrize("role", [PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK, PhotoRole.SIGNED_FORM])
def test_a_card_side_is_filed_as_seen_and_not_mirrored(role: PhotoRole) -> None:
    photo = LAB.jpeg(frame(1280, 720), role)
    assert (photo.role, photo.media_type, photo.width, photo.height) == (role, "image/jpeg", 1280, 720)
    red, _, blue = np.asarray(opened(photo).convert("RGB"))[360, 100]
    assert blue > 200 > 60 > red


def test_a_huge_picture_is_brought_down() -> None:
    photo = LAB.jpeg(frame(6000, 4000), PhotoRole.CARD_FRONT)
    assert (photo.width, photo.height) == (2560, 1707)


def test_a_filed_photo_is_named_by_its_content_and_carries_no_metadata() -> None:
    photo = LAB.jpeg(frame(640, 480), PhotoRole.CARD_BACK)
    assert photo.sha256 == hashlib.sha256(photo.data).hexdigest()
    picture = opened(photo)
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert repr(photo) == "<Photo>"


@pytest.mark.parametrize(("width", "shown"), [(320, (320, 180)), (5000, (1280, 720))])
def test_a_preview_is_a_small_jpeg(width: int, shown: tuple[int, int]) -> None:
    picture = Image.open(io.BytesIO(LAB.preview(frame(1280, 720), width)))
    assert (picture.format, picture.size) == ("JPEG", shown)


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
    assert ink[225, 450]
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
    assert frame(8, 8).mirrored is False
