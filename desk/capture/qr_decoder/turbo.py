"""Heavy blur undone by turns: estimate it from the modules as believed, take it away, believe anew.

A linear minimum-mean-square equaliser in the frequency domain with soft interference cancellation (the
"turbo" equaliser of M. Tuechler, R. Koetter and A. Singer, 2002), the Reed-Solomon blocks feeding back what
they have solved. Where blur is wider than two modules it sees through what one linear filter cannot.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.equalising import MOST_RATIO
from desk.capture.qr_decoder.sampling import SampleGrid

_RADIUS = 3  # modules a module's light may spread
_SIDE = 2 * _RADIUS + 1
_PHASES = 4
_PAPER = 0.9  # beyond the symbol there is quiet zone
_INERTIA = 0.5
_NOISE_WINDOW = (9, 9)


@dataclass(frozen=True, eq=False)
class _Beliefs:
    """Modules as believed, -1 to +1, with what follows from them."""

    values: Array  # (n * n,)
    around: Array  # (n * n, side * side): each module's neighbourhood
    doubt: Array  # (n * n,): variance of each
    mean_doubt: float  # over the modules that are not known


@dataclass(frozen=True, eq=False)
class _Channel:
    """The blur as estimated: spectra of the four phases, noise power, local noise, what is left."""

    spectra: Array
    noise: float
    local: Array
    rest: Array


def cancel_blur(grid: SampleGrid, known: Array, ratios: Array, turns: int, trust: float) -> Array:
    """(n, n) log-likelihood ratios after ``turns``; ``known`` (n * n,) as in Labels, ``trust`` 0 to 1."""
    size, fixed = grid.size, known != 0
    values = np.where(fixed, known, np.tanh(np.clip(ratios.ravel(), -8, 8) / 2)).astype(np.float32)
    for _ in range(turns):
        beliefs = _beliefs(values, fixed, size)
        found = _heard(grid, beliefs, trust)
        fresh = np.tanh(np.clip(found, -10, 10) / 2)
        values = np.where(fixed, known, _INERTIA * values + (1 - _INERTIA) * fresh).astype(np.float32)
    return np.clip(found, -MOST_RATIO, MOST_RATIO).reshape(size, size)


def _beliefs(values: Array, fixed: Array, size: int) -> _Beliefs:
    padded = np.pad(values.reshape(size, size), _RADIUS, constant_values=_PAPER)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (_SIDE, _SIDE))
    around = np.ascontiguousarray(windows.reshape(size * size, _SIDE * _SIDE))
    doubt = 1 - values * values
    return _Beliefs(values, around, doubt, float(doubt[~fixed].mean()))


def _heard(grid: SampleGrid, beliefs: _Beliefs, trust: float) -> Array:
    """What the samples say of each module when the others' overlap is taken away, as ratios (n * n,)."""
    size, channel = grid.size, _channel(grid, beliefs)
    field = channel.spectra.shape[1]
    rests = np.zeros((_PHASES, field, field), np.float32)
    rests[:, :size, :size] = (channel.rest / channel.local[:, None]).T.reshape(_PHASES, size, size)
    power = (np.abs(channel.spectra) ** 2).sum(0)
    gain = 1 / (channel.noise + beliefs.mean_doubt * power)
    twice = np.full(power.shape[1], 2.0)  # of a real field's spectrum only half is kept
    twice[0] = twice[-1] = 1
    bias = float((power * gain * twice).sum() / (field * field))
    matched = (np.conj(channel.spectra) * np.fft.rfft2(rests)).sum(0) * gain
    own = np.fft.irfft2(matched, s=(field, field))[:size, :size].ravel() + bias * beliefs.values
    certainty = 2 * trust / max(1 - beliefs.mean_doubt * bias, 0.02)
    return np.asarray(grid.inside * certainty * own.astype(np.float32) / channel.local)


def _channel(grid: SampleGrid, beliefs: _Beliefs) -> _Channel:
    inside, samples, around = grid.inside, grid.phases(), beliefs.around
    normal = (around * inside[:, None]).T @ around
    lift = float((beliefs.doubt * inside).sum()) + 0.002 * float(np.trace(normal)) / len(normal)
    normal.flat[:: len(normal) + 1] += lift
    light = samples.mean(0)
    spread = np.linalg.solve(normal, around.T @ ((samples - light) * inside[:, None]))
    rest = (samples - light - around @ spread) * inside[:, None]
    power = float((rest * rest).mean())
    explained = 0.9 * beliefs.mean_doubt * float((spread * spread).sum()) / _PHASES
    noise = 1.5 * max(power - explained, 0.25 * power) + 1e-4
    return _Channel(_spectra(spread, grid.size), noise, _local_noise(rest, grid.size), rest)


def _spectra(spread: Array, size: int) -> Array:
    """(4, field, field // 2 + 1) of the blur, in a field with room for its reach."""
    field = cv2.getOptimalDFTSize(size + _SIDE + 1)
    field += field & 1
    kernels = np.zeros((_PHASES, field, field), np.float32)
    kernels[:, :_SIDE, :_SIDE] = spread.T.reshape(_PHASES, _SIDE, _SIDE)[:, ::-1, ::-1]
    return np.asarray(np.fft.rfft2(np.roll(kernels, (-_RADIUS, -_RADIUS), (1, 2))))


def _local_noise(rest: Array, size: int) -> Array:
    squares = (rest * rest).sum(1).reshape(size, size)
    mean = cv2.blur(squares, _NOISE_WINDOW, borderType=cv2.BORDER_REFLECT).ravel()
    return np.asarray(np.sqrt(np.clip(mean / (mean.mean() + 1e-6), 0.4, 5)), dtype=np.float32)
