"""Rows of tokens, assertions and codes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func
from sqlalchemy import select as sql_select
from sqlmodel import col, delete, select, update

from approval.storage.database import Session
from approval.storage.prepared import Prepared
from approval.storage.sign_in_rows import (
    AgencyRow,
    AssertionRow,
    AuditRow,
    EnrolmentCodeRow,
    PersonRecoveryCodeRow,
    PersonRow,
    SignInFailureRow,
    StationRow,
    TokenRow,
)
from declaration.wire.sign_in import Agency

_HOLDER = Prepared(
    sql_select(
        col(StationRow.id),
        col(StationRow.name),
        col(StationRow.agency),
        col(StationRow.public_key),
        col(StationRow.active),
        col(StationRow.last_contact),
        col(TokenRow.expires_at),
    )
    .join(TokenRow, col(TokenRow.station) == col(StationRow.id))
    .where(col(TokenRow.token_hash) == bindparam("token"))
)
_STATION = Prepared(
    sql_select(
        col(StationRow.name), col(StationRow.agency), col(StationRow.public_key), col(StationRow.active)
    ).where(col(StationRow.id) == bindparam("station"))
)
_AGENCY = Prepared(sql_select(col(AgencyRow.code)).where(col(AgencyRow.code) == bindparam("asked")))


class Holder(NamedTuple):
    """The station of a token, as much of it as is asked for with every request."""

    id: str
    name: str
    agency: str
    public_key: str
    active: bool
    last_contact: datetime | None
    expires_at: datetime


class Standing(NamedTuple):
    """What may have changed about a station since its token was looked up."""

    name: str
    agency: str
    public_key: str
    active: bool


def station_now(session: Session, station: str) -> Standing | None:
    found = _STATION.first(session, station=station)
    return None if found is None else Standing(*found)


def holder(session: Session, token_hash: str) -> Holder | None:
    """The station a token was given to; None when it is unknown or a person's."""
    found = _HOLDER.first(session, token=token_hash)
    return None if found is None else Holder(*found)


def forget_expired(session: Session, now: datetime) -> None:
    """Sweep out tokens and assertions that have run out."""
    session.exec(delete(TokenRow).where(col(TokenRow.expires_at) <= now))
    session.exec(delete(AssertionRow).where(col(AssertionRow.expires_at) <= now))


def prolong(session: Session, token_hash: str, until: datetime) -> None:
    """A token that was taken away meanwhile stays away."""
    session.exec(update(TokenRow).where(col(TokenRow.token_hash) == token_hash).values(expires_at=until))


def forget_tokens(session: Session, person: str) -> None:
    """Whoever is signed in under that name is out, at every instance."""
    session.exec(delete(TokenRow).where(col(TokenRow.person) == person))


def person_for_update(session: Session, name: str) -> PersonRow | None:
    return session.exec(select(PersonRow).where(col(PersonRow.name) == name).with_for_update()).first()


def people_for_update(session: Session) -> Sequence[PersonRow]:
    """Everybody with a sign-in, in one order, locked until the transaction ends."""
    return session.exec(select(PersonRow).order_by(col(PersonRow.name)).with_for_update()).all()


def use_recovery_code(session: Session, person: str, code_hash: str) -> bool:
    """Whether it was one of theirs; it is none any more."""
    row = session.get(PersonRecoveryCodeRow, (person, code_hash))
    if row is not None:
        session.delete(row)
    return row is not None


def set_recovery_codes(session: Session, person: str, hashes: Sequence[str]) -> None:
    """These take the place of those before."""
    session.exec(delete(PersonRecoveryCodeRow).where(col(PersonRecoveryCodeRow.person) == person))
    session.add_all(PersonRecoveryCodeRow(person=person, code_hash=each) for each in hashes)


def forget_old_failures(session: Session, before: datetime) -> None:
    """Sweep out names whose last failure is long past."""
    session.exec(delete(SignInFailureRow).where(col(SignInFailureRow.blocked_until) < before))


def note_contact(session: Session, station: str, now: datetime) -> None:
    """Touches that one column only: the station's row also carries the end of its feed."""
    session.exec(update(StationRow).where(col(StationRow.id) == station).values(last_contact=now))


def note_report(session: Session, station: str, now: datetime, report: str) -> None:
    session.exec(
        update(StationRow).where(col(StationRow.id) == station).values(last_contact=now, report=report)
    )


def code_for_use(session: Session, code_hash: str) -> EnrolmentCodeRow | None:
    """The enrolment code, locked until the transaction ends."""
    return session.exec(
        select(EnrolmentCodeRow).where(col(EnrolmentCodeRow.code_hash) == code_hash).with_for_update()
    ).first()


def failures_for_update(session: Session, name_hash: str) -> SignInFailureRow | None:
    return session.exec(
        select(SignInFailureRow).where(col(SignInFailureRow.name_hash) == name_hash).with_for_update()
    ).first()


def is_agency(session: Session, code: str) -> bool:
    return _AGENCY.first(session, asked=code) is not None


def agencies(session: Session) -> Sequence[AgencyRow]:
    return session.exec(select(AgencyRow).order_by(col(AgencyRow.code))).all()


def named_agencies(session: Session) -> tuple[Agency, ...]:
    """All of them as stations know them."""
    return tuple(Agency(code=row.code, name=row.name, place=row.place) for row in agencies(session))


def stations(session: Session, agencies: Collection[str] | None = None) -> Sequence[StationRow]:
    """All stations, or those of some agencies, by name."""
    query = select(StationRow).order_by(col(StationRow.unit_name), col(StationRow.name), col(StationRow.id))
    return session.exec(
        query if agencies is None else query.where(col(StationRow.agency).in_(agencies))
    ).all()


def stations_with(session: Session, ids: Collection[str]) -> dict[str, StationRow]:
    """Those stations by their ids, asked for at once."""
    rows = session.exec(select(StationRow).where(col(StationRow.id).in_(ids))).all()
    return {row.id: row for row in rows}


def station_names(session: Session, ids: Collection[str]) -> dict[str, str]:
    """What those there are are called, asked for at once."""
    if not ids:
        return {}
    asked = select(StationRow.id, StationRow.name).where(col(StationRow.id).in_(ids))
    return dict(session.exec(asked).all())


def station_reports(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The newest reports of those that have reported, asked for at once."""
    if not ids:
        return {}
    asked = select(StationRow.id, StationRow.report).where(col(StationRow.id).in_(ids))
    return {station: report for station, report in session.exec(asked) if report}


def last_done(
    session: Session, action: str, since: datetime, subjects: Collection[str]
) -> dict[str, datetime]:
    """When an act was last done to each of these, where it was."""
    query = (
        select(AuditRow.subject, func.max(AuditRow.at))
        .where(col(AuditRow.subject).in_(subjects), AuditRow.action == action, col(AuditRow.at) >= since)
        .group_by(col(AuditRow.subject))
    )
    return dict(session.exec(query).all())


def newest_act(session: Session, subject: str, actions: Sequence[str]) -> str | None:
    """Which of these acts was done to it last."""
    query = select(AuditRow.action).where(AuditRow.subject == subject, col(AuditRow.action).in_(actions))
    return session.exec(query.order_by(col(AuditRow.id).desc()).limit(1)).first()


def notes_since(session: Session, subject: str, action: str, after: str) -> Sequence[str]:
    """The notes of one kind of act done to it, oldest first, since ``after`` was last done to it."""
    mine = col(AuditRow.subject) == subject
    last = select(func.coalesce(func.max(AuditRow.id), 0)).where(mine, AuditRow.action == after)
    query = select(AuditRow.note).where(
        mine, AuditRow.action == action, col(AuditRow.id) > last.scalar_subquery()
    )
    return session.exec(query.order_by(col(AuditRow.id))).all()


def display_names(session: Session, names: Collection[str]) -> dict[str, str]:
    """The full names of those there are, by their sign-in names."""
    if not names:
        return {}
    asked = select(PersonRow.name, PersonRow.display_name).where(col(PersonRow.name).in_(names))
    return dict(session.exec(asked).all())


def people(session: Session, agencies: Collection[str] | None = None) -> Sequence[PersonRow]:
    """Everybody, or those of some agencies, by agency and name."""
    query = select(PersonRow).order_by(col(PersonRow.agency), col(PersonRow.name))
    theirs = query if agencies is None else query.where(col(PersonRow.agency).in_(agencies))
    return session.exec(theirs).all()
