"""What is printed, read again: its text, and its pages as pictures."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from pypdf import PdfReader

from desk.printing.typesetting import TypstPages
from desk.registration.declarations import Finished
from desk.registration.printouts import Printouts
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram


def go_on(_: int) -> bool:
    return True


def squeezed(text: str) -> str:
    """Without blanks, which a line's end may have taken."""
    return "".join(text.split())


def text_of(pdf: bytes) -> str:
    return squeezed("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def printing(program: FakeProgram) -> Printouts:
    assert program.table is not None
    return program.table.printouts


def pages_of(monkeypatch: pytest.MonkeyPatch, make: Callable[[], bytes]) -> list[Image.Image]:
    """The pages as pictures, from the same template and data."""
    drawn: list[Image.Image] = []
    real = TypstPages.pdf

    def also(self: TypstPages, template: str, data: dict[str, object]) -> bytes:
        drawn.extend(Image.open(io.BytesIO(png)).convert("RGB") for png in self.pictures(template, data))
        return real(self, template, data)

    monkeypatch.setattr(TypstPages, "pdf", also)
    make()
    return drawn


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


@pytest.fixture
def declared(program: FakeProgram) -> Finished:
    return declare(program.registration, 1)
