"""A station with many declarations: rows as finishing writes them, many of them in one transaction."""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from declaration.wire.records import Record, RecordKind
from declaration.wire.signed import Purpose, digest
from desk.storage.putting import put_values
from desk.storage.rows import (
    DeclarationRow,
    PhotoRow,
    PhotoUseRow,
    RevisionBlobRow,
    RevisionRow,
    RosterRow,
    StationRow,
)
from desk.storage.searching import found_by
from desk.storage.station import StationFile
from desk.storage.vault.station_key import StationKey
from practice.people import PracticePerson, invented_person

BEGUN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
STATUSES = ("finished", "received", "returned", "rejected", "activated")
UNITS = ("KCN Ví Dụ", "KCN Mẫu", "Trường Đại học Thử", "Bệnh viện Mẫu")
ROLES = ("card_front", "card_back", "portrait")
AT_ONCE = 500
KEY = StationKey(StationKey.make().private_bytes, "station-mau")


@dataclass(frozen=True)
class Filled:
    """A station of that many declarations in a folder, and some of the ids in it."""

    folder: Path
    key: bytes
    size: int
    ids: tuple[UUID, ...]

    def opened(self) -> StationFile:
        return StationFile.open(self.folder, self.key, lambda: BEGUN)


def filled(folder: Path, size: int, seed: int, photo_bytes: int = 1000) -> Filled:
    """``size`` declarations with three pictures of about ``photo_bytes`` each."""
    chance = random.Random(seed)
    key = secrets.token_bytes(32)
    folder.mkdir(parents=True)
    file = StationFile.open(folder, key, lambda: BEGUN)
    ids: list[UUID] = []
    for first in range(0, size, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, size))
        rows = [(number, uuid7()) for number in numbers]
        file._database.write(partial(_add, rows=rows, chance=chance, photo_bytes=photo_bytes))
        ids.append(rows[0][1])
    file._database.checkpoint()
    file.close()
    return Filled(folder, key, size, tuple(ids))


def _add(session: Session, rows: list[tuple[int, UUID]], chance: random.Random, photo_bytes: int) -> None:
    for number, declaration_id in rows:
        for row in _rows(number, str(declaration_id), chance, photo_bytes):
            found = found_by(vars(row)) if isinstance(row, DeclarationRow) else {}
            put_values(session, type(row), vars(row) | found)


def _rows(number: int, name: str, chance: random.Random, photo_bytes: int) -> Iterator[StationRow]:
    person, at = invented_person(number), BEGUN + timedelta(minutes=number)
    content = content_of(person)
    sealed = sealed_of(name, content)
    yield RosterRow(
        id=number + 1,
        unit=UNITS[number % 4],
        insurance_code=person.insurance_code,
        full_name="",
        search_name="",
        birth="",
        document_number="",
        phone="",
        email="",
    )
    yield DeclarationRow(
        id=name, revision=1, kind="register", status=chance.choices(STATUSES, (1, 3, 1, 1, 14))[0],
        form_version="mau-01/2016", full_name=person.full_name, search_name="",
        document_number=person.number, phone="+84" + person.phone[1:], email=person.email,
        insurance_code=person.insurance_code, agency="MAU01", declared_on=at.date().isoformat(),
        finished_at=at, changed_at=at, answered_at=at, registrar="mau",
        content=json.dumps(content, ensure_ascii=False),
        dossier_number=f"TK-2026-{number:06}", place=number + 1, unit=UNITS[number % 4],
    )  # fmt: skip
    yield RevisionRow(
        record_id=name, revision=1, kind="declaration", digest=digest(sealed), sealed=sealed,
        deadline=at.date().isoformat(), created_at=at, delivery="delivered", next_due=at, receipt="r" * 600,
    )  # fmt: skip
    for role in ROLES:
        data = chance.randbytes(photo_bytes)
        hashed = sha256(data).hexdigest()
        yield PhotoRow(sha256=hashed, media_type="image/webp", width=10, height=10, data=data)
        yield PhotoUseRow(declaration_id=name, role=role, sha256=hashed)
        yield RevisionBlobRow(
            record_id=name, revision=1, role=role, sha256=hashed, size=photo_bytes, media_type="image/webp"
        )


def content_of(person: PracticePerson) -> dict[str, object]:
    """A whole DeclarationContent, as it weighs in the field."""
    moment = BEGUN.isoformat()
    return {
        "kind": "register", "full_name": person.full_name, "birth": person.birth.iso(),
        "sex": person.sex.value, "document": {"kind": "citizen_id", "value": person.number},
        "address": person.address, "insurance_code": person.insurance_code,
        "phone": "+84" + person.phone[1:], "email": person.email, "agency": "MAU01",
        "declared_on": BEGUN.date().isoformat(), "signature": "screen",
        "verification": {"outcome": "same_person", "by": "mau", "at": moment},
        "consent": {"text_version": "consent-2026-01", "language": "vi", "at": moment},
        "sources": dict.fromkeys(("full_name", "birth", "sex", "address", "document_number"), "card"),
    }  # fmt: skip


def sealed_of(name: str, content: dict[str, object]) -> bytes:
    record = Record(
        kind=RecordKind.DECLARATION, id=UUID(name), revision=1, form_version="mau-01/2016", sealed_at=BEGUN,
        station="station-mau", registrar="mau", content=content,
    )  # fmt: skip
    return KEY.sign(Purpose.RECORD, record.model_dump_json()).to_bytes()
