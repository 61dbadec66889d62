"""What is printed says what was declared, laid out as the form is, and a slip cannot be made up."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import cv2
import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from declaration.draft import Field, LegalBasis, PhotoRole, Source
from declaration.lifecycle import Kind
from declaration.wire.changes import ChangeKind
from declaration.wire.slip import BEGINS, SlipCode, slip_number
from desk.capture.encoding import webp
from desk.capture.for_paper import for_paper
from desk.capture.reader import CodeReader
from desk.ports.camera import Pixels
from desk.ports.clock import VIETNAM
from desk.ports.store import LOOK, DeclarationStore
from desk.printing.typesetting import TypstPages
from desk.registration import printouts as module
from desk.registration.consents import VERSIONS
from desk.registration.declarations import Finished
from desk.registration.printouts import NoTemplateError, PrintingStoppedError, Printouts
from desk.registration.slips import Genuine, NotGenuine
from practice.people import invented_person
from tests.builders import secrets_of
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare, filled, finished, picture, signed
from tests.fakes.program import FakeProgram
from tests.fakes.slips import Certifying

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
AT = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


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


def grainy(height: int, width: int) -> Pixels:
    grain = np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return np.asarray(cv2.GaussianBlur(grain, (0, 0), 2), dtype=np.uint8)


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


@pytest.fixture
def declared(program: FakeProgram) -> Finished:
    return declare(program.registration, 1)


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


def test_a_form_without_a_template_is_not_printed_as_another(
    program: FakeProgram, declared: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TypstPages, "has", lambda _self, _template: False)
    with pytest.raises(NoTemplateError):
        printing(program).forms([declared.id], go_on)


def test_names_cannot_write_in_the_template(program: FakeProgram) -> None:
    """What a person is called is data, whatever it looks like."""
    pages = TypstPages()
    slip = {
        "kind": "register",
        "full_name": '#text(red)[x] *"\\',
        "code": pages.code("x"),
        "number": "1",
        "last_day": "",
        "finished": "",
        "agency": "",
    }
    text = text_of(pages.pdf("slip", {"unit": "#panic()", "station": "$x$", "slips": [slip]}))
    assert '#text(red)[x]*"\\' in text
    assert "#panic()" in text


def test_the_slips_code_is_read_from_the_printed_page_and_believed(
    program: FakeProgram, declared: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    (page,) = pages_of(monkeypatch, lambda: printing(program).slips([declared.id], go_on))
    reading = CodeReader(budget_ms=2000).read(np.asarray(page)[:, :, ::-1].copy())
    assert reading.text is not None
    assert program.table is not None
    seen = program.table.slips.check(reading.text)
    assert isinstance(seen, Genuine)
    assert (seen.number, seen.is_ours) == (slip_number(declared.digest), True)
    person = invented_person(1)
    assert not [secret for secret in secrets_of(person) if secret in reading.text]


def test_the_slip_names_the_last_day_of_the_ten(program: FakeProgram, declared: Finished) -> None:
    last = program.clock.today() + timedelta(days=10)
    text = text_of(printing(program).slips([declared.id], go_on))
    assert f"(10ngày):{last:%d/%m/%Y}" in text


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (Kind.REGISTER, {}, "Đăng ký giao dịch điện tử"),
        (Kind.ADJUST, {Field.NEW_EMAIL: "moi@example.com"}, "Điều chỉnh thông tin giao dịch điện tử"),
        (Kind.STOP, {Field.STOP_REASON: "Nghỉ việc"}, "Ngừng sử dụng giao dịch điện tử"),
    ],
)
def test_a_slip_promises_a_password_only_to_who_asks_for_an_account(
    program: FakeProgram, kind: Kind, typed: dict[Field, str], said: str
) -> None:
    registration = program.registration
    draft = registration.of_kind(filled(registration, 1), kind).with_values(typed, Source.TYPED)
    done = finished(registration, signed(registration, draft, 1))
    assert done.kind is kind
    text = text_of(printing(program).slips([done.id], go_on))
    assert squeezed(said) in text
    assert (squeezed("mật khẩu lần đầu") in text) is (kind is Kind.REGISTER)


def test_the_code_on_the_screen_is_the_printed_slips(program: FakeProgram, declared: Finished) -> None:
    picture = cv2.imdecode(np.frombuffer(printing(program).slip_code(declared), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    reading = CodeReader(budget_ms=2000).read(np.asarray(picture, dtype=np.uint8))
    assert program.table is not None
    assert reading.text is not None
    seen = program.table.slips.check(reading.text)
    assert isinstance(seen, Genuine)
    assert (seen.number, seen.is_ours) == (slip_number(declared.digest), True)


def test_another_station_of_the_service_believes_a_slip_without_a_network() -> None:
    service = Certifying()
    text = service.slips("station-1").code("ab" * 32, 2, AT)
    seen = service.slips("station-2").check(text)
    assert seen == Genuine("ABAB-ABAB-ABAB", 2, AT, "station-1", is_ours=False)
    assert isinstance(Certifying().slips("station-3").check(text), NotGenuine), "of another service"


@pytest.mark.parametrize("part", [1, 2, 3, 4, 5])
def test_a_slip_changed_anywhere_is_not_genuine(part: int) -> None:
    service = Certifying()
    parts = service.slips("station-1").code("ab" * 32, 1, AT).split("~")
    for at in range(0, len(parts[part]), 7):
        changed = parts[part]
        changed = changed[:at] + ("A" if changed[at] != "A" else "B") + changed[at + 1 :]
        text = "~".join([*parts[:part], changed, *parts[part + 1 :]])
        assert isinstance(service.slips("station-2").check(text), NotGenuine), at


def test_a_slip_cannot_be_signed_with_a_certificate_of_somebody_else() -> None:
    service = Certifying()
    theirs = SlipCode.from_text(service.slips("station-1").code("ab" * 32, 1, AT))
    ours = SlipCode.from_text(Certifying().slips("station-1").code("cd" * 32, 1, AT))
    assert theirs is not None
    assert ours is not None
    mixed = SlipCode(ours.slip, theirs.certificate).to_text()
    assert isinstance(service.slips("station-2").check(mixed), NotGenuine)


@pytest.mark.parametrize("text", [BEGINS, f"{BEGINS}~", f"{BEGINS}~a~b~c~d~e", f"{BEGINS}~{{}}~~~~"])
def test_half_a_slip_is_not_genuine_and_a_card_is_no_slip(text: str) -> None:
    slips = Certifying().slips("station-1")
    assert isinstance(slips.check(text), NotGenuine)
    assert slips.check("001090123456||Nguyễn Văn Mẫu|01011990|Nam|Xã Thử|15072022") is None


def test_the_account_slip_has_the_user_name_the_steps_and_no_password_field(
    program: FakeProgram, declared: Finished
) -> None:
    agency = FakeAgency(program.outbox, program.clock)
    agency.receive(declared, "TK-2026-000001")
    for kind in (ChangeKind.APPROVED, ChangeKind.ACCOUNT_ISSUED):
        agency.answer(declared, kind, user_name=invented_person(1).insurance_code)
    text = text_of(printing(program).accounts([declared.id], go_on))
    for words in (
        invented_person(1).insurance_code,
        "VssID",
        "GooglePlay",
        "AppStore",
        "ThẻBHYT",
        "19009068",
    ):
        assert words in text


def test_what_was_taken_back_is_printed_with_when_by_whom_and_which_words(
    program: FakeProgram, declared: Finished
) -> None:
    detail = program.declarations.detail(declared.id)
    assert detail is not None
    assert program.table is not None
    assert program.table.taking_back.take_back(detail, ["account"]) is not None
    untouched = declare(program.registration, 2)
    text = text_of(printing(program).consents([declared.id, untouched.id], go_on))
    said = f"{program.clock.now().astimezone(VIETNAM):%H:%M%d/%m/%Y}"
    agreed = squeezed("Dùng dữ liệu để cấp tài khoản “Người khai đã nghe và đồng ý”")
    named = (
        squeezed(declared.full_name.upper()),
        said,
        squeezed("Lê Thị Mẫu"),
        VERSIONS[LegalBasis.CONSENT],
        agreed,
    )
    for words in named:
        assert words in text
    assert squeezed(untouched.full_name.upper()) not in text


def test_the_list_names_everybody_once_and_counts_them(program: FakeProgram) -> None:
    made = [declare(program.registration, seed) for seed in range(1, 31)]
    text = text_of(printing(program).handover([each.id for each in made], go_on))
    assert "Cộng:30tờkhai." in text
    assert all(text.count(slip_number(each.digest)) == 1 for each in made)
    assert all(squeezed(each.full_name) in text for each in made)
    assert "BÊNGIAO" in text


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


def test_what_is_gone_is_left_out(program: FakeProgram, declared: Finished) -> None:
    store: DeclarationStore = program.declarations
    assert store.detail(declared.id) is not None
    program.shelf.filed.clear()
    assert "Cộng:0tờkhai." in text_of(printing(program).handover([declared.id], go_on))


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
