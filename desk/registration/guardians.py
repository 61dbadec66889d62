"""The guardian of a child, found among this station's own declarations, else asked for at the service."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from declaration.contact import Phone
from declaration.draft import Draft, Field, Source
from declaration.guardian import GuardianAccount
from declaration.identity import InsuranceCode
from declaration.lifecycle import Status
from declaration.privacy import Private
from declaration.wire.declaration_content import DeclarationContent
from desk.ports.store import ClashOn, DeclarationStore

_WITH_ACCOUNT = (Status.ISSUED, Status.ACTIVATED, Status.APPLIED)


@dataclass(frozen=True, repr=False)
class GuardianFound(Private):
    """What this station knows of somebody who registered here."""

    account: GuardianAccount
    full_name: str
    phone: str
    email: str


class Guardians:
    """Asks the station's own declarations. Blocking: call it off the event loop."""

    def __init__(self, declarations: DeclarationStore) -> None:
        self._declarations = declarations

    def found_here(self, code: InsuranceCode, exclude: UUID) -> GuardianFound | None:
        """Who was declared for with that code, not as a child; the one with an account before others."""
        clashes = self._declarations.clashes(
            exclude=exclude, document_number="", phone="", email="", insurance_code=code.value
        )
        found = [
            each
            for clash in clashes
            if clash.on is ClashOn.INSURANCE_CODE
            and (each := self._found(clash.id, clash.status)) is not None
        ]
        return min(found, key=lambda each: each.account is not GuardianAccount.THERE, default=None)

    def _found(self, declaration_id: UUID, status: Status) -> GuardianFound | None:
        detail = self._declarations.detail(declaration_id)
        if detail is None:
            return None
        content = DeclarationContent.model_validate_json(detail.content_json)
        if content.guardian is not None:
            return None
        account = GuardianAccount.THERE if status in _WITH_ACCOUNT else GuardianAccount.DECLARED
        return GuardianFound(account, content.full_name, Phone(content.phone).shown(), content.email or "")


def with_guardian(draft: Draft, found: GuardianFound) -> Draft:
    """The form knowing the guardian; what was typed stays, and the contact is the guardian's where empty."""
    known = {
        Field.GUARDIAN_NAME: found.full_name,
        Field.PHONE: found.phone,
        Field.EMAIL: found.email,
    }
    wanted = {name: value for name, value in known.items() if not draft.value(name)}
    return with_account(draft.with_values(wanted, Source.TYPED), found.account)


def with_account(draft: Draft, account: GuardianAccount | None) -> Draft:
    """The form knowing how the guardian's account stands; None: nobody could say."""
    return draft.with_value(Field.GUARDIAN_ACCOUNT, account or "", Source.TYPED)
