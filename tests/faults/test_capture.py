"""What goes wrong before the lens: nothing that was taken is lost, and it is said what to do."""

from __future__ import annotations

import io
import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from declaration.cards.card import CardKind
from declaration.draft import Field, PhotoRole
from desk.capture.eyes import DeskEyes
from desk.ports.camera import CameraState
from desk.views.desk.aim import Aim
from desk.views.desk.model import DeskModel
from desk.views.theme import Tone
from practice.drawn_cards import card_front, seen_by_camera
from practice.people import invented_person
from tests.fakes.cameras import NoCamera
from tests.fakes.desk_eyes import HeldUp
from tests.fakes.program import FakeProgram
from tests.views.at_the_desk import Desk, a_desk

PERSON = next(p for p in map(invented_person, range(1, 40)) if p.card_kind is CardKind.CCCD)


@pytest.fixture
async def desk() -> DeskModel:
    """A desk with real eyes; the camera shows nothing, pictures come as files."""
    program = FakeProgram(camera=HeldUp(), eyes=DeskEyes())
    assert program.table is not None
    model = DeskModel(program, program.table, NoCamera())
    await model.open()
    return model


def said(desk: DeskModel) -> tuple[Tone, str]:
    assert desk.said is not None
    return desk.said.tone, desk.said.key


def jpeg(picture: np.ndarray) -> bytes:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()


def bomb() -> bytes:
    """A PNG of a few kilobytes that would unpack to ten thousand million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


async def test_a_file_of_fifty_megapixels_is_read_and_filed_small(desk: DeskModel) -> None:
    seen = seen_by_camera(card_front(PERSON), 1)
    await desk.photos.take_file(jpeg(cv2.resize(seen, (9430, 5304), interpolation=cv2.INTER_CUBIC)))
    await desk.photos.in_hand.settled()
    assert desk.draft.value(Field.FULL_NAME) == PERSON.full_name
    with Image.open(io.BytesIO(desk.pictures[PhotoRole.CARD_FRONT])) as filed:
        assert filed.width <= 1280
    assert len(desk.pictures[PhotoRole.CARD_FRONT]) < 110 * 1024


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ("Đây là văn bản, không phải ảnh.".encode(), "problem.picture_unreadable"),
        (bomb(), "problem.picture_too_large"),
        (b"", "problem.picture_unreadable"),
        (jpeg(np.zeros((40, 40, 3), np.uint8))[:200], "problem.picture_unreadable"),
    ],
    ids=["text named .jpg", "decompression bomb", "empty", "torn off"],
)
@pytest.mark.parametrize("aim", [Aim.SCAN, Aim.CARD_BACK, Aim.PORTRAIT])
async def test_what_is_no_picture_is_said_and_nothing_is_lost(
    desk: DeskModel, data: bytes, key: str, aim: Aim
) -> None:
    await desk.filling.leave(Field.FULL_NAME, "Nguyễn Thị Mẫu")
    desk.taking.set_aim(aim)
    await desk.photos.take_file(data)
    assert said(desk) == (Tone.ERROR, key)
    assert desk.draft.value(Field.FULL_NAME) == "Nguyễn Thị Mẫu"
    assert desk.draft.photos == frozenset()


async def test_a_camera_pulled_out_in_the_middle_leaves_all_and_goes_on_where_it_was() -> None:
    at: Desk = a_desk()
    await at.model.open()
    await at.look(at.held.hold(at.code))
    before = at.model.draft
    at.held.unplug()
    await at.model.photos.capture()
    assert said(at.model) == (Tone.WARNING, "desk.said.no_frame")
    assert at.model.draft == before
    assert at.saved == before
    at.held.state = CameraState.READY
    await at.model.photos.capture()
    await at.model.photos.in_hand.settled()
    assert len(at.model.draft.photos) == len(before.photos) + 1
