"""A station's file as a whole: its key pair, its enrolment, its service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from declaration.wire.signed import Purpose, Signed
from desk.storage.station import StationFile
from desk.storage.vault.service_keys import is_signed_by
from desk.storage.vault.station_key import StationKey
from tests.builders import SERVICE, BuiltStation, built_station, enrolment


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    built = built_station(tmp_path / "station", enrolled=False)
    yield built
    built.file.close()


def test_the_key_pair_is_made_once_so_that_enrolling_can_be_tried_again(station: BuiltStation) -> None:
    first = station.file.station_key().public_key
    again = station.open_again()
    assert again.file.station_key().public_key == first
    assert again.file.enrolment() is None
    again.file.close()


def test_an_enrolled_station_knows_its_name_its_agencies_and_its_service(station: BuiltStation) -> None:
    answer = enrolment(station.file.station_key().public_key)
    assert station.file.enrol(answer, "mau")
    station.file.remember_service(SERVICE)
    again = station.open_again()
    assert again.file.enrolment() == answer
    assert again.file.station_key().station == "station-mau"
    assert again.file.service_address() == SERVICE
    assert [agency.code for agency in again.file.declarations.agencies()] == ["MAU01"]
    again.file.close()


def test_an_answer_that_its_own_root_does_not_bear_out_is_not_pinned(station: BuiltStation) -> None:
    answer = enrolment(station.file.station_key().public_key)
    for forged in (
        answer.model_copy(update={"root_key": StationKey.make().public_key}),
        answer.model_copy(update={"certificate": answer.keys[0]}),
        answer.model_copy(update={"keys": ()}),
    ):
        assert not station.file.enrol(forged, "mau")
    assert station.file.enrolment() is None
    assert station.file.service_address() == ""


def test_new_keys_of_the_service_are_kept_and_strangers_are_not(station: BuiltStation) -> None:
    answer = enrolment(station.file.station_key().public_key)
    assert station.file.enrol(answer, "mau")
    keys = station.file.service_keys()
    assert keys.is_genuine(Purpose.STATION, answer.certificate)
    keys.learn(enrolment(station.file.station_key().public_key).keys)  # of another root
    again = station.open_again()
    assert again.file.service_keys().is_genuine(Purpose.STATION, answer.certificate)
    again.file.close()


def test_a_signature_serves_one_purpose_and_one_text() -> None:
    key = StationKey(StationKey.make().private_bytes, "station-mau")
    message = key.sign(Purpose.RECORD, "{}")
    assert is_signed_by(key.public_key, Purpose.RECORD, message)
    assert not is_signed_by(key.public_key, Purpose.RECEIPT, message)
    assert not is_signed_by(key.public_key, Purpose.RECORD, message.model_copy(update={"body": "{ }"}))
    assert not is_signed_by(StationKey.make().public_key, Purpose.RECORD, message)


@pytest.mark.parametrize("signature", ["", "?", "AAAA", "ă"])
def test_a_foreign_signature_is_no_signature_and_never_an_error(signature: str) -> None:
    key = StationKey.make()
    message = Signed(body="{}", kid="k", signature=signature)
    assert not is_signed_by(key.public_key, Purpose.RECORD, message)
    assert not is_signed_by(signature, Purpose.RECORD, key.sign(Purpose.RECORD, "{}"))


def test_acts_outside_declarations_are_noted(station: BuiltStation) -> None:
    station.file.note_act("mau", "unlock")
    assert isinstance(station.file, StationFile)
