"""Version numbers compared, as far as they can be."""

from __future__ import annotations


def is_older(version: str, least: str) -> bool:
    """Whether ``version`` comes before ``least``. What is no row of numbers is held against nobody."""
    ours, wanted = _numbers(version), _numbers(least)
    return ours is not None and wanted is not None and ours < wanted


def _numbers(version: str) -> tuple[int, ...] | None:
    """``0.12`` as (0, 12), without trailing noughts; None for anything else."""
    parts = version.strip().split(".")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
