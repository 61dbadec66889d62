"""A declaration is made on the form in force that day and keeps it; a newer one is a block and a template."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from declaration.wire.form_versions import FORM_VERSIONS, FormVersions, read_form_versions
from declaration.wire.records import Record
from declaration.wire.signed import Signed
from desk.capture.for_paper import for_paper
from desk.i18n import assets_dir
from desk.printing.typesetting import TypstPages
from desk.registration.declarations import Finished, Registration
from desk.registration.printouts import Letterhead, Printouts, Sources
from desk.storage.vault.station_key import StationKey
from tests.builders import BuiltStation, built_station
from tests.fakes.declared import filled, finished
from tests.fakes.slips import made_slips

ONE = '[[form]]\nversion = "mau-01/2016"\nfrom = 2016-12-24\n'
TWO = read_form_versions(f'{ONE}[[form]]\nversion = "mau-01/2026"\nfrom = 2026-03-02\n')


def test_the_version_is_the_one_in_force_that_day() -> None:
    days = [date(2010, 1, 1), date(2026, 3, 1), date(2026, 3, 2), date(2030, 1, 1)]
    assert [TWO.on(day) for day in days] == ["mau-01/2016", "mau-01/2016", "mau-01/2026", "mau-01/2026"]


def test_every_version_has_its_template() -> None:
    assert all(TypstPages().has(name.replace("/", "-")) for name in FORM_VERSIONS.names)


@pytest.mark.parametrize("text", ["", ONE + ONE, f'{ONE}[[form]]\nversion = "b"\nfrom = 2010-01-01\n'])
def test_a_list_of_no_forms_of_one_twice_or_in_disorder_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="oldest first"):
        read_form_versions(text)


@pytest.fixture
def station(tmp_path: Path) -> BuiltStation:
    return built_station(tmp_path / "station")


def declared_on(station: BuiltStation, forms: FormVersions, seed: int) -> Finished:
    file, key = station.file, StationKey(station.file.station_key().private_bytes, "station-mau")
    registration = Registration(
        file.drafts, file.declarations, key, station.clock, "mau", "MAU01", lambda: None, forms
    )
    return finished(registration, filled(registration, seed))


def printed(station: BuiltStation, forms: Path, declaration: Finished) -> str:
    file = station.file
    sources = Sources(
        file.declarations,
        file.drafts,
        file.outbox,
        made_slips("station-mau"),
        lambda _: None,
        file.consents.taken_back,
        for_paper,
    )
    pages = Printouts(sources, TypstPages(forms), Letterhead("Đơn vị", "Quầy"), station.clock)
    pdf = PdfReader(io.BytesIO(pages.forms([declaration.id], lambda _: True)))
    return "".join(pdf.pages[0].extract_text().split())


def test_a_newer_form_is_a_block_and_a_template_and_the_older_declaration_stays_on_its_own(
    station: BuiltStation, tmp_path: Path
) -> None:
    templates = tmp_path / "forms"
    shutil.copytree(assets_dir() / "forms", templates)
    older = (templates / "mau-01-2016.typ").read_text(encoding="utf-8")
    newer = older.replace("Nghị định số 166/2016/NĐ-CP ngày 24 tháng 12 năm 2016", "Nghị định mới")
    (templates / "mau-01-2026.typ").write_text(newer, encoding="utf-8")
    on_old, on_new = declared_on(station, FORM_VERSIONS, 1), declared_on(station, TWO, 2)
    assert "Nghịđịnhsố166/2016" in printed(station, templates, on_old)
    text = printed(station, templates, on_new)
    assert "Nghịđịnhmới" in text
    assert "166/2016" not in text
    entry = station.file.outbox.entry(on_new.id, 1)
    sealed = Signed.from_bytes(entry.sealed) if entry else None
    record = sealed.read(Record) if sealed else None
    assert record is not None
    assert record.form_version == "mau-01/2026"
