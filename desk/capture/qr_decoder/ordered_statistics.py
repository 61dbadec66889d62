"""Ordered-statistics decoding of one Reed-Solomon block: the likeliest word near the surest bits.

A block is also a binary code. Its parity equations are solved for the least reliable bits that can be
independent; then few flips among the surer ones are tried, and the cheapest word wins (after M. Fossorier
and S. Lin, 1995). It mends far more than Reed-Solomon does and always answers, so the cost is the judge.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.galois import EXP, LOG

_MOST_PAIRED = 320  # bits that may be flipped two at a time, least sure first
_MOST_TRIPLED = 56
_GOOD_SHARE = 0.2  # a word as cheap as this is not bettered by a third flip

_Flips: TypeAlias = tuple[tuple[int, ...], float]


@dataclass(frozen=True, eq=False, repr=False)
class Likeliest:
    """A block's words and their cost: 0 when no weak bit had to turn, about 0.5 for a random word."""

    words: Array
    cost: float


@dataclass(frozen=True, eq=False, repr=False)
class _System:
    """The equations solved: bits in order of reliability, pivots given by the others."""

    signs: Array  # hard bits, weakest first
    weights: Array  # their reliabilities
    pivots: Array
    free: Array
    equations: Array  # (pivots, free): parity of the free bits that makes each pivot


@cache
def _parity_matrix(length: int, parity: int) -> Array:
    """(parity * 8, length * 8): the checks of the byte code as checks on bits, high bit first."""
    powers = np.arange(parity)[:, None, None] * (length - 1 - np.arange(length))[None, :, None]
    bits = np.array([LOG[128 >> bit] for bit in range(8)])
    values = np.array(EXP, np.uint8)[(powers + bits) % 255]
    checks = np.unpackbits(values[:, :, :, None], axis=3)  # (parity, length, bit, check)
    return np.ascontiguousarray(checks.transpose(0, 3, 1, 2).reshape(parity * 8, length * 8))


def likeliest_word(bits: Array, length: int, parity: int) -> Likeliest | None:
    """``bits`` (length * 8,): log-likelihood ratios, positive where a bit is rather 1."""
    order = np.argsort(np.abs(bits), kind="stable")
    system = _solved(bits[order], _parity_matrix(length, parity)[:, order])
    if system is None:
        return None
    flips, cost = _cheapest_flips(system)
    found = system.signs.copy()
    found[system.free[list(flips)]] ^= 1
    found[system.pivots] = (system.equations @ found[system.free].astype(np.int64)) & 1
    word = np.zeros(len(bits), np.uint8)
    word[order] = found
    total = max(float(system.weights[system.pivots].sum()), 1e-6)
    return Likeliest(np.packbits(word).astype(np.int64), cost / total)


def _solved(bits: Array, checks: Array) -> _System | None:
    """Gauss-Jordan over the weakest bits, on rows packed eight bits to the byte."""
    rows, count = checks.shape
    packed, pivots, row = np.packbits(checks, axis=1), [], 0
    for column in range(count):
        if row == rows:
            break
        bit = (packed[:, column >> 3] >> (7 - (column & 7))) & 1
        below = np.flatnonzero(bit[row:])
        if not len(below):
            continue
        if below[0]:
            other = row + int(below[0])
            packed[[row, other]] = packed[[other, row]]
            bit[other] = bit[row]
        bit[row] = 0
        packed[np.flatnonzero(bit)] ^= packed[row]
        pivots.append(column)
        row += 1
    if row < rows:
        return None
    free = np.setdiff1d(np.arange(count), pivots)
    equations = np.unpackbits(packed, axis=1)[:, free]
    return _System((bits > 0).astype(np.uint8), np.abs(bits), np.array(pivots), free, equations)


def _cheapest_flips(system: _System) -> tuple[tuple[int, ...], float]:
    """Which free bits to turn (places in ``free``), none to three, and the cost of the word they give."""
    wrong = (system.equations @ system.signs[system.free].astype(np.int64) & 1).astype(np.uint8)
    wrong ^= system.signs[system.pivots]
    weights = system.weights[system.pivots].astype(np.float32)
    total = float(weights.sum())
    best: _Flips = ((), float((weights * wrong).sum()))
    tried = min(_MOST_PAIRED, len(system.free))
    turns = (1 - 2.0 * system.equations[:, :tried]).astype(np.float32)
    costs = system.weights[system.free[:tried]].astype(np.float32)
    weighted = (weights * (1 - 2.0 * wrong))[:, None].astype(np.float32) * turns
    best = min(
        best, _best_single(total, weighted, costs), _best_pair(total, weighted, turns, costs), key=_cost
    )
    if best[1] > _GOOD_SHARE * total:
        best = min(best, _best_triple(total, weighted, turns, costs), key=_cost)
    return best


def _cost(flips: _Flips) -> float:
    return flips[1]


def _best_single(total: float, weighted: Array, costs: Array) -> _Flips:
    price = (total - weighted.sum(0)) / 2 + costs
    at = int(np.argmin(price))
    return (at,), float(price[at])


def _best_pair(total: float, weighted: Array, turns: Array, costs: Array) -> _Flips:
    price = (total - weighted.T @ turns) / 2 + costs[:, None] + costs[None]
    np.fill_diagonal(price, np.inf)
    first, second = divmod(int(np.argmin(price)), len(costs))
    return (first, second), float(price[first, second])


def _best_triple(total: float, weighted: Array, turns: Array, costs: Array) -> _Flips:
    tried = min(_MOST_TRIPLED, len(costs))
    turns, weighted, costs = turns[:, :tried], weighted[:, :tried], costs[:tried]
    best: _Flips = ((), float("inf"))
    for third in range(tried):
        others = costs.copy()
        others[third] = np.inf
        pair, price = _best_pair(total, weighted[:, third : third + 1] * turns, turns, others)
        best = min(best, ((third, *pair), price + float(costs[third])), key=_cost)
    return best
