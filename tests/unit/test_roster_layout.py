"""The heading of a list is found below its titles, and its columns by the words offices use."""

from __future__ import annotations

import pytest

from desk.registration.rosters.columns import Column, recognised
from desk.registration.rosters.layout import laid_out

C = Column


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Họ và tên", C.FULL_NAME),
        ("HO TEN", C.FULL_NAME),
        ("Họ, chữ đệm và tên (chữ in hoa)", C.FULL_NAME),
        ("Họ tên sinh viên", C.FULL_NAME),
        ("Họ đệm", C.SURNAME),
        ("Tên", C.GIVEN_NAME),
        ("Ngày, tháng, năm sinh", C.BIRTH),
        ("Số CCCD/CMND", C.DOCUMENT_NUMBER),
        ("Số ĐDCN/CCCD (12 số)", C.DOCUMENT_NUMBER),
        ("Mã số BHXH", C.INSURANCE_CODE),
        ("Số sổ BHXH", C.INSURANCE_CODE),
        ("SĐT", C.PHONE),
        ("Số điện thoại (Zalo)", C.PHONE),
        ("Địa chỉ Email", C.EMAIL),
        ("MSSV", C.MEMBER_CODE),
        ("Mã nhân viên", C.MEMBER_CODE),
        ("Lớp", C.SCHOOL_CLASS),
        ("Khoa", C.FACULTY),
        ("Phòng ban", C.FACULTY),
        ("Tên đơn vị", C.UNIT),
        ("Quan hệ với người lao động", C.RELATION),
        ("Thân nhân của", C.RELATIVE_OF),
        ("STT", None),
        ("Ngày cấp CCCD", None),
        ("Nơi cấp", None),
        ("Ghi chú", None),
        ("Địa chỉ thường trú", None),
        ("", None),
    ],
)
def test_a_heading_is_known_by_its_words(heading: str, column: Column | None) -> None:
    assert recognised([heading]) == (column,)


def test_in_a_list_of_relatives_the_employee_is_the_other_name() -> None:
    headings = ("Họ tên thân nhân", "Họ tên người lao động", "Quan hệ")
    assert recognised(headings) == (C.FULL_NAME, C.RELATIVE_OF, C.RELATION)


def test_of_two_alike_the_first_counts() -> None:
    assert recognised(["Điện thoại", "Số điện thoại"]) == (C.PHONE, None)


def test_the_heading_is_found_below_titles_and_the_unit_in_them() -> None:
    rows = [
        ("BẢO HIỂM XÃ HỘI", ""),
        (),
        ("Tên đơn vị: Công ty TNHH Mẫu", ""),
        ("DANH SÁCH NGƯỜI LAO ĐỘNG",),
        ("STT", "Họ và tên", "Ngày sinh", "Số CCCD"),
        ("1", "Nguyễn Văn Mẫu", "01/01/1990", "001090123456"),
    ]
    layout = laid_out(iter(rows))
    assert (layout.first, layout.unit, layout.is_found) == (6, "Công ty TNHH Mẫu", True)
    assert layout.columns == (None, C.FULL_NAME, C.BIRTH, C.DOCUMENT_NUMBER)
    assert layout.samples == (rows[-1],)


def test_a_unit_may_be_named_without_a_label() -> None:
    rows = [("Trạm Y tế xã Thử",), ("Họ tên", "Số CCCD"), ("A", "B")]
    assert laid_out(iter(rows)).unit == "Trạm Y tế xã Thử"


def test_a_heading_of_two_rows_under_merged_cells_is_one() -> None:
    rows = [
        ("TT", "Họ và tên", "Ngày tháng năm sinh", "", "Giấy tờ", "", "Lớp"),
        ("", "", "Nam", "Nữ", "Số CCCD", "Ngày cấp", ""),
        ("1", "Nguyễn Văn Mẫu", "01/01/1990", "", "001090123456", "", "K65"),
    ]
    layout = laid_out(iter(rows))
    assert layout.first == 3
    assert layout.columns == (None, C.FULL_NAME, C.BIRTH, C.BIRTH, C.DOCUMENT_NUMBER, None, C.SCHOOL_CLASS)


def test_a_first_person_without_numbers_is_no_second_row_of_the_heading() -> None:
    layout = laid_out(iter([("Họ và tên", "Lớp", "Khoa"), ("Nguyễn Văn Mẫu", "Mẫu", "Nam")]))
    assert layout.first == 2


def test_without_a_known_heading_the_fullest_row_is_offered() -> None:
    layout = laid_out(iter([("x",), ("a", "b", "c"), ("1", "2", "3")]))
    assert (layout.is_found, layout.headings, layout.first) == (False, ("a", "b", "c"), 3)
    assert laid_out(iter([])).headings == ()
