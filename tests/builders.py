"""Invented drafts, declarations and stations, whole unless a test asks for less."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from declaration.declaration import Declaration, complete
from declaration.draft import Consent, Draft, Field, PhotoRole, Source, Verification
from declaration.photos_needed import photos_needed
from declaration.privacy import Private
from declaration.wire.sign_in import Agency, EnrolAnswer, KeyUse, ServiceKey, StationCertificate
from declaration.wire.signed import Purpose
from desk.registration.closing import Closing
from desk.registration.declarations import Registration
from desk.storage.station import SLOTS, StationFile, create_station
from desk.storage.vault.slots import KdfCost, KeySlots, Registrar
from desk.storage.vault.station_key import StationKey
from practice.people import PracticePerson, invented_person
from tests.fakes.program import SetClock
from tests.fakes.sealing import SealingKey

QUICK = KdfCost(8192, 1, 1)
MAU = Registrar("mau", "Lê Thị Mẫu")
THU = Registrar("thu", "Trần Văn Thử")
PASSPHRASE = "một câu đủ dài"
TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
DRAFT_ID = UUID("019570d0-0000-7000-8000-000000000001")
SERVICE = "https://service.example"
SEALING = SealingKey()
WHOLE = frozenset({PhotoRole.PORTRAIT, PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK, PhotoRole.SIGNATURE})


def whole_draft(seed: int = 1, **changed: object) -> Draft:
    """A draft nothing is missing from. ``changed`` replaces values by field name; "" empties one."""
    person = invented_person(seed)
    values = {
        Field.FULL_NAME: person.full_name,
        Field.DOCUMENT_KIND: "citizen_id",
        Field.DOCUMENT_NUMBER: person.number,
        Field.BIRTH: person.birth.shown(),
        Field.SEX: person.sex.value,
        Field.ADDRESS: person.address,
        Field.INSURANCE_CODE: person.insurance_code,
        Field.PHONE: person.phone,
        Field.EMAIL: person.email,
        Field.AGENCY: "MAU01",
    } | {Field(name): str(value) for name, value in changed.items()}
    given = {name: value for name, value in values.items() if value}
    draft = Draft(
        id=DRAFT_ID,
        created_at=NOON,
        declared_on=TODAY,
        values=MappingProxyType(given),
        sources=MappingProxyType(dict.fromkeys(given, Source.TYPED)),
        verification=Verification(same_person=True, by="mau", at=NOON),
        consent=Consent("consent-2026-01", "vi", NOON),
    )
    return replace(draft, photos=frozenset({*photos_needed(draft), PhotoRole.SIGNATURE}))


def whole_declaration(seed: int = 1, **changed: object) -> Declaration:
    made = complete(whole_draft(seed, **changed), TODAY)
    assert isinstance(made, Declaration), [problem.code for problem in made]
    return made


def secrets_of(person: PracticePerson) -> tuple[str, ...]:
    """Everything about a person that must be found nowhere in the clear, in the forms it is kept in."""
    spelt = (person.full_name, person.number, person.address, person.email, person.insurance_code)
    return (*spelt, person.phone, "+84" + person.phone[1:], person.birth.shown(), person.birth.iso())


@dataclass(repr=False)
class BuiltStation(Private):
    """A station on disk, open, with a registrar at the table. ``open_again`` after closing the file."""

    folder: Path
    file: StationFile
    file_key: bytes
    clock: SetClock

    @property
    def registration(self) -> Registration:
        file = self.file
        key = StationKey(file.station_key().private_bytes, "station-mau")
        return Registration(file.drafts, file.declarations, key, self.clock, "mau", "MAU01", _nobody_told)

    @property
    def closing(self) -> Closing:
        key = StationKey(self.file.station_key().private_bytes, "station-mau")
        return Closing(self.file.days, key, self.clock, "mau", _nobody_told)

    def open_again(self) -> BuiltStation:
        self.file.close()
        return replace(self, file=StationFile.open(self.folder, self.file_key, self.clock.now))


def built_station(folder: Path, *, enrolled: bool = True) -> BuiltStation:
    """A new station whose registrar mau has PASSPHRASE; enrolled by an agency that exists only here."""
    clock = SetClock(NOON)
    file = create_station(folder, MAU, PASSPHRASE, QUICK, clock.now)
    key = KeySlots(folder / SLOTS).open(MAU.name, PASSPHRASE)
    assert key is not None
    if enrolled:
        assert file.enrol(enrolment(file.station_key().public_key), MAU.name)
        file.remember_service(SERVICE)
    return BuiltStation(folder, file, key, clock)


def enrolment(public_key: str, root: StationKey | None = None) -> EnrolAnswer:
    """What a service of our own making answers to a station with this key, signed as it should be."""
    root, signing = root or StationKey.make(), StationKey(StationKey.make().private_bytes, "signing-1")
    certified = ServiceKey(
        kid="signing-1", use=KeyUse.SIGNING, public_key=signing.public_key, certified_at=NOON
    )
    certificate = StationCertificate(
        station="station-mau", public_key=public_key, agency="MAU01", enrolled_at=NOON
    )
    return EnrolAnswer(
        station="station-mau",
        station_name="Quầy 03",
        unit_name="Khu công nghiệp Mẫu",
        agency="MAU01",
        agencies=(Agency(code="MAU01", name="BHXH cơ sở Mẫu"),),
        root_key=root.public_key,
        keys=(root.sign(Purpose.KEY, certified.model_dump_json()), SEALING.certified(root, NOON)),
        certificate=signing.sign(Purpose.STATION, certificate.model_dump_json()),
    )


def _nobody_told() -> None:
    """No engine waits for what is finished."""
