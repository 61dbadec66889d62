"""Two truths about one record: what is alike is called that only when all of it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from declaration.lifecycle import Delivery
from declaration.wire.records import Record, RecordKind
from declaration.wire.signed import Purpose
from desk.ports.outbox import OutboxLine
from desk.storage.vault.station_key import StationKey
from desk.views.sync.versions import compare

ID = UUID("018f0000-0000-7000-8000-000000000001")
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def day_record(**content: Any) -> Record:
    return Record(
        kind=RecordKind.DAY,
        id=ID,
        revision=1,
        form_version="1",
        sealed_at=NOW,
        station="mau",
        registrar="mau",
        content={"day": "2026-03-02", "finished": 3} | content,
    )


@pytest.mark.parametrize(("theirs", "is_same"), [({}, True), ({"finished": 4}, False)])
def test_a_days_records_are_called_alike_only_when_they_are(theirs: dict[str, int], is_same: bool) -> None:
    sealed = StationKey.make().sign(Purpose.RECORD, day_record().model_dump_json()).to_bytes()
    aside, day = Delivery.SET_ASIDE, RecordKind.DAY
    line = OutboxLine(ID, 1, day, ID, "2026-03-02", aside, NOW, date(2026, 3, 9), 1, NOW, "", 0)
    compared = compare(line, False, sealed, day_record(**theirs))
    assert compared.differing == ()
    assert compared.is_same is is_same
