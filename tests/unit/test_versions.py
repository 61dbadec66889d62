"""Versions are compared as numbers, and what is no number is held against nobody."""

from __future__ import annotations

import pytest

from desk.sync.versions import is_older


@pytest.mark.parametrize(
    ("version", "least", "older"),
    [
        ("0.1.0", "0", False),
        ("0.1.0", "0.1", False),
        ("0.9.0", "0.10", True),
        ("1", "1.0.0", False),
        ("1.0", "2", True),
        ("2.0.0rc1", "3", False),
        ("1", "", False),
        ("1", "newest", False),
    ],
)
def test_versions_are_compared_as_numbers(version: str, least: str, older: bool) -> None:
    assert is_older(version, least) is older
