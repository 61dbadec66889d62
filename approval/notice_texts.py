"""The words of notices: templates a non-programmer can mend, in ``approval/templates``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from string import Template

from declaration.privacy import Private


@dataclass(frozen=True, repr=False)
class Letter(Private):
    """Subject (empty for an SMS), text, and for an e-mail the same words as HTML."""

    subject: str
    text: str
    html: str = ""


def letter(channel: str, purpose: str, values: dict[str, str]) -> Letter:
    """The notice of that purpose for that channel. Raises KeyError when a template asks for an unknown value.

    An e-mail template's first line is its subject.
    """
    words = Template(_file(f"{channel}_{purpose}.txt")).substitute(values).strip()
    if channel == "sms":
        return Letter("", " ".join(words.split()))
    subject, _, text = words.partition("\n")
    subject, text = subject.strip(), text.strip() + "\n"
    return Letter(subject, text, _as_html(subject, text))


def reason_words(codes: tuple[str, ...]) -> str:
    """Reasons in words; a code without words stands for itself."""
    known = dict(line.split(" = ", 1) for line in _file("reasons.txt").splitlines() if " = " in line)
    return "; ".join(known.get(code, code) for code in codes)


def _as_html(subject: str, text: str) -> str:
    """The same words in the frame of ``email_frame.html``: one place to change how letters look. Whatever a
    person or a reviewer wrote is text there, never markup."""
    parts = [part for part in text.strip().split("\n\n") if part.strip()]
    paragraphs = "\n".join(f"<p>{'<br>'.join(escape(part.strip()).splitlines())}</p>" for part in parts)
    return Template(_file("email_frame.html")).substitute(subject=escape(subject), paragraphs=paragraphs)


@cache
def _file(name: str) -> str:
    return resources.files("approval").joinpath("templates", name).read_text(encoding="utf-8")
