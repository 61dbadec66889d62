"""Rows of declarations: the reviewer's queue, clashes, deadlines and counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, union_all
from sqlalchemy import select as sql_select
from sqlmodel import and_, col, or_, select

from approval.storage.database import Session
from approval.storage.prepared import ForSome, Listed, Prepared
from approval.storage.rows import AccountRow, DeclarationRow
from approval.storage.sign_in_rows import StationRow

_STANDINGS = ForSome(
    lambda some: (
        sql_select(
            col(DeclarationRow.id),
            col(DeclarationRow.revision),
            col(DeclarationRow.version),
            col(DeclarationRow.status),
            col(DeclarationRow.kind),
        )
        .where(col(DeclarationRow.id).in_(some(col(DeclarationRow.id))))
        .order_by(col(DeclarationRow.id))
        .with_for_update()
    )
)
_COMPARED = ("document_number", "phone", "email", "insurance_code")
_OF_THE_GUARDIAN = ("phone", "email")
_LOOKED_FOR = (*_COMPARED, "search_name", "birth")
_ALIKE_ANY = ForSome(lambda some: union_all(*_each_shared_with(some)).limit(1))


class Compared(Protocol):
    """Something that says who it is about, as a row does; the rest of _COMPARED too."""

    @property
    def search_name(self) -> str: ...

    @property
    def birth(self) -> str | None: ...

    @property
    def guardian(self) -> str | None: ...


class Standing(NamedTuple):
    """Where a declaration stands, without its row."""

    revision: int
    version: int
    status: str
    kind: str


def standings(session: Session, ids: Sequence[UUID]) -> dict[UUID, Standing]:
    """Asked at every intake; locked like ``for_update``. What the session has not flushed is not seen."""
    return {record_id: Standing(*known) for record_id, *known in _STANDINGS.all(session, id=ids)}


def stations_of(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Where each was taken in, asked for at once."""
    if not ids:
        return {}
    asked = select(DeclarationRow.id, DeclarationRow.station).where(col(DeclarationRow.id).in_(ids))
    return dict(session.exec(asked).all())


def for_update(session: Session, record_id: UUID) -> DeclarationRow | None:
    """That declaration, locked until the transaction ends where the engine locks rows."""
    return session.exec(
        select(DeclarationRow).where(col(DeclarationRow.id) == record_id).with_for_update()
    ).first()


def alike(session: Session, row: DeclarationRow, limit: int = 20) -> Sequence[DeclarationRow]:
    """Other declarations, from any station, that share a number, phone, e-mail or code with this one, or name
    and birth date. Children share phone and e-mail with their guardian, and with one another."""
    facts = _facts(row)
    return session.exec(
        select(DeclarationRow)
        .where(_shared(_equal(facts)), col(DeclarationRow.id) != row.id)
        .order_by(col(DeclarationRow.received_at).desc())
        .limit(limit)
        .params(**facts)
    ).all()


def is_alone(session: Session, record_id: UUID, declared: Compared) -> bool:
    """Whether no other declaration is ``alike`` one that says this."""
    facts = _facts(declared)
    return _others(frozenset(facts)).first(session, this=record_id, **facts) is None


def have_nobody_alike(session: Session, declared: Sequence[Compared]) -> bool:
    """Whether nothing that is there already can be ``alike`` any of these; False may be wrong."""
    facts = [_facts(each) for each in declared]
    known = {name: [each[name] for each in facts if name in each] for name in _LOOKED_FOR}
    return not _ALIKE_ANY.all(session, **known)


@cache
def _others(known: frozenset[str]) -> Prepared:
    shared = _shared(_equal(known))
    return Prepared(
        sql_select(col(DeclarationRow.id)).where(shared, col(DeclarationRow.id) != bindparam("this")).limit(1)
    )


def _facts(one: Compared) -> dict[str, Any]:
    compared = [name for name in _COMPARED if one.guardian is None or name not in _OF_THE_GUARDIAN]
    facts = {name: getattr(one, name) for name in compared if getattr(one, name) is not None}
    return facts if one.birth is None else facts | {"search_name": one.search_name, "birth": one.birth}


def _equal(known: Collection[str]) -> dict[str, ColumnElement[bool]]:
    return {name: col(getattr(DeclarationRow, name)) == bindparam(name) for name in known}


def _each_shared_with(some: Listed) -> list[Select[Any]]:
    """A question for each index: of one question about all, many values make PostgreSQL read the table."""
    names, births = some(col(DeclarationRow.search_name)), some(col(DeclarationRow.birth))
    pairs = [
        _shared(
            {
                "search_name": col(DeclarationRow.search_name) == name,
                "birth": col(DeclarationRow.birth) == birth,
            }
        )
        for name, birth in zip(names, births, strict=True)
    ]
    columns = [(name, col(getattr(DeclarationRow, name))) for name in _COMPARED]
    shared = [_shared({name: column.in_(some(column))}) for name, column in columns]
    return [sql_select(col(DeclarationRow.id)).where(each) for each in (*shared, or_(*pairs))]


def _shared(equal: Mapping[str, ColumnElement[bool]]) -> ColumnElement[bool]:
    of_nobodys_child = col(DeclarationRow.guardian).is_(None)
    shared = [
        and_(equal[name], of_nobodys_child) if name in _OF_THE_GUARDIAN else equal[name]
        for name in _COMPARED
        if name in equal
    ]
    return or_(*shared, and_(equal["search_name"], equal["birth"])) if "birth" in equal else or_(*shared)


def waits_before(session: Session, row: DeclarationRow, account: AccountRow) -> bool:
    """Whether the account's person has an earlier declaration of this kind before the agency."""
    numbers = col(DeclarationRow.document_number).in_({row.document_number, account.document_number})
    codes = col(DeclarationRow.insurance_code).in_(
        {account.user_name, row.insurance_code or account.user_name}
    )
    at, number = col(DeclarationRow.received_at), col(DeclarationRow.dossier_number)
    earlier = or_(at < row.received_at, and_(at == row.received_at, number < row.dossier_number))
    found = select(DeclarationRow.id).where(
        or_(numbers, codes),
        col(DeclarationRow.kind) == row.kind,
        col(DeclarationRow.status) == "received",
        col(DeclarationRow.id) != row.id,
        earlier,
    )
    return session.exec(found.limit(1)).first() is not None


def account_of(session: Session, declaration: UUID) -> AccountRow | None:
    return session.exec(select(AccountRow).where(col(AccountRow.declaration_id) == declaration)).first()


def account_of_person(session: Session, document_number: str, code: str) -> AccountRow | None:
    """The account this person has already, by document number or insurance code."""
    return session.exec(
        select(AccountRow).where(
            or_(col(AccountRow.document_number) == document_number, col(AccountRow.user_name) == code)
        )
    ).first()


def account_named(session: Session, user_name: str) -> AccountRow | None:
    return session.get(AccountRow, user_name)


def account_with_document(session: Session, document_number: str) -> AccountRow | None:
    return session.exec(select(AccountRow).where(col(AccountRow.document_number) == document_number)).first()


def of_account(session: Session, account: AccountRow) -> DeclarationRow:
    """The declaration it was issued on."""
    return session.get_one(DeclarationRow, account.declaration_id)


def contact_of(session: Session, account: AccountRow) -> tuple[str | None, str | None]:
    """The phone and e-mail that messages about it go to; a child's are the guardian's."""
    told: AccountRow | None = account
    if account.guardian is not None and account.phone is None:
        told = account_named(session, account.guardian)
    return (told.phone, told.email) if told else (None, None)


def account_with_contact(
    session: Session, phone: str | None, email: str | None, *, besides: str = ""
) -> AccountRow | None:
    """An account that uses this phone or e-mail, besides that of one user name."""
    asked = ((col(AccountRow.phone), phone), (col(AccountRow.email), email))
    used = [column == value for column, value in asked if value is not None]
    others = col(AccountRow.user_name) != besides
    return session.exec(select(AccountRow).where(or_(*used), others)).first() if used else None


def lapsed(
    session: Session, agencies: frozenset[str], limit: int = 200
) -> Sequence[tuple[DeclarationRow, StationRow]]:
    """What lapsed at those agencies, the newest first, each with its station."""
    return session.exec(
        select(DeclarationRow, StationRow)
        .join(StationRow, col(StationRow.id) == col(DeclarationRow.station))
        .where(col(DeclarationRow.agency).in_(agencies), col(DeclarationRow.status) == "lapsed")
        .order_by(col(DeclarationRow.hand_in_by).desc())
        .limit(limit)
    ).all()


def to_remind(session: Session, today: date, limit: int = 200) -> Sequence[str]:
    """User names of accounts in use whose person is to be reminded of the password."""
    stopped = col(AccountRow.stopped_from)
    return session.exec(
        select(AccountRow.user_name)
        .where(col(AccountRow.remind_on) <= today, or_(stopped.is_(None), stopped > today))
        .order_by(col(AccountRow.remind_on))
        .limit(limit)
    ).all()
