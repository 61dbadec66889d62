"""Photographs of invented cards under one bad circumstance each, or several at once: seeded, with the truth.

``FAMILIES`` take one circumstance through its whole range; ``MIXES`` put several together, from easy to
extreme. The same name and seed always give the same photograph.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from card_photographs_camera import Conditions, photograph
from card_photographs_card import Grey, flat_card
from card_photographs_table import TABLES
from numpy.typing import NDArray

BURST = 6
_GOLDEN = 0.618034
_Change = Callable[[random.Random, float, Conditions], Conditions]


@dataclass(frozen=True, eq=False, repr=False)
class CardPhotograph:
    """``pixels`` (height, width) in grey; ``code`` (4, 2): where the code's corners are."""

    pixels: Grey
    code: NDArray[np.float64]
    payload: bytes
    conditions: Conditions


def _resolution(_: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, fill=0.5 - 0.3 * hard, blur=0.5)


def _blur(_: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, blur=max(c.blur, 0.8 + 2.6 * hard))


def _defocus(_: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, defocus=1.0 + 3.8 * hard)


def _motion(chance: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, motion=2 + 8 * hard, motion_angle=chance.uniform(0, 180))


def _tilt(chance: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, tilt=15 + 50 * hard, tilt_axis=chance.uniform(0, 180))


def _rotation(chance: random.Random, _: float, c: Conditions) -> Conditions:
    return replace(c, rotation=chance.uniform(0, 360), fill=0.5)


def _low_light(_: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, light=0.5 - 0.38 * hard, noise=3 + 8 * hard)


def _glare(chance: random.Random, hard: float, c: Conditions) -> Conditions:
    at = (chance.uniform(0.1, 0.9), chance.uniform(0.1, 0.9))
    return replace(c, glare=120 + 200 * hard, glare_size=0.02 + 0.05 * hard, glare_at=at)


def _jpeg(_: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, jpeg=int(40 - 34 * hard), fill=min(c.fill, 0.5))


def _uneven(chance: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, gradient=0.5 + 0.47 * hard, gradient_angle=chance.uniform(0, 360), light=1.1)


def _shadow(chance: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, shadow=0.4 + 0.55 * hard, gradient_angle=chance.uniform(0, 360))


def _laminate(_: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, laminate=0.4 + 0.58 * hard, noise=max(c.noise, 3.0))


def _quiet(chance: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, quiet=0 if hard > 0.5 else 1, dark_ground=True, blur=c.blur + chance.uniform(0, 1))


def _crop(chance: random.Random, hard: float, c: Conditions) -> Conditions:
    covered, beyond = 0.08 + 0.2 * hard, 0.01 + 0.07 * hard
    return replace(c, thumb=covered) if chance.random() < 0.5 else replace(c, cut=beyond)


def _fade(_: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, fade=0.6 + 0.37 * hard, noise=max(c.noise, 3.0))


def _dirt(_: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, dirt=int(6 + 40 * hard), scratches=int(2 + 8 * hard))


def _bend(_: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, bend=1 + 3.5 * hard, blur=max(c.blur, 0.8))


def _exposure(_: random.Random, hard: float, c: Conditions) -> Conditions:
    return replace(c, light=1.15 + 1.2 * hard, fade=max(c.fade, 0.3))


FAMILIES: dict[str, _Change] = {
    "resolution": _resolution,
    "blur": _blur,
    "defocus": _defocus,
    "motion": _motion,
    "tilt": _tilt,
    "rotation": _rotation,
    "low_light": _low_light,
    "glare": _glare,
    "jpeg": _jpeg,
    "uneven_light": _uneven,
    "shadow": _shadow,
    "laminate": _laminate,
    "quiet_zone": _quiet,
    "crop": _crop,
    "fade": _fade,
    "dirt": _dirt,
    "bend": _bend,
    "exposure": _exposure,
}
# how many circumstances at once, and how far through their range, from and to
MIXES = {
    "easy_mix": (2, 0.0, 0.25),
    "medium_mix": (3, 0.1, 0.4),
    "hard_mix": (4, 0.15, 0.55),
    "extreme_mix": (5, 0.25, 0.7),
}
_MIXABLE = [name for name in FAMILIES if name not in ("rotation", "crop")]


def conditions_of(name: str, seed: int) -> Conditions:
    """The circumstances of one photograph of a family or a mix."""
    chance = random.Random(f"{name} {seed}")
    usual = Conditions(
        table=chance.choice(TABLES),
        fill=chance.uniform(0.5, 0.7),
        rotation=chance.uniform(-12, 12),
        tilt=chance.uniform(0, 12),
        tilt_axis=chance.uniform(0, 180),
        shift=(chance.uniform(-0.05, 0.05), chance.uniform(-0.03, 0.03)),
        blur=chance.uniform(0.4, 0.8),
    )
    if name in FAMILIES:  # neighbouring seeds are spread evenly over the range
        hard = (seed * _GOLDEN + list(FAMILIES).index(name) / len(FAMILIES)) % 1
        return FAMILIES[name](chance, hard, usual)
    count, least, most = MIXES[name]
    for part in chance.sample(_MIXABLE, count):
        usual = FAMILIES[part](chance, chance.uniform(least, most), usual)
    return usual


def card_photograph(name: str, seed: int) -> CardPhotograph:
    """One photograph of a family or mix."""
    return photograph_of(conditions_of(name, seed), seed)


def photograph_of(conditions: Conditions, seed: int) -> CardPhotograph:
    """The card of one seed under circumstances of one's own."""
    return _taken(conditions, seed, seed)


def card_burst(name: str, seed: int) -> list[CardPhotograph]:
    """Six photographs of one card, a hand's tremor apart."""
    conditions = conditions_of(name, seed)
    chance = random.Random(f"burst {name} {seed}")
    return [_taken(_trembled(conditions, chance), seed, seed * 16 + at + 1) for at in range(BURST)]


def _trembled(c: Conditions, chance: random.Random) -> Conditions:
    return replace(
        c,
        shift=(c.shift[0] + chance.gauss(0, 0.004), c.shift[1] + chance.gauss(0, 0.004)),
        rotation=c.rotation + chance.gauss(0, 0.6),
        tilt=c.tilt + chance.gauss(0, 0.8),
        fill=c.fill * chance.uniform(0.985, 1.015),
        blur=c.blur * chance.uniform(0.9, 1.15),
        motion=c.motion * chance.uniform(0.6, 1.2),
        motion_angle=c.motion_angle + chance.gauss(0, 25),
        glare_at=(c.glare_at[0] + chance.gauss(0, 0.08), c.glare_at[1] + chance.gauss(0, 0.08)),
    )


def _taken(conditions: Conditions, card_seed: int, noise_seed: int) -> CardPhotograph:
    card = flat_card(card_seed, quiet=conditions.quiet, dark_ground=conditions.dark_ground)
    pixels, code = photograph(card, conditions, noise_seed)
    return CardPhotograph(pixels, code, card.payload, conditions)
