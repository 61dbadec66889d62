"""What a station does in a fault schedule, and what must be true of its folder whatever happened to it.

Each act says on ``tell`` that it begins and, once it has returned, that it is done: what was told as done may
never be lost; what had only begun is there whole or not at all.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from declaration.draft import Field, PhotoRole, Source
from declaration.lifecycle import Delivery, Status
from declaration.wire.changes import ChangeKind
from desk.ports.care import BackupMade, Erased
from desk.ports.outbox import OutboxLine
from desk.registration.declarations import Finished, Registration
from desk.settings import RetentionSettings
from desk.storage.backup import is_as_written, read_manifest
from desk.storage.copying import need_whole
from desk.storage.restoring import restore
from desk.storage.retention import Purging
from desk.storage.station import DATABASE, SLOTS, StationFile
from desk.storage.vault.slots import KeySlots
from desk.storage.vault.station_key import StationKey
from desk.sync.timekeeping import Timekeeper
from practice.people import invented_person
from tests.builders import MAU, PASSPHRASE, QUICK, enrolment
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import NEEDED, declare, filled, finished, picture, signed
from tests.fakes.program import SetClock
from tests.samples import KEY, sample

BEGUN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
KEEP = RetentionSettings(photos_days=30)
WAITING, OLD, RETURNED, ERASABLE = (1, 2), (3, 4), 5, (6, 7)
"""The seeds of the people in a base folder, by what is to become of them."""
NEW = 100
Tell = Callable[[str], None]


class ViolationError(AssertionError):
    """Something was lost, half written, or does not balance."""


@dataclass
class Desk:
    """One station in a folder, opened, with the acts of a schedule."""

    folder: Path
    tell: Tell
    chance_seed: int = 0
    clock: SetClock = field(default_factory=lambda: SetClock(BEGUN + timedelta(days=60)))

    def __post_init__(self) -> None:
        self.file = StationFile.open(self.folder, KEY, self.clock.now)
        key = StationKey(self.file.station_key().private_bytes, "station-mau")
        drafts, declarations = self.file.drafts, self.file.declarations
        self.time = Timekeeper(self.clock, self.file.time_memory)
        self.registration = Registration(drafts, declarations, key, self.time, "mau", "MAU01", lambda: None)
        self.agency = FakeAgency(self.file.outbox, self.clock)
        self.agency.sequence = 1000 + self.chance_seed % 1000 * 100

    def draft(self, seed: int) -> UUID:
        draft = self.registration.begin()
        self.tell(f"begin draft {draft.id}")
        draft = draft.with_value(Field.FULL_NAME, invented_person(seed).full_name, Source.TYPED)
        self.registration.save(draft)
        self.registration.keep_photo(draft, picture(seed, PhotoRole.PORTRAIT))
        self.tell(f"done draft {draft.id}")
        return draft.id

    def finish(self, seed: int) -> None:
        draft = filled(self.registration, seed)
        self.tell(f"done draft {draft.id}")
        self.tell(f"begin finish {draft.id}")
        sealed = finished(self.registration, draft)
        self.tell(f"done finish {sealed.id}/{sealed.revision}")

    def correct(self, seed: int) -> None:
        declared = self._of(RETURNED)
        self.tell(f"begin correct {declared}")
        draft = self.registration.reopen(declared)
        if draft is None:
            return
        sealed = finished(self.registration, signed(self.registration, draft, seed))
        self.tell(f"done finish {sealed.id}/{sealed.revision}")

    def deliver(self, _seed: int) -> None:
        due = self.file.outbox.due(self.clock.now(), 1)
        for entry in due:
            self.tell(f"begin deliver {entry.record_id}")
            declared = Finished(entry.record_id, entry.revision, "", entry.digest, entry.created_at)
            self.agency.receive(declared, "TK-2026-000001")
            self.tell(f"done deliver {entry.record_id}/{entry.revision}")
            self.agency.answer(declared, ChangeKind.RECEIVED)

    def purge(self, _seed: int) -> None:
        self.tell("begin purge")
        Purging(self.file._database, KEEP, self.clock.now).step(self.time.today())

    def erase(self, seed: int) -> None:
        declared = self._of(ERASABLE[seed % 2])
        self.tell(f"begin erase {declared}")
        if isinstance(self.file.care.erase(declared, "mau"), Erased):
            self.tell(f"done erase {declared}")

    def backup(self, _seed: int) -> None:
        self.tell("begin backup")
        made = self.file.care.back_up(self.folder / "stick", "mau", lambda _done, _all: None)
        if isinstance(made, BackupMade):
            self.tell(f"done backup {made.folder.name}")

    def spare(self, _seed: int) -> None:
        """Restored from the base's own backup, onto a spare machine."""
        self.tell("begin spare")
        (backup,) = (self.folder / "base-stick").iterdir()
        if restore(backup, self.folder / "spare", KEY, lambda: BEGUN + timedelta(days=50)) is None:
            self.tell("done spare")

    def check(self, _seed: int) -> None:
        for _ in range(5):
            self.file.care.look_on()

    def close(self) -> None:
        self.file.close()

    def _of(self, seed: int) -> UUID:
        page = self.file.declarations.search(invented_person(seed).number, (), after=None, limit=1)
        return page.lines[0].id if page.lines else UUID(int=0)


ACTS = ("draft", "finish", "correct", "deliver", "purge", "erase", "backup", "spare", "check")
MIGRATE = "migrate"


def do(act: str, folder: Path, seed: int, tell: Tell) -> None:
    """One act in a folder, from opening the file to closing it."""
    if act == MIGRATE:
        need_upgraded(folder)
        return
    desk = Desk(folder, tell, seed)
    try:
        getattr(desk, act)(NEW + 1000 + seed)
    finally:
        desk.close()


def base(folder: Path) -> None:
    """A station with something in every state that an act of a schedule needs; enrolled, with a backup."""
    clock = SetClock(BEGUN)
    folder.mkdir(parents=True)
    file = StationFile.open(folder, KEY, clock.now)
    KeySlots(folder / SLOTS).add(MAU, PASSPHRASE, KEY, QUICK)
    assert file.enrol(enrolment(file.station_key().public_key), MAU.name)
    key = StationKey(file.station_key().private_bytes, "station-mau")
    registration = Registration(file.drafts, file.declarations, key, clock, "mau", "MAU01", lambda: None)
    agency = FakeAgency(file.outbox, clock)
    file.time_memory.was_told(clock.now())
    for seed in WAITING:
        declare(registration, seed)
    for seed in (*OLD, RETURNED, *ERASABLE):
        declared = declare(registration, seed)
        agency.receive(declared, f"TK-2026-{seed:06}")
        end = ChangeKind.RETURNED if seed == RETURNED else ChangeKind.REJECTED
        agency.answer(declared, end, fields=["phone"], reasons=["contact_wrong"])
    assert isinstance(file.care.back_up(folder / "base-stick", "mau", lambda _done, _all: None), BackupMade)
    file.close()


def migrating(folder: Path) -> None:
    """A station of the first release, not opened since."""
    folder.mkdir(parents=True)
    shutil.copyfile(sample("0001"), folder / DATABASE)


def need_sound(folder: Path, told: list[str], *, is_whole: bool = False) -> None:
    """ViolationError unless everything told as done is there and everything begun is whole or not there."""
    if is_whole:
        StationFile.open(folder, KEY, lambda: BEGUN).close()
        need_whole(folder / DATABASE, KEY)
    file = StationFile.open(folder, KEY, lambda: BEGUN + timedelta(days=60))
    try:
        _need_kept(file, told)
        _need_whole_rows(file)
    finally:
        file.close()
    _need_backups(folder, told)
    if (folder / "spare" / DATABASE).exists():
        _need_spare(folder / "spare", is_done="done spare" in told)


def _need_kept(file: StationFile, told: list[str]) -> None:
    gone = {line.split()[2] for line in told if line.startswith("begin erase")}
    for line in told:
        word, *rest = line.split()
        if word != "done" or rest[0] not in ("draft", "finish", "deliver", "erase"):
            continue
        name, _, revision = rest[1].partition("/")
        match rest[0]:
            case "draft" if file.drafts.draft(UUID(name)) is None:
                _insist(file.declarations.detail(UUID(name)) is not None, "a saved draft is lost")
            case "finish" if name not in gone:
                _insist(file.outbox.entry(UUID(name), int(revision)) is not None, "a finished one is lost")
            case "deliver" if name not in gone:
                states = {f"{x.record_id}/{x.revision}": x.delivery for x in _lines(file)}
                _insist(states[rest[1]] is Delivery.DELIVERED, "a receipt is lost")
            case "erase":
                _insist(file.declarations.detail(UUID(name)) is None, "the erased are back")
                _insist(name not in {each.subject for each in file.trail.lines()}, "audit names the erased")


def _need_whole_rows(file: StationFile) -> None:
    books = file.outbox.books((BEGUN + timedelta(days=60)).date())
    _insist(books.balance, "the books do not balance")
    _insist(file.trail.check().broken is None, "the audit trail does not hold")
    page = file.declarations.search("", (), after=None, limit=100)
    _insist(page.total == len(page.lines) == sum(file.declarations.counts().values()), "counts differ")
    for line in page.lines:
        _insist(file.outbox.entry(line.id, line.revision) is not None, "a declaration without its revision")
        draft = file.drafts.draft(line.id)
        _insist((draft is not None) == (line.status is Status.DRAFT), "half a correction")
        found = file.declarations.search(line.document_number, (line.status,), after=None, limit=100).lines
        _insist(line.id in {each.id for each in found}, "not found by what it is")
    for sealed in _lines(file):
        entry = file.outbox.entry(sealed.record_id, sealed.revision)
        assert entry is not None
        blobs = [file.outbox.blob(blob.sha256) for blob in entry.blobs]
        _insist(all(blobs), "a picture is named and not there")
        _insist(len(blobs) in (0, len(NEEDED)), "some pictures of it, not all")
        is_settled = sealed.delivery is Delivery.DELIVERED
        _insist(bool(blobs) or is_settled, "pictures went before their receipt came")
    for draft in file.drafts.open_drafts("mau"):
        _insist(
            {p.role for p in file.drafts.photos(draft.id)} >= draft.photos, "a draft and its pictures differ"
        )


def _need_backups(folder: Path, told: list[str]) -> None:
    done = {line.split()[2] for line in told if line.startswith("done backup")}
    stick = folder / "stick"
    there = (
        {each.name for each in stick.iterdir() if not each.name.endswith(".part")}
        if stick.exists()
        else set()
    )
    _insist(done <= there, "a backup is lost")
    for name in there:
        manifest = read_manifest(stick / name)
        _insist(manifest is not None and is_as_written(stick / name, manifest), "half a backup looks whole")


def _need_spare(folder: Path, *, is_done: bool) -> None:
    if not (folder / SLOTS).exists():
        _insist(not is_done, "half a spare")
        return
    file = StationFile.open(folder, KEY, lambda: BEGUN)
    _insist(file.must_rejoin(), "a spare that sends without being enrolled")
    _insist(file.outbox.books(BEGUN.date()).finished == 7, "a spare that lacks something")
    file.close()


def need_upgraded(folder: Path) -> None:
    """The first release's sample, whole, in this program's schema."""
    file = StationFile.open(folder, KEY, lambda: BEGUN)
    try:
        books = file.outbox.books(BEGUN.date())
        _insist(books.balance and (books.finished, books.waiting) == (8, 1), "lost in the upgrade")
        _insist(len(file.drafts.open_drafts("mau")) == 2, "a draft is lost in the upgrade")
        _insist(file.declarations.search("", (), after=None, limit=20).total == 8, "not all are found")
        _insist(file.roster.count().people == 2, "the list is lost in the upgrade")
        trail = file.trail.check()
        _insist(trail.broken is None and trail.head.lines > 0, "the audit trail is lost in the upgrade")
    finally:
        file.close()


def go_on(folder: Path, seed: int) -> None:
    """Whatever happened, the next declaration can be taken."""
    desk = Desk(folder, lambda _line: None, seed)
    desk.finish(NEW + 5000 + seed % 1000)
    desk.close()


def _lines(file: StationFile) -> Sequence[OutboxLine]:
    return file.outbox.lines(list(Delivery), 1000)


def _insist(truth: bool, violation: str) -> None:
    if not truth:
        raise ViolationError(violation)
