"""The rest of Mẫu số 01 without a screen: a passport and a form signed on paper, a child and its guardian, an
account adjusted and stopped; each finished, sent, approved, and heard of again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from declaration.draft import Draft, Field, PhotoRole, Source
from declaration.guardian import GuardianAccount, Relation
from declaration.identity import read_insurance_code
from declaration.lifecycle import Kind, Status
from declaration.problems import Problem
from declaration.wire.lookups import AccountQuestion, CodeQuestion, LookupAnswer
from desk.ports.camera import Scene
from desk.registration.guardians import with_guardian
from desk.registration.scanning import Scanned
from desk.views.program import Role
from practice.foreigners import invented_child, invented_foreigner, passport_zone
from practice.people import identity_payload
from practice.walk import Walk, need

_LOOKED_UP = "the service did not say"


async def _look_up(state: Walk) -> str:
    """What a desk asks while the person is there: the code of somebody known, and whether there is an
    account."""
    program = await state.come_in(Role.REGISTRAR)
    assert program.sync is not None
    person = state.camera.person
    asked = CodeQuestion(document_number=person.number, full_name=person.full_name, birth=person.birth.iso())
    found = await program.sync.look_up(asked)
    need(isinstance(found, LookupAnswer) and found.insurance_code == person.insurance_code, _LOOKED_UP)
    account = await program.sync.look_up(AccountQuestion(insurance_code=person.insurance_code))
    need(isinstance(account, LookupAnswer) and account.account == "there", _LOOKED_UP)
    return "code and account told"


async def _passport(state: Walk) -> str:
    """A foreign worker: the zone fills the form, the form is printed, signed and photographed."""
    table, _ = state.at_work()
    worker = invented_foreigner(state.today)
    begun = table.registration.begin()
    scanned = await asyncio.to_thread(table.scanning.take, begun, passport_zone(worker))
    need(isinstance(scanned, Scanned), "the zone was not read")
    assert isinstance(scanned, Scanned)
    typed = {
        Field.INSURANCE_CODE: worker.insurance_code,
        Field.PHONE: worker.phone,
        Field.EMAIL: worker.email,
        Field.ADDRESS: "Ký túc xá Khu công nghiệp Mẫu",
    }
    draft = scanned.draft.with_values(typed, Source.TYPED)
    draft, page = await state.photographed(draft, PhotoRole.PASSPORT_PAGE, Scene.PAGE)
    draft, _ = await state.photographed(draft, PhotoRole.PORTRAIT, Scene.PORTRAIT)
    printed = await asyncio.to_thread(table.printouts.form_to_sign, draft)
    need(isinstance(printed, bytes) and printed.startswith(b"%PDF"), "no form to sign")
    draft, paper = await state.photographed(draft, PhotoRole.SIGNED_FORM, Scene.PAGE)
    state.whole_form.append(await state.finish(draft))
    return f"two lines read, {page}, form printed, {paper}"


async def _child(state: Walk) -> str:
    """A child without a card; the guardian is who was registered first."""
    table, _ = state.at_work()
    child, guardian = invented_child(state.today), state.camera.person
    code = read_insurance_code(guardian.insurance_code)
    assert not isinstance(code, Problem)
    draft = table.registration.begin().with_values(
        {
            Field.FULL_NAME: child.full_name,
            Field.DOCUMENT_KIND: "birth_certificate",
            Field.DOCUMENT_NUMBER: child.certificate,
            Field.BIRTH: f"{child.birth:%d/%m/%Y}",
            Field.SEX: "female",
            Field.ADDRESS: guardian.address,
            Field.INSURANCE_CODE: child.insurance_code,
            Field.GUARDIAN_CODE: code.value,
            Field.GUARDIAN_RELATION: Relation.MOTHER.value,
        },
        Source.TYPED,
    )
    found = await asyncio.to_thread(table.guardians.found_here, code, draft.id)
    assert found is not None
    need(found.account is GuardianAccount.THERE, f"the guardian's account is {found.account}")
    draft = with_guardian(draft, found)
    draft, page = await state.photographed(draft, PhotoRole.BIRTH_CERTIFICATE, Scene.PAGE)
    draft, _ = await state.photographed(draft, PhotoRole.PORTRAIT, Scene.PORTRAIT)
    state.whole_form.append(await state.finish(await state.signed(draft)))
    return f"guardian found with an account, {page}"


async def _adjust(state: Walk) -> str:
    """The first person's e-mail changes."""
    draft = await _again(state, Kind.ADJUST)
    draft = draft.with_value(Field.NEW_EMAIL, "moi@example.com", Source.TYPED)
    state.whole_form.append(await state.finish(await state.signed(draft)))
    return "a new e-mail declared"


async def _stop(state: Walk) -> str:
    """And the account is to stop in a month."""
    draft = await _again(state, Kind.STOP)
    last = f"{state.today + timedelta(days=30):%d/%m/%Y}"
    draft = draft.with_values({Field.STOP_FROM: last, Field.STOP_REASON: "Nghỉ việc"}, Source.TYPED)
    state.whole_form.append(await state.finish(await state.signed(draft)))
    return f"from {last}"


async def _again(state: Walk, kind: Kind) -> Draft:
    """The first person at the desk once more, with card and photos."""
    table, _ = state.at_work()
    code = identity_payload(state.camera.person)
    scanned = await asyncio.to_thread(table.scanning.take, table.registration.begin(), code)
    assert isinstance(scanned, Scanned)
    draft = table.registration.of_kind(scanned.draft, kind)
    draft = draft.with_value(Field.PHONE, state.camera.person.phone)
    for role in (PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK, PhotoRole.PORTRAIT):
        draft, _ = await state.photographed(draft, role, Scene(role.value))
    return draft


async def _decide(state: Walk) -> str:
    for declaration in state.whole_form:
        await state.until_status(declaration, Status.RECEIVED)
    await state.come_in(Role.REVIEWER)
    decided = await state.approve(state.whole_form)
    return ", ".join(detail.summary.kind for detail in decided)


async def _hear(state: Walk) -> str:
    await state.come_in(Role.REGISTRAR)
    passport, child, *changes = state.whole_form
    for declaration in (passport, child):
        await state.until_status(declaration, Status.ACTIVATED)
    for declaration in changes:
        await state.until_status(declaration, Status.APPLIED)
    return "two accounts activated, one adjusted and stopped"


WHOLE_FORM: Final[tuple[tuple[str, Callable[[Walk], Awaitable[str]]], ...]] = (
    ("look_up", _look_up),
    ("passport", _passport),
    ("child", _child),
    ("adjust", _adjust),
    ("stop", _stop),
    ("decide", _decide),
    ("applied", _hear),
)
