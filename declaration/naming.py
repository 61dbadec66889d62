"""People shown by their full names, told apart by their sign-in names where two share one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Full names by sign-in names; two of one full name bear their sign-in names too."""
    alike = Counter(names.values())
    return {name: full if alike[full] == 1 else f"{full} ({name})" for name, full in names.items()}
