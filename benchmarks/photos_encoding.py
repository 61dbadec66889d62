"""What a filed photo weighs and how legible its print stays, by way of encoding."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desk.capture.encoding import Encoded, avif, jpeg, webp
from desk.ports.camera import Pixels

WAYS: dict[str, Callable[[Pixels], Encoded]] = {
    "jpeg_q85": lambda pixels: jpeg(pixels, 85),
    "webp_q80": webp,
    "avif_q60": avif,
}
_STEADY, _CONTRAST = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def weighed(pictures: Sequence[Pixels]) -> dict[str, dict[str, float]]:
    """Per way: median kilobytes, structural similarity of print, and milliseconds of one thread."""
    found: dict[str, dict[str, float]] = {}
    for name, encode in WAYS.items():
        sizes, likeness, took = [], [], []
        for pixels in pictures:
            began = time.thread_time()
            encoded = encode(pixels)
            took.append((time.thread_time() - began) * 1000)
            sizes.append(len(encoded.data) / 1000)
            likeness.append(text_similarity(pixels, _decoded(encoded.data)))
        found[name] = {
            "kilobytes": round(statistics.median(sizes), 1),
            "largest_kilobytes": round(max(sizes), 1),
            "text_ssim": round(statistics.median(likeness), 4),
            "lowest_text_ssim": round(min(likeness), 4),
            "ms": round(statistics.median(took), 1),
        }
    return found


def text_similarity(before: Pixels, after: Pixels) -> float:
    """Structural similarity (Wang et al., 2004; Gaussian of sigma 1.5) over and beside print only."""
    one, other = (
        np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), dtype=np.float64) for pixels in (before, after)
    )
    dark = cv2.morphologyEx(one, cv2.MORPH_BLACKHAT, np.ones((15, 15)))
    print_ = cv2.dilate((dark > 40).astype(np.uint8), np.ones((5, 5))) > 0
    return float(_similarity(one, other)[print_].mean())


def _similarity(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    def mean(plane: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(cv2.GaussianBlur(plane, (11, 11), 1.5), dtype=np.float64)

    first, second = mean(one), mean(other)
    varies, other_varies = mean(one * one) - first**2, mean(other * other) - second**2
    together = mean(one * other) - first * second
    light = (2 * first * second + _STEADY) / (first**2 + second**2 + _STEADY)
    return np.asarray(light * (2 * together + _CONTRAST) / (varies + other_varies + _CONTRAST))


def _decoded(data: bytes) -> Pixels:
    with Image.open(io.BytesIO(data)) as picture:
        return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])
