"""Which versions of Mẫu số 01 there are, and which one a declaration is made on; the list is data here.

A declaration keeps its version: it is printed and judged as the form it was made on, also after a newer came.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Final


@dataclass(frozen=True)
class FormVersion:
    """One version and the first day on which it is declared on."""

    name: str
    first_day: date


@dataclass(frozen=True)
class FormVersions:
    """All known ones, oldest first."""

    known: tuple[FormVersion, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(form.name for form in self.known)

    def on(self, day: date) -> str:
        """The version in force on that day; before all of them, the oldest."""
        return next((form.name for form in reversed(self.known) if form.first_day <= day), self.known[0].name)


def read_form_versions(text: str) -> FormVersions:
    """The versions a TOML text lists. ValueError when there are none, one is there twice, or in disorder."""
    listed: list[dict[str, Any]] = tomllib.loads(text).get("form", [])
    known = tuple(FormVersion(each["version"], each["from"]) for each in listed)
    days = [form.first_day for form in known]
    if not known or days != sorted(days) or len({form.name for form in known}) != len(known):
        raise ValueError("forms are listed once each, oldest first")
    return FormVersions(known)


FORM_VERSIONS: Final = read_form_versions(
    files("declaration.wire").joinpath("form_versions.toml").read_text(encoding="utf-8")
)
