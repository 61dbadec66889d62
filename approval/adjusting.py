"""An account is adjusted (điều chỉnh) or stopped (ngừng sử dụng) on an approved declaration."""

from __future__ import annotations

from datetime import date

from approval import accounts, dossiers
from approval.contents import new_contact
from approval.storage import declarations
from approval.storage.database import Session
from approval.storage.rows import AccountRow, DeclarationRow
from declaration.wire.declaration_content import DeclarationContent


def adjust(session: Session, row: DeclarationRow, today: date) -> str | None:
    """Do to the person's account what this declaration says, or why that is not possible: account_missing,
    account_stopped, older_open, contact_in_use. Until its day has come a stop may be moved. A person's
    declarations of one kind are settled in the order they came (decision 0074); one phone and one e-mail
    belong to one account, as when it was issued."""
    account = declarations.account_of_person(session, row.document_number, row.insurance_code or "")
    if account is None:
        return "account_missing"
    if accounts.is_stopped(account, today):
        return "account_stopped"
    if declarations.waits_before(session, row, account):
        return "older_open"
    content = dossiers.content(session, row)
    if content.stop is not None:
        account.stopped_from = content.stop.first_day
    if content.changed is not None and (trouble := _change(session, account, content)) is not None:
        return trouble
    session.add(account)
    session.flush()
    return None


def _change(session: Session, account: AccountRow, content: DeclarationContent) -> str | None:
    phone, email = new_contact(content)
    other = declarations.account_with_contact(session, phone, email, besides=account.user_name)
    if other is not None:
        return "contact_in_use"
    account.phone, account.email = phone or account.phone, email or account.email
    if content.changed is not None and content.changed.certificate is not None:
        account.certificate = content.changed.certificate.model_dump_json()
    return None
