"""Many pages are one file, no larger than its pictures, that can be stopped and is on no disk."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from declaration.draft import PhotoRole
from desk.capture.encoding import webp
from desk.capture.for_paper import for_paper
from desk.ports.camera import Pixels
from desk.ports.store import LOOK
from desk.printing.typesetting import TypstPages
from desk.registration import printouts as module
from desk.registration.declarations import Finished
from desk.registration.printouts import PrintingStoppedError
from practice.people import invented_person
from tests.fakes.declared import declare, filled
from tests.fakes.program import FakeProgram
from tests.unit.on_paper import declared as declared
from tests.unit.on_paper import go_on, printing, squeezed
from tests.unit.on_paper import program as program


def grainy(height: int, width: int) -> Pixels:
    grain = np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return np.asarray(cv2.GaussianBlur(grain, (0, 0), 2), dtype=np.uint8)


def test_many_forms_are_one_file_and_can_be_stopped(program: FakeProgram) -> None:
    ids = [declare(program.registration, seed).id for seed in (1, 2, 3)]
    heard: list[int] = []
    pdf = printing(program).forms(ids, lambda done: not heard.append(done))  # type: ignore[func-returns-value]
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 3
    assert heard == [0, 0, 0, 0, 3], "while they are read none is done"
    looks = [event for subject, event in program.shelf.acts if event.event == LOOK and subject in ids]
    assert len(looks) == 3, "printing is looking"
    with pytest.raises(PrintingStoppedError):
        printing(program).forms(ids, lambda done: done < 1)


def test_a_stop_is_heard_between_a_few_pages_and_the_next(
    program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    ids = [declare(program.registration, seed).id for seed in range(1, 6)]
    typeset: list[int] = []
    real = TypstPages.pdf

    def counted(self: TypstPages, template: str, data: dict[str, Any]) -> bytes:
        typeset.append(len(data["forms"]))
        return real(self, template, data)

    monkeypatch.setattr(TypstPages, "pdf", counted)
    with pytest.raises(PrintingStoppedError):
        printing(program).forms(ids, lambda done: done < 4)
    assert typeset == [2, 2]
    heard: list[int] = []
    pdf = printing(program).forms(ids, lambda done: not heard.append(done))  # type: ignore[func-returns-value]
    assert heard[len(ids) :] == [0, 2, 4, 5]
    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
    names = [squeezed(invented_person(seed).full_name.upper()) for seed in range(1, 6)]
    assert [name in page for name, page in zip(names, pages, strict=True)] == [True] * 5


def test_pages_put_together_keep_their_size_fonts_and_language() -> None:
    pages = TypstPages()
    slip = dict.fromkeys(("full_name", "number", "last_day", "finished", "agency"), "Mẫu") | {
        "kind": "register"
    }
    data = {"unit": "Đơn vị", "station": "Quầy", "slips": [{**slip, "code": pages.code("x")}]}
    one = pages.pdf("slip", data)
    both = PdfReader(io.BytesIO(pages.joined([one, one])))
    alone = PdfReader(io.BytesIO(one))
    assert both.root_object["/Lang"] == alone.root_object["/Lang"]
    assert both.metadata == alone.metadata
    for page in both.pages:
        assert page.mediabox == alone.pages[0].mediabox
        assert page.extract_text() == alone.pages[0].extract_text()
        assert "/StructParents" not in page, "of a tree that is not there"
        resources: Any = page["/Resources"]
        fonts = [font.get_object() for font in resources["/Font"].values()]
        descriptor = fonts[0]["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
    assert len(both.pages) == 2


def test_a_portrait_goes_on_paper_with_the_pixels_paper_shows() -> None:
    filed = webp(grainy(1418, 945))
    printed = Image.open(io.BytesIO(for_paper(filed.data)))
    assert (printed.format, printed.size) == ("JPEG", (472, 709))
    small = webp(grainy(300, 200))
    assert Image.open(io.BytesIO(for_paper(small.data))).size == (200, 300), "never enlarged"
    assert for_paper(b"no picture") == b"no picture"


def test_a_page_with_a_photograph_is_no_larger_than_the_photograph(
    program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = webp(grainy(1418, 945))
    draft = filled(program.registration, 1)
    photo = program.drafts.photo(draft.id, PhotoRole.PORTRAIT)
    assert photo is not None
    large = replace(photo, data=filed.data, media_type=filed.media_type)
    monkeypatch.setattr(type(program.drafts), "photo", lambda _self, _id, _role: large)
    pages = printing(program).form_to_sign(draft)
    assert isinstance(pages, bytes)
    assert len(pages) < 300_000


def test_printing_writes_no_file(
    program: FakeProgram, declared: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile"):
        monkeypatch.setattr(tempfile, name, forbidden)
    assert printing(program).forms([declared.id], go_on).startswith(b"%PDF")


def test_one_file_holds_so_many_and_no_more(program: FakeProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    ids = [declare(program.registration, seed).id for seed in (1, 2, 3)]
    assert len(PdfReader(io.BytesIO(printing(program).slips(ids, go_on))).pages) == 2
