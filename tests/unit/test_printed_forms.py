"""The printed form has every line of the form and what was declared, for each kind of declaration."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from declaration.draft import Field, PhotoRole, Source
from declaration.lifecycle import Kind
from desk.printing.typesetting import TypstPages
from desk.registration.declarations import Finished
from desk.registration.printouts import NoTemplateError
from practice.people import invented_person
from tests.fakes.declared import filled, finished, picture
from tests.fakes.program import FakeProgram
from tests.unit.on_paper import declared as declared
from tests.unit.on_paper import go_on, pages_of, printing, squeezed, text_of
from tests.unit.on_paper import program as program

FORM_LINES = """
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM | Độc lập - Tự do - Hạnh phúc | TỜ KHAI | Mẫu số 01
Đăng ký sử dụng, điều chỉnh thông tin và ngừng sử dụng phương thức giao dịch điện tử trong lĩnh vực bảo hiểm xã hội
Kính gửi: Bảo hiểm xã hội Việt Nam. | Tên cơ quan/tổ chức/cá nhân: | Mã số bảo hiểm xã hội: | Số CMND/HC/CC:
Địa chỉ liên hệ: | Số chứng thư số của cơ quan, tổ chức, cá nhân: | Tên tổ chức chứng thực chữ ký số:
Thời hạn sử dụng chứng thư số: Từ ngày
Cá nhân tôi không có chứng thư số (không điền nội dung tại mục (*)), đề nghị cơ quan Bảo hiểm xã hội cấp mã xác thực giao dịch điện tử theo địa chỉ thư điện tử hoặc số điện thoại di động dưới đây:
Người liên hệ: | Địa chỉ thư điện tử: | Điện thoại di động:
Theo Nghị định số 166/2016/NĐ-CP ngày 24 tháng 12 năm 2016 của Chính phủ, cơ quan/tổ chức/cá nhân tôi có đủ các điều kiện sử dụng phương thức giao dịch điện tử.
đăng ký, điều chỉnh thông tin và ngừng sử dụng phương thức giao dịch điện tử trong lĩnh vực bảo hiểm xã hội với cơ quan Bảo hiểm xã hội như sau:
1. Đăng ký sử dụng: | Đăng ký giao dịch tại: | Cổng thông tin điện tử của Bảo hiểm xã hội Việt Nam
Tổ chức I-VAN. Tên tổ chức I-VAN: | (trong trường hợp giao dịch qua tổ chức I-VAN)
2. Điều chỉnh thông tin: | Số điện thoại di động: | (Chỉ ghi những nội dung có thay đổi, bổ sung)
3. Ngừng sử dụng phương thức giao dịch: | Ngừng giao dịch điện tử trong lĩnh vực bảo hiểm xã hội từ | Lý do ngừng:
cam kết hoàn toàn chịu trách nhiệm trước pháp luật về tính chính xác, trung thực của nội dung nêu trên và thực hiện giao dịch điện tử trong lĩnh vực bảo hiểm xã hội theo đúng quy định của pháp luật./.
CHỮ KÝ SỐ CỦA CƠ QUAN, TỔ CHỨC, CÁ NHÂN | (Ký và ghi rõ họ tên)
"""  # noqa: E501 - as the form has them


def test_the_form_has_every_line_of_the_form_and_what_was_declared(
    program: FakeProgram, declared: Finished
) -> None:
    pdf = printing(program).forms([declared.id], go_on)
    text = text_of(pdf)
    lines = [squeezed(part) for line in FORM_LINES.strip().splitlines() for part in line.split(" | ")]
    assert [line for line in lines if line not in text] == []
    person = invented_person(1)
    said = (person.full_name.upper(), person.number, person.insurance_code, person.address, person.email)
    assert [words for words in said if squeezed(words) not in text] == []
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


def test_certificate_i_van_and_contact_person_stand_in_their_lines(program: FakeProgram) -> None:
    given = {
        Field.CERTIFICATE: "540A01",
        Field.CERTIFICATE_ISSUER: "Tổ chức Chứng thực Mẫu",
        Field.CERTIFICATE_FROM: "01/02/2026",
        Field.CERTIFICATE_TO: "01/02/2029",
        Field.CHANNEL: "ivan",
        Field.IVAN_NAME: "I-VAN Mẫu",
        Field.CONTACT_PERSON: "Lê Thị Thử",
    }
    draft = filled(program.registration, 1).with_values(given, Source.TYPED)
    text = text_of(printing(program).forms([finished(program.registration, draft).id], go_on))
    for words in (
        "cánhân:540A01",
        "chữkýsố:TổchứcChứngthựcMẫu",
        "Từngày01tháng02năm2026đếnngày01tháng02năm2029",
        "TêntổchứcI-VAN:I-VANMẫu",
        "Ngườiliênhệ:LêThịThử",
    ):
        assert words in text, words


def test_a_draft_is_printed_to_be_signed_before_anything_was_signed_or_photographed(
    program: FakeProgram,
) -> None:
    draft = replace(
        filled(program.registration, 1), photos=frozenset(), consent=None, verification=None, id=uuid4()
    )
    pages = printing(program).form_to_sign(draft)
    assert isinstance(pages, bytes)
    text = text_of(pages)
    assert squeezed(invented_person(1).full_name.upper()) in text
    assert len(PdfReader(io.BytesIO(pages)).pages) == 1


def test_a_draft_with_a_wrong_field_is_not_printed_to_be_signed(program: FakeProgram) -> None:
    problems = printing(program).form_to_sign(filled(program.registration, 1).with_value(Field.PHONE, "1"))
    assert not isinstance(problems, bytes)
    assert [(str(each.field), each.code) for each in problems] == [("phone", "phone_not_mobile")]


def test_a_childs_form_names_the_guardian_as_contact_and_signer(program: FakeProgram) -> None:
    child = {
        Field.DOCUMENT_KIND: "birth_certificate",
        Field.DOCUMENT_NUMBER: "45/2019",
        Field.BIRTH: "01/06/2019",
        Field.GUARDIAN_CODE: "0999999999",
        Field.GUARDIAN_NAME: "Lê Thị Thử",
        Field.GUARDIAN_RELATION: "mother",
    }
    draft = filled(program.registration, 1).with_values(child, Source.TYPED)
    pages = printing(program).form_to_sign(draft)
    assert isinstance(pages, bytes)
    text = text_of(pages)
    assert "Ngườiliênhệ:LêThịThử" in text
    assert text.rstrip().endswith("LÊTHỊTHỬ")


def test_the_forms_font_is_in_the_file(program: FakeProgram, declared: Finished) -> None:
    pdf = PdfReader(io.BytesIO(printing(program).forms([declared.id], go_on)))
    resources: Any = pdf.pages[0]["/Resources"]
    names = [font.get_object()["/BaseFont"] for font in resources["/Font"].values()]
    assert names
    assert all("BeVietnamPro" in name for name in names), names


def test_the_portrait_lies_in_its_four_by_six_and_the_signature_below(
    program: FakeProgram, declared: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    (page,) = pages_of(monkeypatch, lambda: printing(program).forms([declared.id], go_on))
    for role, where in ((PhotoRole.PORTRAIT, (4.0, 6.0)), (PhotoRole.SIGNATURE, None)):
        colour = Image.open(io.BytesIO(picture(1, role).data)).convert("RGB").getpixel((2, 2))
        found = np.argwhere((np.abs(np.asarray(page).astype(int) - colour) < 6).all(axis=2))
        assert len(found) > 500, role
        (top, left), (bottom, right) = found.min(axis=0), found.max(axis=0)
        cm = page.width / 21.0
        if where is not None:
            assert abs((right - left) / cm - where[0]) < 0.1
            assert abs((bottom - top) / cm - where[1]) < 0.1
            assert left / cm < 2.2
            assert top / cm < 2.0
        else:
            assert left / cm > 10
            assert top / cm > 20


def test_a_form_without_a_template_is_not_printed_as_another(
    program: FakeProgram, declared: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TypstPages, "has", lambda _self, _template: False)
    with pytest.raises(NoTemplateError):
        printing(program).forms([declared.id], go_on)


def test_a_stop_fills_its_own_part_of_the_form_and_leaves_the_others_blank(program: FakeProgram) -> None:
    draft = program.registration.of_kind(filled(program.registration, 8), Kind.STOP)
    draft = draft.with_value(Field.STOP_FROM, "01/12/2030").with_value(Field.STOP_REASON, "Nghỉ việc")
    declared = finished(program.registration, draft)
    text = squeezed(text_of(printing(program).forms((declared.id,), go_on)))
    assert squeezed("từ ngày 01 tháng 12 năm 2030") in text.split(squeezed("3. Ngừng sử dụng"))[1]
    assert squeezed("Lý do ngừng: Nghỉ việc") in text
    assert "2026" not in text.split(squeezed("1. Đăng ký sử dụng"))[1].split(squeezed("2. Điều chỉnh"))[0]


def test_an_adjustment_prints_only_what_changes(program: FakeProgram) -> None:
    draft = program.registration.of_kind(filled(program.registration, 8), Kind.ADJUST)
    declared = finished(program.registration, draft.with_value(Field.NEW_PHONE, "0987 654 321"))
    text = squeezed(text_of(printing(program).forms((declared.id,), go_on)))
    part = text.split(squeezed("2. Điều chỉnh thông tin"))[1]
    assert squeezed("0987 654 321") in part
    assert "@" not in part
