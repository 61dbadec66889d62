"""Single facts of the station, by name."""

from __future__ import annotations

from enum import StrEnum

from sqlmodel import Session

from desk.storage.rows import FactRow


class Fact(StrEnum):
    STATION = "station"
    STATION_KEY = "station_key"
    PINNED = "pinned_keys"
    ENROLMENT = "enrolment"
    CURSOR = "cursor"
    EPOCH = "epoch"
    HIGHEST_RECEIPT = "highest_receipt"
    RECORDS_ONLY = "records_only"
    SERVICE_STATE = "service_state"
    AGENCIES = "agencies"
    AGENCY_SETTINGS = "agency_settings"
    SERVICE_ADDRESS = "service_address"
    RECOVERY_NUMBER = "recovery_number"
    RECOVERY_AGAIN = "recovery_again"
    TURN = "turn"
    NEXT_TURN = "next_turn"
    REJOIN = "rejoin"
    SCRUB_OWED = "scrub_owed"
    LAST_BACKUP = "last_backup"
    BACKUP_PLACE = "backup_place"
    CHECK = "check"
    LAST_SEEN = "last_seen"
    SERVICE_TIME = "service_time"
    ONLINE_FETCHED = "online_fetched"
    STRAYS = "strays"


def read_fact(session: Session, name: Fact) -> str | None:
    row = session.get(FactRow, name.value)
    return row.value if row else None


def write_fact(session: Session, name: Fact, value: str) -> None:
    session.merge(FactRow(name=name.value, value=value))
