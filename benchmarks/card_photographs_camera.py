"""The camera before the card: where it stands, what its lens blurs, what light, sensor and file take away."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from card_photographs_card import HEIGHT_MM, WIDTH_MM, FlatCard, Grey
from card_photographs_table import table
from numpy.typing import NDArray

Light = NDArray[np.float32]

_FINE = 2  # rendered at twice the frame's size, so that print does not alias


@dataclass(frozen=True)
class Conditions:
    """One photograph's circumstances. Lengths are shares of the frame's width where not said otherwise."""

    frame: tuple[int, int] = (1280, 720)
    table: str = "plain"
    fill: float = 0.62  # the card's width, seen straight
    shift: tuple[float, float] = (0.0, 0.0)
    rotation: float = 0.0  # degrees
    tilt: float = 0.0  # degrees out of the picture's plane
    tilt_axis: float = 0.0  # degrees, in the plane
    bend: float = 0.0  # millimetres of print drawn together by a bowed card
    blur: float = 0.5  # sigma, frame pixels
    defocus: float = 0.0  # radius, frame pixels
    motion: float = 0.0  # frame pixels
    motion_angle: float = 0.0
    light: float = 1.0
    gradient: float = 0.0  # the dark side's loss, 0 to 1
    gradient_angle: float = 0.0
    shadow: float = 0.0  # an edge across the code, loss behind it 0 to 1
    glare: float = 0.0  # grey values added at its heart
    glare_size: float = 0.04
    glare_at: tuple[float, float] = (0.5, 0.5)  # in the code's own square
    laminate: float = 0.0  # haze and streaks, 0 to 1
    fade: float = 0.0  # ink gone, 0 to 1
    dirt: int = 0  # specks on the code
    scratches: int = 0
    thumb: float = 0.0  # share of the code's side covered at its lower right
    noise: float = 2.0  # standard deviation, grey values
    jpeg: int = 92
    quiet: int = 4
    dark_ground: bool = False
    cut: float = 0.0  # share of the code's side beyond the frame's edge


def photograph(card: FlatCard, conditions: Conditions, seed: int) -> tuple[Grey, NDArray[np.float64]]:
    """The frame in grey and the code's corners in it (4, 2)."""
    chance = np.random.default_rng(seed)
    width, height = conditions.frame
    lens = _pose(card, conditions)
    printed = _worn(card, conditions, chance)
    fine = np.diag([_FINE, _FINE, 1.0]) @ lens
    area = (width * _FINE, height * _FINE)
    fine_frame = table(conditions.table, area, chance)
    cv2.warpPerspective(
        printed, fine, area, dst=fine_frame, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT
    )
    frame = cv2.resize(fine_frame, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    corners = cv2.perspectiveTransform(card.code[None], lens)[0]
    frame = _lit(_blurred(frame, conditions), conditions, corners)
    noise = conditions.noise * (0.6 + 0.4 * np.sqrt(np.maximum(frame, 0) / 128))
    frame = np.clip(frame + chance.standard_normal(frame.shape, dtype=np.float32) * noise, 0, 255)
    return _as_file(frame.astype(np.uint8), conditions.jpeg), corners


def _pose(card: FlatCard, conditions: Conditions) -> NDArray[np.float64]:
    """(3, 3): the card's texture to frame pixels, through a lens as laptops have it."""
    width, height = conditions.frame
    focal, away = 1.1 * width, 1.1 * WIDTH_MM / conditions.fill
    turn = _turn_z(conditions.rotation) @ _tilt(conditions.tilt, conditions.tilt_axis)
    texel = WIDTH_MM / card.size[0]
    plane = np.array([[texel, 0, -WIDTH_MM / 2], [0, texel, -HEIGHT_MM / 2], [0, 0, 0]])
    camera = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    lens = camera @ (turn @ plane + np.array([[0, 0, 0], [0, 0, 0], [0, 0, away]]))
    dx, dy = conditions.shift[0] * width, conditions.shift[1] * width
    moved = np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1]]) @ lens
    if conditions.cut:
        across = cv2.perspectiveTransform(card.code[None], moved)[0][:, 0]
        beyond = width + conditions.cut * float(np.ptp(across)) - across.max()
        moved = np.array([[1, 0, beyond], [0, 1, 0], [0, 0, 1]]) @ moved
    return np.asarray(moved / moved[2, 2])


def _turn_z(degrees: float) -> NDArray[np.float64]:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def _tilt(degrees: float, axis: float) -> NDArray[np.float64]:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    over_x = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    return np.asarray(_turn_z(axis) @ over_x @ _turn_z(-axis))


def _worn(card: FlatCard, conditions: Conditions, chance: np.random.Generator) -> Grey:
    """The print after years in a pocket; a bow narrows it towards the edges."""
    printed = card.texture.copy()
    left, top = (int(edge) for edge in card.code[0])
    side = int(np.ptp(card.code[:, 0]))
    for _ in range(conditions.dirt):
        at = (left + int(chance.uniform(0, side)), top + int(chance.uniform(0, side)))
        tone = (int(chance.choice((60, 200))),)
        cv2.circle(printed, at, int(chance.uniform(0.4, 1.6) * card.module), tone, -1)
    for _ in range(conditions.scratches):
        (x, y), (u, v) = chance.integers(-20, side, (2, 2)).tolist()
        ends = (left + x, top + y), (left + u, top + v)
        cv2.line(printed, *ends, (235,), max(1, int(0.35 * card.module)))
    if conditions.fade:
        printed = (printed + (246.0 - printed) * conditions.fade).astype(np.uint8)
    if conditions.thumb:
        reach = int(conditions.thumb * side)
        cv2.circle(printed, (left + side, top + side), int(reach * 1.3), (120,), -1)
    return _bowed(printed, conditions.bend) if conditions.bend else printed


def _bowed(printed: Grey, millimetres: float) -> Grey:
    height, width = printed.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    texels = millimetres * width / WIDTH_MM
    x += np.float32(texels) * np.sin(2 * np.pi * x / width)
    y += np.float32(texels * 0.6) * np.sin(np.pi * x / width)
    return np.asarray(cv2.remap(printed, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _blurred(frame: Light, conditions: Conditions) -> Light:
    if conditions.defocus:
        frame = np.asarray(cv2.filter2D(frame, -1, _disc(conditions.defocus)), np.float32)
    if conditions.motion:
        streak = _streak(conditions.motion, conditions.motion_angle)
        frame = np.asarray(cv2.filter2D(frame, -1, streak), np.float32)
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), max(conditions.blur, 0.3)), np.float32)


def _disc(radius: float) -> NDArray[np.float32]:
    reach = int(np.ceil(radius))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)
    return np.asarray(disc / disc.sum(), np.float32)


def _streak(length: float, degrees: float) -> NDArray[np.float32]:
    reach = int(np.ceil(length / 2)) + 1
    steps = np.linspace(-length / 2, length / 2, 64)
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    x = reach + steps * np.cos(np.radians(degrees))
    y = reach + steps * np.sin(np.radians(degrees))
    for u, v in zip(x, y, strict=True):
        column, row = int(u), int(v)
        right, down = u - column, v - row
        kernel[row, column] += (1 - right) * (1 - down)
        kernel[row, column + 1] += right * (1 - down)
        kernel[row + 1, column] += (1 - right) * down
        kernel[row + 1, column + 1] += right * down
    return np.asarray(kernel / kernel.sum(), np.float32)


def _lit(frame: Light, conditions: Conditions, corners: NDArray[np.float64]) -> Light:
    height, width = frame.shape
    x = np.linspace(0, 1, width, dtype=np.float32)[None]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    angle = np.radians(conditions.gradient_angle)
    if conditions.gradient:
        across = x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle))
        frame = frame * (1 - conditions.gradient * (across - across.min()) / np.ptp(across))
    centre, side = corners.mean(0), float(np.linalg.norm(corners[1] - corners[0]))
    u, v = x * width - centre[0], y * height - centre[1]
    if conditions.shadow:
        edge = (u * np.cos(angle + 1) + v * np.sin(angle + 1)) / (0.12 * side)
        frame = frame * (1 - conditions.shadow / (1 + np.exp(np.clip(-edge, -30, 30))))
    if conditions.laminate:
        waves = np.sin((u * 0.8 + v * 0.6) / side * 9 + 1) ** 8
        frame = frame * (1 - 0.45 * conditions.laminate) + conditions.laminate * (95 + 90 * waves)
    frame = frame * conditions.light
    if conditions.glare:
        at = (np.array(conditions.glare_at) - 0.5) * side
        spot = ((u - at[0]) ** 2 + 1.8 * (v - at[1]) ** 2) / (conditions.glare_size * width) ** 2
        frame = frame + conditions.glare * np.exp(-spot)
    return np.asarray(np.minimum(frame, 255), np.float32)


def _as_file(frame: Grey, quality: int) -> Grey:
    if quality >= 100:
        return frame
    written, file = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert written
    return np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE), np.uint8)
