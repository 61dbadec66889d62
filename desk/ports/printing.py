"""Printed pages, as registration asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, Protocol

PDF: Final = "application/pdf"


class Paper(StrEnum):
    """What can be printed; the form itself by its version. Values are names of templates in assets/forms."""

    SLIP = "slip"
    ACCOUNT = "account"
    LIST = "list"
    REPORT = "report"
    CONSENT = "consent"


class Typesetter(Protocol):
    """Fills a template. Blocking: call it off the event loop."""

    def has(self, template: str) -> bool: ...

    def pdf(self, template: str, data: Mapping[str, Any]) -> bytes:
        """The pages as PDF, fonts embedded. ``data``: texts, numbers, lists, and pictures as bytes."""

    def joined(self, files: Sequence[bytes]) -> bytes:
        """The pages of several such files, one after the other, as one file."""

    def code(self, text: str) -> bytes:
        """A QR code of the text, as SVG."""

    def code_picture(self, text: str) -> bytes:
        """The same as PNG, to be looked at on the screen."""
