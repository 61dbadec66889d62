"""Key slots: who has the passphrase gets the key, and nobody else learns or changes anything."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from desk.settings import SecuritySettings
from desk.storage.vault import slots as slots_module
from desk.storage.vault import slots_file
from desk.storage.vault.slots import KdfCost, KeySlots, LastRegistrarError, Registrar, new_file_key
from desk.storage.vault.slots_file import VaultDamagedError
from tests.builders import MAU, PASSPHRASE, QUICK, THU

KEY = new_file_key()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    slots = KeySlots(tmp_path / "slots.json")
    slots.add(MAU, PASSPHRASE, KEY, QUICK)
    slots.add(THU, "lời khác hẳn", KEY, QUICK)
    return tmp_path / "slots.json"


def _rewritten(path: Path, change: Callable[[list[dict[str, Any]]], None]) -> KeySlots:
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document["slots"])
    path.write_text(json.dumps(document), encoding="utf-8")
    return KeySlots(path)


def test_several_people_open_one_key_each_with_their_own_words(path: Path) -> None:
    slots = KeySlots(path)
    assert slots.open("mau", PASSPHRASE) == slots.open("thu", "lời khác hẳn") == KEY
    assert slots.registrars() == (MAU, THU)


@pytest.mark.parametrize(
    ("name", "passphrase"), [("mau", "lời khác hẳn"), ("mau", ""), ("ai", PASSPHRASE), ("MAU", PASSPHRASE)]
)
def test_a_wrong_passphrase_or_name_opens_nothing_and_changes_nothing(
    path: Path, name: str, passphrase: str
) -> None:
    before = path.read_bytes()
    assert KeySlots(path).open(name, passphrase) is None
    assert path.read_bytes() == before


def test_a_passphrase_opens_whichever_way_its_letters_were_composed(path: Path) -> None:
    pieces = unicodedata.normalize("NFD", PASSPHRASE)
    assert pieces != PASSPHRASE
    assert KeySlots(path).open("mau", pieces) == KEY


def test_a_new_passphrase_ends_the_old_one(path: Path) -> None:
    slots = KeySlots(path)
    slots.add(MAU, "câu mới tinh", KEY, QUICK)
    assert slots.open("mau", PASSPHRASE) is None
    assert slots.open("mau", "câu mới tinh") == KEY
    assert {who.name for who in slots.registrars()} == {"mau", "thu"}


def test_a_slot_given_another_name_does_not_open(path: Path) -> None:
    def swap(slots: list[dict[str, Any]]) -> None:
        slots[0]["name"], slots[1]["name"] = slots[1]["name"], slots[0]["name"]

    slots = _rewritten(path, swap)
    assert slots.open("thu", PASSPHRASE) is None
    assert slots.open("mau", "lời khác hẳn") is None


@pytest.mark.parametrize("field", ["wrapped", "nonce"])
def test_a_changed_slot_never_gives_another_key(path: Path, field: str) -> None:
    def change(slots: list[dict[str, Any]]) -> None:
        text = slots[0][field]
        slots[0][field] = ("A" if text[0] != "A" else "B") + text[1:]

    assert _rewritten(path, change).open("mau", PASSPHRASE) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b'{"format": 1, "slots": 3}', b'{"format": 1, "slots": [3]}', b"\xff\xfe",
     b"null", b'{"format": 1, "slots": [{"name": "mau"}]}', b'{"format": 2, "slots": []}',
     b'{"format": 1, "slots": [{"name": 1, "display_name": 2}]}'],
)  # fmt: skip
def test_a_damaged_slots_file_is_said_and_never_overwritten(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    slots = KeySlots(path)
    for act in (
        slots.registrars,
        lambda: slots.open("mau", PASSPHRASE),
        lambda: slots.add(MAU, "x" * 9, KEY, QUICK),
    ):
        with pytest.raises(VaultDamagedError):
            act()
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "damage",
    [
        {"kdf": {"salt": "AAAA", "memory_kib": 2**40, "passes": 1, "lanes": 1}},
        {"kdf": {"salt": "AAAA", "memory_kib": 8192, "passes": 10**9, "lanes": 1}},
        {"kdf": {"salt": "AAAA", "memory_kib": "viel", "passes": 1, "lanes": 1}},
        {"kdf": {"salt": "", "memory_kib": 8192, "passes": 1, "lanes": 1}},
        {"kdf": None},
        {"wrapped": "?"},
        {"wrapped": "AAAA"},
        {"nonce": 12},
        {"nonce": "AAAA"},
    ],
)
def test_a_slot_that_makes_no_sense_is_damage_at_once_and_others_still_open(
    path: Path, damage: dict[str, Any]
) -> None:
    slots = _rewritten(path, lambda all_slots: all_slots[0].update(damage))
    with pytest.raises(VaultDamagedError) as caught:
        slots.open("mau", PASSPHRASE)
    assert PASSPHRASE not in str(caught.value)
    assert slots.open("thu", "lời khác hẳn") == KEY


def test_the_file_tells_nobody_a_key_or_a_passphrase(path: Path) -> None:
    content = path.read_text(encoding="utf-8")
    assert PASSPHRASE not in content
    assert KEY.hex() not in content
    assert len({slot["wrapped"] for slot in json.loads(content)["slots"]}) == 2


def test_no_file_means_nobody_has_a_slot(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path / "none.json")
    assert not slots.exist
    assert slots.registrars() == ()
    assert slots.open("mau", PASSPHRASE) is None


@pytest.mark.parametrize("cost", [(4, 1, 1), (8192, 0, 1), (8192, 1, 0), (2**33, 1, 1)])
def test_a_cost_that_protects_nothing_or_ends_never_cannot_be_made(cost: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="bounds"):
        KdfCost(*cost)


def test_a_registrar_hides_in_a_repr() -> None:
    assert "Mẫu" not in repr(Registrar("mau", "Lê Thị Mẫu"))


def test_a_slot_costs_what_was_measured_and_records_it(tmp_path: Path) -> None:
    """docs/THREATS.md counts an attacker's guesses with these; weaker ones must not slip in unseen."""
    assert KdfCost() == KdfCost(192 * 1024, 4, 2)
    assert (SecuritySettings().argon2_memory_kib, SecuritySettings().argon2_passes) == (192 * 1024, 4)
    slots = KeySlots(tmp_path / "slots.json")
    slots.add(MAU, PASSPHRASE, KEY, KdfCost(65536, 1, 2))
    (slot,) = json.loads((tmp_path / "slots.json").read_text(encoding="utf-8"))["slots"]
    recorded = {name: slot["kdf"][name] for name in ("name", "memory_kib", "passes", "lanes")}
    assert recorded == {"name": "argon2id", "memory_kib": 65536, "passes": 1, "lanes": 2}
    assert len(slot["kdf"]["salt"]) >= 22, "sixteen bytes of salt"


def test_the_last_registrar_is_not_taken_away(path: Path) -> None:
    slots = KeySlots(path)
    slots.remove("mau")
    assert slots.open("mau", PASSPHRASE) is None
    assert slots.open("thu", "lời khác hẳn") == KEY
    with pytest.raises(LastRegistrarError):
        slots.remove("thu")
    assert slots.open("thu", "lời khác hẳn") == KEY


def test_a_change_waits_for_another_programs_and_says_when_that_never_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots_file, "PATIENCE", 0.05)
    slots = KeySlots(tmp_path / "station.slots.json")
    slots.add(MAU, PASSPHRASE, KEY, QUICK)
    with FileLock(tmp_path / "station.slots.lock"), pytest.raises(OSError, match="lock"):
        slots.add(THU, PASSPHRASE, KEY, QUICK)
    assert [each.name for each in slots.registrars()] == ["mau"]
    slots.add(THU, PASSPHRASE, KEY, QUICK)
    assert [each.name for each in slots.registrars()] == ["mau", "thu"]


STRONGER = replace(QUICK, passes=2)


def _costs(path: Path) -> dict[str, int]:
    slots = json.loads(path.read_text(encoding="utf-8"))["slots"]
    return {slot["name"]: slot["kdf"]["passes"] for slot in slots}


def test_a_slot_of_an_older_program_costs_as_much_as_todays_once_its_passphrase_was_said(path: Path) -> None:
    slots = KeySlots(path)
    assert slots.strengthen("mau", PASSPHRASE, KEY, STRONGER)
    assert _costs(path) == {"mau": 2, "thu": 1}
    assert slots.open("mau", PASSPHRASE) == KEY
    assert slots.registrars() == (MAU, THU)
    before = path.read_bytes()
    assert not slots.strengthen("mau", PASSPHRASE, KEY, STRONGER)
    assert not slots.strengthen("mau", PASSPHRASE, KEY, QUICK), "a setting that asks for less weakens nobody"
    assert not slots.strengthen("ai", PASSPHRASE, KEY, STRONGER)
    assert path.read_bytes() == before


def test_a_passphrase_changed_meanwhile_beside_the_desk_stays_the_new_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots, made = KeySlots(path), slots_module.new_slot

    def meanwhile(who: Registrar, passphrase: str, file_key: bytes, cost: KdfCost) -> dict[str, Any]:
        with monkeypatch.context() as undone:
            undone.setattr(slots_module, "new_slot", made)
            KeySlots(path).add(MAU, "câu mới tinh tươm", KEY, QUICK)
        return made(who, passphrase, file_key, cost)

    monkeypatch.setattr(slots_module, "new_slot", meanwhile)
    slots.strengthen("mau", PASSPHRASE, KEY, STRONGER)
    assert slots.open("mau", PASSPHRASE) is None
    assert slots.open("mau", "câu mới tinh tươm") == KEY
