"""Receiving agencies, found by what somebody types of their place, name or code."""

from __future__ import annotations

from collections.abc import Iterable

from declaration.person import search_key
from declaration.wire.sign_in import Agency


def agencies_found(agencies: Iterable[Agency], text: str) -> tuple[Agency, ...]:
    """Those that have every typed word, without diacritics, in place, name or code; by place, then name."""
    words = search_key(text).split()
    found = [each for each in agencies if all(word in _searched(each) for word in words)]
    return tuple(sorted(found, key=lambda each: (search_key(each.place), search_key(each.name), each.code)))


def _searched(agency: Agency) -> str:
    return search_key(f"{agency.place} {agency.name} {agency.code}")
