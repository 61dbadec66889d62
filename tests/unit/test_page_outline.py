"""A page of paper is found by its four corners and laid straight; without them it is filed as seen."""

from __future__ import annotations

import time

import cv2
import numpy as np
import pytest

from declaration.draft import PhotoRole
from desk.capture.page_outline import find_page, straight_page
from desk.capture.photo import DeskPhotoLab
from desk.ports.camera import Frame, Pixels, Quad

HELD = {
    "upright": ((420, 60), (860, 70), (850, 690), (410, 680)),
    "turned": ((520, 40), (920, 140), (779, 706), (379, 606)),
    "in perspective": ((430, 90), (830, 90), (900, 650), (360, 650)),
    "lying": ((250, 120), (1030, 140), (1010, 640), (270, 660)),
}


def page(tall: bool) -> Pixels:
    """An invented form: lines of print, and a mark at its first corner."""
    height, width = (1414, 1000) if tall else (1000, 1414)
    paper = np.full((height, width, 3), 235, np.uint8)
    for line in range(150, height - 100, 40):
        cv2.line(paper, (80, line), (width - 80 - line % 170, line), (60, 60, 60), 8)
    cv2.rectangle(paper, (40, 40), (120, 100), (0, 0, 200), -1)
    return paper


def photographed(corners: Quad, *, table: int = 70) -> Pixels:
    rng = np.random.default_rng(1)
    picture = np.clip(rng.normal(table, 6, (720, 1280, 3)), 0, 255).astype(np.uint8)
    (ax, ay), (bx, by), _, (dx, dy) = corners
    paper = page(tall=np.hypot(dx - ax, dy - ay) > np.hypot(bx - ax, by - ay))
    height, width = paper.shape[:2]
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    lay = cv2.getPerspectiveTransform(flat, np.array(corners, np.float32))
    laid = cv2.warpPerspective(paper, lay, (1280, 720))
    mask = cv2.warpPerspective(np.full(paper.shape[:2], 255, np.uint8), lay, (1280, 720))
    picture[mask > 0] = laid[mask > 0]
    return picture


@pytest.mark.parametrize("how", HELD)
def test_a_page_is_found_however_it_is_held(how: str) -> None:
    found = find_page(photographed(HELD[how]))
    assert found is not None
    apart = np.abs(np.array(found) - np.array(HELD[how])).max()
    assert apart < 12, found


def test_it_is_laid_straight_with_its_first_corner_first() -> None:
    straight = straight_page(photographed(HELD["in perspective"]), HELD["in perspective"], 2560)
    height, width = straight.shape[:2]
    red = straight[round(height * 0.05), round(width * 0.08)]
    assert red[2] > 150 > red[0]
    rows = straight[:, width // 2, 0] < 120
    assert rows.sum() > height * 0.1  # the lines of print lie across


@pytest.mark.parametrize(
    "role", [PhotoRole.SIGNED_FORM, PhotoRole.PASSPORT_PAGE, PhotoRole.BIRTH_CERTIFICATE]
)
def test_pages_are_filed_straight_and_one_without_corners_as_seen(role: PhotoRole) -> None:
    lab = DeskPhotoLab()
    made = lab.photograph(Frame(photographed(HELD["turned"]), time.monotonic()), role)
    assert made.corners is not None
    assert not made.problems
    assert made.photo.height > made.photo.width * 1.2
    plain = lab.photograph(Frame(np.full((720, 1280, 3), 128, np.uint8), time.monotonic()), role)
    assert [problem.code for problem in plain.problems] == ["page_not_found"]
    assert (plain.photo.width, plain.photo.height) == (1280, 720)


def test_corners_dragged_by_hand_are_believed() -> None:
    made = DeskPhotoLab().photograph(
        Frame(photographed(HELD["upright"]), time.monotonic()), PhotoRole.SIGNED_FORM, outline=HELD["lying"]
    )
    assert made.corners == HELD["lying"]
