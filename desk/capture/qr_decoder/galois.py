"""Reed-Solomon blocks over GF(256): mended with errors anywhere and erasures at named places.

Clause 7.5.2 and annexes A and B: field polynomial x^8 + x^4 + x^3 + x^2 + 1, generator roots a^0, a^1, and
so on. A block holds its words highest power first. Polynomials are lists, lowest power first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desk.capture.qr_decoder import Array

_FIELD = 0x11D


def _powers() -> list[int]:
    values = [1]
    while len(values) < 255:
        doubled = values[-1] << 1
        values.append(doubled ^ _FIELD if doubled & 256 else doubled)
    return values * 2


EXP = _powers()
LOG = [0, *sorted(range(255), key=lambda power: EXP[power])]
_EXP_ARRAY, _LOG_ARRAY = np.array(EXP, np.int64), np.array(LOG, np.int64)
Polynomial = list[int]


@dataclass(frozen=True, eq=False, repr=False)
class Mended:
    """A block as it was sent; ``errors`` counts those found beyond the erasures."""

    words: Array
    errors: int


def multiply(a: int, b: int) -> int:
    return EXP[LOG[a] + LOG[b]] if a and b else 0


def divide(a: int, b: int) -> int:
    """a / b; b is not zero."""
    return EXP[LOG[a] - LOG[b] + 255] if a else 0


def product(p: Polynomial, q: Polynomial) -> Polynomial:
    terms = [0] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        if a:
            power = LOG[a]
            for j, b in enumerate(q):
                if b:
                    terms[i + j] ^= EXP[power + LOG[b]]
    return terms


def syndromes(words: Array, parity: int) -> Polynomial:
    """The word at each root of the generator: all zero when nothing is wrong."""
    filled = np.flatnonzero(words)
    if not len(filled):
        return [0] * parity
    logs, powers = _LOG_ARRAY[words[filled]], len(words) - 1 - filled
    terms = _EXP_ARRAY[(logs[None] + np.arange(parity)[:, None] * powers[None]) % 255]
    return [int(value) for value in np.bitwise_xor.reduce(terms, axis=1)]


def mend(
    words: Array, parity: int, erased: Sequence[int] = (), found: Polynomial | None = None
) -> Mended | None:
    """The word sent, or None when 2 * errors + erasures is more than the parity words can mend.

    ``words`` (n,) int64; ``erased`` are places in it; ``found`` its syndromes where they are known already.
    """
    sums = syndromes(words, parity) if found is None else found
    if not any(sums):
        return Mended(words, 0)
    erasures = [1]
    for place in erased:
        erasures = product(erasures, [1, EXP[len(words) - 1 - place]])
    errors = _error_locator(product(sums, erasures)[len(erased) : parity])
    if errors is None or 2 * (len(errors) - 1) + len(erased) > parity:
        return None
    mended = _corrected(words, product(errors, erasures), sums)
    if mended is None or any(syndromes(mended, parity)):
        return None
    return Mended(mended, len(errors) - 1)


def _error_locator(sums: Polynomial) -> Polynomial | None:
    """Berlekamp-Massey: the shortest recurrence behind the syndromes; None where its length is no degree."""
    locator, before, length, gap, last = [1], [1], 0, 1, 1
    for i in range(len(sums)):
        rest = _discrepancy(locator, sums, i, length)
        if rest == 0:
            gap += 1
            continue
        factor, kept = divide(rest, last), locator
        shifted = [0] * gap + [multiply(factor, term) for term in before]
        locator = locator + [0] * (len(shifted) - len(locator))
        locator = [term ^ (shifted[at] if at < len(shifted) else 0) for at, term in enumerate(locator)]
        if 2 * length <= i:
            length, before, last, gap = i + 1 - length, kept, rest, 1
        else:
            gap += 1
    while len(locator) > 1 and locator[-1] == 0:
        locator.pop()
    return locator if len(locator) - 1 == length else None


def _discrepancy(locator: Polynomial, sums: Polynomial, at: int, length: int) -> int:
    rest = sums[at]
    for back in range(1, min(length + 1, len(locator))):
        if locator[back] and sums[at - back]:
            rest ^= EXP[LOG[locator[back]] + LOG[sums[at - back]]]
    return rest


def _corrected(words: Array, locator: Polynomial, sums: Polynomial) -> Array | None:
    """Chien search over all places, then Forney's values; None when the locator is no product of places."""
    powers = len(words) - 1 - np.arange(len(words))
    inverses = (255 - powers) % 255
    values = np.zeros(len(words), np.int64)
    for power, term in enumerate(locator):
        if term:
            values ^= _EXP_ARRAY[(LOG[term] + inverses * power) % 255]
    wrong = np.flatnonzero(values == 0)
    if len(wrong) != len(locator) - 1:
        return None
    evaluator, mended = product(sums, locator)[: len(sums)], words.copy()
    for place in wrong:
        size = _error_value(evaluator, locator, int(inverses[place]))
        if size is None:
            return None
        mended[place] ^= multiply(EXP[int(powers[place]) % 255], size)
    return mended


def _error_value(evaluator: Polynomial, locator: Polynomial, inverse: int) -> int | None:
    above = below = 0
    for power, term in enumerate(evaluator):
        if term:
            above ^= EXP[(LOG[term] + inverse * power) % 255]
    for power in range(1, len(locator), 2):  # the formal derivative has the odd terms only
        if locator[power]:
            below ^= EXP[(LOG[locator[power]] + inverse * (power - 1)) % 255]
    return divide(above, below) if below else None
