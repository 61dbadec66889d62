"""The recovery code: drawn at enrolment, good once, offline, and never known to anybody but the agency."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from declaration.wire.recovery import RecoveryDeposit
from declaration.wire.signed import Purpose, Signed
from declaration.wire.spelled import spell
from desk.ports.keys import Wait
from desk.storage.rows import AuditRow
from desk.storage.station import SLOTS, vault_of
from desk.storage.vault.recovery_slot import recovery_state, standing_slot
from desk.storage.vault.slots import KeySlots
from desk.storage.vault.station_key import StationKey
from tests.builders import MAU, NOON, PASSPHRASE, QUICK, SEALING, THU, BuiltStation, built_station, enrolment
from tests.fakes.sealing import SealingKey

NEW = "câu mới tinh tươm"


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    built = built_station(tmp_path / "station")
    KeySlots(built.folder / SLOTS).add(THU, "lời khác hẳn", built.file_key, QUICK)
    built.file.recovery.ensure()
    yield built
    built.file.close()


def _slots(station: BuiltStation) -> KeySlots:
    return KeySlots(station.folder / SLOTS)


def _pending(station: BuiltStation) -> Signed:
    pending = station.file.recovery.pending()
    assert pending is not None
    return pending


def _code(station: BuiltStation) -> bytes:
    return SEALING.opened(_pending(station))


def _said(deposit: Signed) -> RecoveryDeposit:
    said = deposit.read(RecoveryDeposit)
    assert said is not None
    return said


def _acts(station: BuiltStation) -> list[tuple[str, str, str]]:
    rows = station.file._database.read(lambda s: s.exec(select(AuditRow).order_by("id")).all())
    return [(row.who, row.action, row.detail) for row in rows]


def test_there_is_no_code_before_enrolment_and_one_from_then_on(tmp_path: Path) -> None:
    station = built_station(tmp_path / "station", enrolled=False)
    station.file.recovery.ensure()
    assert station.file.recovery.pending() is None
    assert recovery_state(_slots(station)) is None
    assert station.file.enrol(enrolment(station.file.station_key().public_key), "mau")
    station.file.recovery.ensure()
    assert recovery_state(_slots(station)) is not None
    first = _pending(station)
    station.file.recovery.ensure()
    assert _pending(station) == first, "drawn again without need"
    station.file.close()


def test_the_code_opens_the_file_and_is_sealed_to_the_agency_alone(station: BuiltStation) -> None:
    said, slot = _said(_pending(station)), standing_slot(_slots(station))
    assert slot is not None
    assert (said.station, said.number, said.kid) == ("station-mau", 1, SEALING.kid)
    assert slot.open(_code(station)) == station.file_key
    key = station.file.station_key()
    assert _pending(station) == StationKey(key.private_bytes, "station-mau").sign(
        Purpose.RECOVERY, _pending(station).body
    )


@pytest.mark.parametrize("wrong", [b"\x00" * 16, b"", b"x" * 99])
def test_another_code_opens_nothing(station: BuiltStation, wrong: bytes) -> None:
    slot = standing_slot(_slots(station))
    assert slot is not None
    almost = bytes([_code(station)[0] ^ 1]) + _code(station)[1:]
    assert slot.open(wrong) is None
    assert slot.open(almost) is None


def test_nothing_on_the_disk_tells_the_code(station: BuiltStation) -> None:
    code = _code(station)
    station.file.close()
    letters = spell(code)
    secrets = [code, code.hex().encode(), letters.encode(), letters.replace("-", "").encode()]
    files = [path.read_bytes() for path in station.folder.iterdir()]
    assert not any(secret in content for content in files for secret in secrets)
    assert letters not in repr(standing_slot(_slots(station)))


def test_it_is_to_be_sent_until_the_agency_has_signed_for_that_very_code(station: BuiltStation) -> None:
    deposit = _pending(station)
    receipt = station.file.station_key().sign(Purpose.RECOVERY_RECEIPT, "{}")
    assert _state(station) == (1, False)
    station.file.recovery.renew()
    station.file.recovery.receipted(deposit, receipt)  # it arrived after the code was replaced
    assert _state(station) == (2, False)
    station.file.recovery.receipted(_pending(station), receipt)
    assert _state(station) == (2, True)
    assert station.file.recovery.pending() is None
    again = station.open_again()
    assert again.file.recovery.pending() is None
    again.file.close()


def test_a_service_restored_from_a_backup_is_brought_the_code_again(station: BuiltStation) -> None:
    deposit = _pending(station)
    receipt = station.file.station_key().sign(Purpose.RECOVERY_RECEIPT, "{}")
    station.file.recovery.receipted(deposit, receipt)
    station.file.outbox.meet_epoch("1", 0)
    assert station.file.recovery.pending() is None
    station.file.outbox.meet_epoch("2", 0)
    assert _pending(station) == deposit
    again = station.open_again()
    assert again.file.recovery.pending() == deposit
    again.file.recovery.receipted(deposit, receipt)
    assert again.file.recovery.pending() is None
    again.file.close()


def _state(station: BuiltStation) -> tuple[int, bool]:
    state = recovery_state(_slots(station))
    assert state is not None
    return state.serial, state.is_at_agency


def test_once_used_it_opens_nothing_any_more_and_another_one_is_on_its_way(station: BuiltStation) -> None:
    used = _code(station)
    vault = vault_of(station.folder, station.clock)
    assert vault.open_with_code(used) == station.file_key
    station.file.recovery.use(MAU, NEW, QUICK)
    assert vault.open("mau", NEW) == station.file_key
    assert vault.open("mau", PASSPHRASE) is None
    assert vault.open("thu", "lời khác hẳn") == station.file_key
    assert vault.open_with_code(used) is None
    assert _said(_pending(station)).number == 2
    assert vault.open_with_code(_code(station)) == station.file_key
    assert [who.name for who in vault.slots.registrars()] == ["mau", "thu"]


def test_using_it_leaves_its_lines_and_never_the_code(station: BuiltStation) -> None:
    code = spell(_code(station))
    station.file.recovery.use(MAU, NEW, QUICK)
    acts = _acts(station)
    assert acts[-2:] == [("mau", "recovery_used", "code 1"), ("", "recovery_drawn", "code 2")]
    assert not any(code in text or NEW in text for act in acts for text in act)


def test_the_data_file_is_not_rewritten_for_it(station: BuiltStation) -> None:
    before = station.file_key
    station.file.recovery.use(MAU, NEW, QUICK)
    assert station.file.is_opened_with(before)
    assert vault_of(station.folder, station.clock).open("mau", NEW) == before


def test_a_code_sealed_to_a_former_key_of_the_agency_is_replaced_once_the_new_one_is_known(
    station: BuiltStation,
) -> None:
    root, newer = StationKey.make(), SealingKey("sealing-2")
    answer = enrolment(station.file.station_key().public_key, root)
    assert station.file.enrol(answer, "mau")
    station.file.recovery.ensure()
    former = _code(station)
    at = NOON + timedelta(days=1)
    stranger = SealingKey("sealing-3").certified(StationKey.make(), at + timedelta(days=1))
    station.file.service_keys().learn((newer.certified(root, at), stranger))
    first = _pending(station)
    assert _said(first).number > 1
    vault = vault_of(station.folder, station.clock)
    assert vault.open_with_code(newer.opened(first)) == station.file_key
    assert vault.open_with_code(former) is None, "whoever has the former key reads nothing of use"
    assert _pending(station) == first, "drawn once for one key"


def test_wrong_codes_are_counted_apart_from_passphrases(station: BuiltStation) -> None:
    vault, wrong = vault_of(station.folder, station.clock), b"w" * 16
    assert [vault.open_with_code(wrong) for _ in range(3)] == [None, None, Wait(2.0)]
    assert vault.open_with_code(_code(station)) == Wait(2.0)
    assert vault.open("mau", PASSPHRASE) == station.file_key
    assert vault_of(station.folder, station.clock).open_with_code(_code(station)) == Wait(2.0)


def _rewritten(station: BuiltStation, recovery: Any) -> None:
    path = station.folder / SLOTS
    document = json.loads(path.read_text(encoding="utf-8"))
    document.pop("recovery")
    if recovery is not None:
        document["recovery"] = recovery
    path.write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.parametrize(
    "recovery", [None, 3, [], {}, {"number": "x"}, {"number": 1, "id": "?", "kdf": None}]
)
def test_a_slot_an_older_program_dropped_or_somebody_damaged_is_made_anew_and_locks_nobody_out(
    station: BuiltStation, recovery: Any
) -> None:
    old = _code(station)
    _rewritten(station, recovery)
    vault = vault_of(station.folder, station.clock)
    assert vault.open("mau", PASSPHRASE) == station.file_key
    assert vault.open_with_code(old) is None
    station.file.recovery.ensure()
    assert _said(_pending(station)).number == 2, (
        "its number must go on, or the agency takes it for an old one"
    )
    assert vault.open_with_code(_code(station)) == station.file_key


def test_changing_slots_keeps_the_code(station: BuiltStation) -> None:
    code = _code(station)
    station.file.keyholders.change_passphrase("mau", MAU, NEW, QUICK)
    station.file.keyholders.remove("mau", "thu")
    assert vault_of(station.folder, station.clock).open_with_code(code) == station.file_key


def test_a_damaged_slots_file_stops_no_sync(station: BuiltStation) -> None:
    (station.folder / SLOTS).write_text("{", encoding="utf-8")
    assert station.file.recovery.pending() is None
