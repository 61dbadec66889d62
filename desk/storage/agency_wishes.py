"""What the agency has set for this station: its receiving agencies and its settings, as last handed out."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from declaration.wire.handouts import AgencyList, StationSettings
from declaration.wire.sign_in import Agency, EnrolAnswer
from desk.settings import RetentionSettings
from desk.storage.facts import Fact, read_fact, write_fact


def agencies(session: Session) -> tuple[Agency, ...]:
    """The receiving agencies there are, as handed out, else as enrolment had them."""
    newer = read_fact(session, Fact.AGENCIES)
    if newer:
        return AgencyList.model_validate_json(newer).agencies
    enrolment = read_fact(session, Fact.ENROLMENT)
    return EnrolAnswer.model_validate_json(enrolment).agencies if enrolment else ()


def take_agencies(session: Session, handed: AgencyList) -> bool:
    """A known code gets its new name. One that is left out stays: a draft in hand may name it."""
    known = {agency.code: agency for agency in (*agencies(session), *handed.agencies)}
    merged = AgencyList(agencies=tuple(known[code] for code in sorted(known)))
    write_fact(session, Fact.AGENCIES, merged.model_dump_json())
    return True


def settings(session: Session) -> StationSettings:
    """What the agency has set; nothing where it has set nothing."""
    text = read_fact(session, Fact.AGENCY_SETTINGS)
    return StationSettings.model_validate_json(text) if text else StationSettings()


def take_settings(session: Session, handed: StationSettings) -> bool:
    """Holding photos back is a wish like a person's own: it is set once, and whoever is there may end it."""
    write_fact(session, Fact.AGENCY_SETTINGS, handed.model_dump_json(exclude_none=True))
    if handed.records_only is not None:
        write_fact(session, Fact.RECORDS_ONLY, "yes" if handed.records_only else "no")
    return True


def kept_days(session: Session, own: RetentionSettings) -> RetentionSettings:
    """How long data is kept here: as the agency has set it, else as this station's own settings say."""
    wished = settings(session)
    return replace(
        own,
        photos_days=wished.photos_days or own.photos_days,
        declarations_days=wished.declarations_days or own.declarations_days,
        rosters_days=wished.rosters_days or own.rosters_days,
    )
