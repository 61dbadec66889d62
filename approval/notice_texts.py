"""The words of notices: templates a non-programmer can mend, in ``approval/templates``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Template

from declaration.privacy import Private


@dataclass(frozen=True, repr=False)
class Letter(Private):
    """Subject (empty for an SMS) and text."""

    subject: str
    text: str


def letter(channel: str, purpose: str, values: dict[str, str]) -> Letter:
    """The notice of that purpose for that channel. Raises KeyError when a template asks for an unknown value.

    An e-mail template's first line is its subject.
    """
    words = Template(_file(f"{channel}_{purpose}.txt")).substitute(values).strip()
    if channel == "sms":
        return Letter("", " ".join(words.split()))
    subject, _, text = words.partition("\n")
    return Letter(subject.strip(), text.strip() + "\n")


def reason_words(codes: tuple[str, ...]) -> str:
    """Reasons in words; a code without words stands for itself."""
    known = dict(line.split(" = ", 1) for line in _file("reasons.txt").splitlines() if " = " in line)
    return "; ".join(known.get(code, code) for code in codes)


@cache
def _file(name: str) -> str:
    return resources.files("approval").joinpath("templates", name).read_text(encoding="utf-8")
