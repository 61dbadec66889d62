"""A printed slip is read and believed, says what it may promise, and cannot be made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import cv2
import numpy as np
import pytest

from declaration.draft import Field, Source
from declaration.lifecycle import Kind
from declaration.wire.slip import BEGINS, SlipCode, slip_number
from desk.capture.reader import CodeReader
from desk.printing.typesetting import TypstPages
from desk.registration.declarations import Finished
from desk.registration.slips import Genuine, NotGenuine
from practice.people import invented_person
from tests.builders import secrets_of
from tests.fakes.declared import filled, finished, signed
from tests.fakes.program import FakeProgram
from tests.fakes.slips import Certifying
from tests.unit.on_paper import declared as declared
from tests.unit.on_paper import go_on, pages_of, printing, squeezed, text_of
from tests.unit.on_paper import program as program

AT = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


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
