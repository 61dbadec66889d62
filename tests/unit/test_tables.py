"""A list is read in whichever form an office sends it, and what is no list is named."""

from __future__ import annotations

import io
import tempfile
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from desk.ports.tables import (
    COLUMNS_READ,
    Merged,
    Number,
    Row,
    Table,
    TableDamagedError,
    TableFile,
    Unreadable,
)
from desk.tables import workbook
from desk.tables.merged import merged_in
from desk.tables.opening import FileTables

HEAD = "Họ và tên;Số CCCD;Ngày sinh"
LINE = "Nguyễn Thị Mẫu;001190123456;01/02/1990"


def book(*rows: list[Any], title: str = "DS") -> bytes:
    made = Workbook()
    page = made.active
    page.title = title
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def opened(data: bytes) -> TableFile:
    file = FileTables().open(data)
    assert not isinstance(file, Unreadable), file
    return file


def rows_of(data: bytes) -> list[Row]:
    return list(opened(data).rows(0))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_is_read_in_every_unicode_form_and_with_every_separator(encoding: str, separator: str) -> None:
    text = f"{HEAD}\r\n{LINE}\r\n".replace(";", separator)
    assert rows_of(text.encode(encoding)) == [tuple(HEAD.split(";")), tuple(LINE.split(";"))]


def test_windows_1258_puts_its_tone_marks_back_on_their_letters() -> None:
    text = b"T\xean,S\xf4\xec\r\nNguy\xea\xdbn V\xe3n \xd0\xf4,1\r\n"
    tilde = b"Nguy\xea\xden"
    assert rows_of(text.replace(b"Nguy\xea\xdbn", tilde))[1][0] == "Nguyễn Văn Đô"


def test_a_quoted_cell_may_hold_the_separator_and_a_line_break() -> None:
    assert rows_of(b'ten,dia chi\n"Mau, Thu","A\nB"\n')[1] == ("Mau, Thu", "A\nB")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Unreadable.EMPTY),
        (b" \r\n\r\n", Unreadable.EMPTY),
        (b"\xef\xbb\xbf\r\n", Unreadable.EMPTY),
        (b"%PDF-1.7\n...", Unreadable.NOT_A_TABLE),
        (b"\x89PNG\r\n\x1a\n....", Unreadable.NOT_A_TABLE),
        (bytes(range(256)), Unreadable.NOT_A_TABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Unreadable.OLD_EXCEL),
        (b"PK\x03\x04 cut off", Unreadable.DAMAGED),
    ],
)
def test_what_is_no_table_is_named(data: bytes, why: Unreadable) -> None:
    assert FileTables().open(data) is why


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<html><table><tr><td>Số</td></tr></table></html>", Unreadable.WEB_PAGE),
        ("\r\n  <!DOCTYPE HTML>\n<HTML><body>Số</body></HTML>\n", Unreadable.WEB_PAGE),
        ('<?xml version="1.0"?>\n<Workbook><Cell>Số</Cell></Workbook>', Unreadable.WEB_PAGE),
        ('<meta charset="utf-8"><table><tr><td>Số</td></tr></table>', Unreadable.WEB_PAGE),
        ('{"people": [{"số": 1}]}\n', Unreadable.NOT_A_TABLE),
        ('[\n {"số": 1}\n]', Unreadable.NOT_A_TABLE),
        ('{"số": 1}\n{"số": 2}\n', Unreadable.NOT_A_TABLE),
    ],
)
def test_a_web_page_and_data_for_programs_are_no_tables_in_any_letters(
    text: str, why: Unreadable, encoding: str
) -> None:
    old = text.replace("ố", "ô\N{COMBINING ACUTE ACCENT}") if encoding == "cp1258" else text
    assert FileTables().open(old.encode(encoding)) is why


def test_a_table_whose_title_stands_in_brackets_is_one() -> None:
    assert rows_of("[Danh sách]\nHọ và tên\nNguyễn Văn Mẫu\n".encode())[0] == ("[Danh sách]",)


def _packed(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in names.items():
            packed.writestr(name, content)
    return out.getvalue()


def test_a_word_document_and_a_broken_workbook_are_no_tables() -> None:
    assert FileTables().open(_packed({"word/document.xml": b"<w/>"})) is Unreadable.NOT_A_TABLE
    assert FileTables().open(_packed({"xl/workbook.xml": b"<broken"})) is Unreadable.DAMAGED


def test_a_file_that_unpacks_to_a_flood_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 10_000)
    assert FileTables().open(_packed({"xl/workbook.xml": bytes(20_000)})) is Unreadable.TOO_LARGE


def test_cells_come_as_people_read_them_and_numbers_say_that_they_are() -> None:
    data = book(["Mẫu", 1090123456, 32874.0, date(1990, 2, 1), datetime(1990, 2, 1), None, "001"])  # noqa: DTZ001 - as a workbook has it
    (row,) = rows_of(data)
    assert row == ("Mẫu", "1090123456", "32874", "01/02/1990", "01/02/1990", "", "001")
    assert [isinstance(cell, Number) for cell in row] == [False, True, True, False, False, False, False]


def test_a_workbook_has_the_sheets_one_can_see() -> None:
    made = Workbook()
    made.active.title = "Danh sách"
    made.create_sheet("Ẩn").sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    assert list(opened(out.getvalue()).sheets) == ["Danh sách"]


def test_two_hundred_columns_are_read_and_a_thousand_cut() -> None:
    (row,) = rows_of(book([f"c{at}" for at in range(1000)]))
    assert (len(row), COLUMNS_READ) == (256, 256)


def test_a_wrong_dimension_hides_no_row() -> None:
    whole = book(["a", "b"], ["c", "d"])
    parts = {}
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        for name in packed.namelist():
            parts[name] = packed.read(name).replace(b'ref="A1:B2"', b'ref="A1"')
    assert rows_of(_packed(parts)) == [("a", "b"), ("c", "d")]


def test_a_workbook_that_breaks_off_says_so_after_what_it_gave() -> None:
    whole = book(*(["a", "b"] for _ in range(50)))
    parts = {}
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        for name in packed.namelist():
            parts[name] = packed.read(name)
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet][: len(parts[sheet]) // 2]
    rows = opened(_packed(parts)).rows(0)
    with pytest.raises(TableDamagedError):
        list(rows)


def written(*rows: list[str | int]) -> Any:
    table = Table("Chưa đăng ký: [1/2]", {"STT": 5, "Họ tên": 30}, rows, ("Công ty Mẫu",))
    return load_workbook(io.BytesIO(FileTables().write([table]))).active


@pytest.mark.parametrize("begun", ["=1+1", "+84912345678", "-2", "@SUM(A1)", "\t=1", "\n=1"])
def test_nothing_that_leaves_is_a_formula(begun: str) -> None:
    cell = written([1, begun])["B3"]
    assert (cell.data_type, cell.value) == ("s", f"'{begun}")


def test_what_leaves_has_a_heading_and_typed_cells() -> None:
    page = written([7, "Nguyễn Văn Mẫu\x0b"])
    assert [cell.value for cell in page[2]] == ["STT", "Họ tên"]
    assert (page["A1"].value, page["A3"].value, page["B3"].value) == ("Công ty Mẫu", 7, "Nguyễn Văn Mẫu")
    assert page.freeze_panes == "A3"


def test_no_temporary_file_ever_holds_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, forbidden)
    data = FileTables().write([Table("DS", {"Tên": 9}, [["Mẫu"]])])
    assert rows_of(data) == [("Tên",), ("Mẫu",)]


def test_cells_merged_downwards_are_told_and_others_are_not() -> None:
    made = Workbook()
    page = made.active
    for at in range(1, 20):
        page.append([at, at])
    for merged in ("A2:A4", "A1:B1", "B5:C6", "A7:A7"):
        page.merge_cells(merged)
    out = io.BytesIO()
    made.save(out)
    assert sorted(opened(out.getvalue()).merged(0), key=lambda each: each.first) == [
        Merged(0, 2, 4),
        Merged(1, 5, 6),
    ]
    assert opened(f"{HEAD}\n{LINE}\n".encode()).merged(0) == ()
    (only,) = merged_in(_Drops(b"<mergeCells><mergeCell ref='C3:D9'/></mergeCells>"))
    assert only == Merged(2, 3, 9)


class _Drops(io.BytesIO):
    """Gives a few bytes at a time, whatever is asked for."""

    def read(self, _: int | None = -1) -> bytes:
        return super().read(7)
