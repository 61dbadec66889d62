"""What else is printed: account slips, consents taken back, the list that is handed over."""

from __future__ import annotations

from declaration.draft import LegalBasis
from declaration.wire.changes import ChangeKind
from declaration.wire.slip import slip_number
from desk.ports.clock import VIETNAM
from desk.ports.store import DeclarationStore
from desk.registration.consents import VERSIONS
from desk.registration.declarations import Finished
from practice.people import invented_person
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram
from tests.unit.on_paper import declared as declared
from tests.unit.on_paper import go_on, printing, squeezed, text_of
from tests.unit.on_paper import program as program


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


def test_what_is_gone_is_left_out(program: FakeProgram, declared: Finished) -> None:
    store: DeclarationStore = program.declarations
    assert store.detail(declared.id) is not None
    program.shelf.filed.clear()
    assert "Cộng:0tờkhai." in text_of(printing(program).handover([declared.id], go_on))
