"""The guardian of the child on the table: looked up once the code is there, here, then at the service."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from declaration.draft import Field
from declaration.guardian import GuardianAccount
from declaration.identity import InsuranceCode, read_insurance_code
from declaration.wire.lookups import AccountQuestion, LookupAnswer
from desk.ports.service import Denied, NoAnswer
from desk.registration.guardians import with_account, with_guardian

if TYPE_CHECKING:
    from desk.views.desk.model import DeskModel


class Guarding:
    """Child and guardian on one desk."""

    def __init__(self, desk: DeskModel) -> None:
        self._desk = desk

    @property
    def is_needed(self) -> bool:
        return self._desk.table.registration.needs_guardian(self._desk.draft)

    async def look(self) -> None:
        """Whether the guardian has an account; without a network the agency looks when it decides."""
        desk, draft = self._desk, self._desk.draft
        code = read_insurance_code(draft.value(Field.GUARDIAN_CODE))
        if not isinstance(code, InsuranceCode):
            return
        found = await asyncio.to_thread(desk.table.guardians.found_here, code, draft.id)
        account = found.account if found is not None else None
        if account is not GuardianAccount.THERE and desk.program.sync is not None:
            answer = await desk.program.sync.look_up(AccountQuestion(insurance_code=code.value))
            account = _stands(answer, account)
        if self._is_other(draft.id, code):
            return
        if found is not None:
            desk.draft = with_guardian(desk.draft, found)
        desk.draft = with_account(desk.draft, account)
        desk.left = desk.left | {Field.GUARDIAN_CODE}
        await desk.keep()

    def _is_other(self, draft_id: object, code: InsuranceCode) -> bool:
        """Another draft is on the table by now, or another code was typed."""
        return self._desk.draft.id != draft_id or code != read_insurance_code(
            self._desk.draft.value(Field.GUARDIAN_CODE)
        )


def _stands(answer: LookupAnswer | Denied | NoAnswer, here: GuardianAccount | None) -> GuardianAccount | None:
    """The service's word; one declared for here and not decided yet is more than none."""
    if not isinstance(answer, LookupAnswer) or answer.account is None:
        return here
    return GuardianAccount.THERE if answer.account == "there" else here or GuardianAccount.NONE
