"""What is measured of the station's file: finishing, saving, finding, unlocking, backing up, erasing."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from store_filled import Filled
from store_peers import Plain

from declaration.draft import Draft, Field, PhotoRole, Source
from declaration.lifecycle import Status
from desk.ports.clock import SystemClock
from desk.ports.store import Photo, SealedDeclaration
from desk.registration.declarations import Finished, Registration
from desk.storage.backup import back_up
from desk.storage.drafts import Drafts
from desk.storage.station import StationFile
from desk.storage.vault.slots import KdfCost, KeySlots, Registrar
from desk.storage.vault.station_key import StationKey
from practice.people import invented_person

PHOTO_BYTES = {PhotoRole.CARD_FRONT: 100_000, PhotoRole.CARD_BACK: 100_000, PhotoRole.PORTRAIT: 50_000}
"""What a card side and a portrait weigh when filed (benchmarks/photos.py)."""
NAMES = ("nguyen", "nguyen van", "tran thi", "le", "mau", "thu")


@dataclass(frozen=True)
class Times:
    """Milliseconds of one act, once for each time it was done."""

    ms: tuple[float, ...]

    @property
    def p50(self) -> float:
        return statistics.median(self.ms)

    @property
    def p95(self) -> float:
        return sorted(self.ms)[max(0, round(len(self.ms) * 0.95) - 1)]


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


class _TimedDrafts:
    """The real drafts; how long the last finishing took until it was on the disk."""

    def __init__(self, real: Drafts) -> None:
        self._real = real
        self.finish_ms = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def finish(self, sealed: SealedDeclaration) -> None:
        self.finish_ms = timed(lambda: self._real.finish(sealed))


class Table:
    """A registrar at an empty station, on this machine's own clock."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.file = StationFile.open(folder, secrets.token_bytes(32), lambda: datetime.now(UTC))
        key = StationKey(self.file.station_key().private_bytes, "station-mau")
        self.durable = _TimedDrafts(self.file.drafts)
        self.registration = Registration(
            self.durable, self.file.declarations, key, SystemClock(), "mau", "MAU01", lambda: None
        )

    def draft(self, seed: int) -> Draft:
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
        }
        draft = self.registration.begin().with_values(values, Source.TYPED)
        draft = self.registration.verified(draft, same_person=True)
        draft = self.registration.consented(draft, agreed=True, language="vi")
        tiny = Photo(PhotoRole.SIGNED_FORM, secrets.token_bytes(64), "image/png", 1, 1, secrets.token_hex(32))
        return self.registration.keep_photo(draft, replace(tiny, sha256=sha256(tiny.data).hexdigest()))


def photos() -> list[Photo]:
    made = []
    for role, size in PHOTO_BYTES.items():
        data = secrets.token_bytes(size)
        made.append(Photo(role, data, "image/webp", 1000, 640, sha256(data).hexdigest()))
    return made


def finishing(folder: Path, first: int, times: int) -> dict[str, Times]:
    """The four acts of a declaration with three pictures, ours and the peers' in turn, on the same disk.

    ``finish``: the one durable write, the pictures being on the disk already; ``whole``: all four writes;
    ``registration``: what the registrar waits for, with looking for clashes, completing and sealing.
    """
    ours = Table(folder / "ours")
    plain, cipher = Plain(folder / "plain.db", encrypted=False), Plain(folder / "cipher.db", encrypted=True)
    names = ("finish", "whole", "registration", "plain", "cipher", "cipher_whole", "draft")
    taken: dict[str, list[float]] = {name: [] for name in names}
    for seed in range(first, first + times):
        for name, ms in _one_round(ours, plain, cipher, seed).items():
            taken[name].append(ms)
    for each in (plain, cipher):
        each.close()
    ours.file.close()
    return {name: Times(tuple(ms)) for name, ms in taken.items()}


def _one_round(ours: Table, plain: Plain, cipher: Plain, seed: int) -> dict[str, float]:
    draft, pictures = ours.draft(seed), photos()
    keeping = 0.0
    for photo in pictures:
        keeping += timed(partial(ours.registration.keep_photo, draft, photo))
        draft = draft.with_photo(photo.role)
    done: list[object] = []
    registration = timed(lambda: done.append(ours.registration.finish(draft)))
    finish = ours.durable.finish_ms
    assert isinstance(done[0], Finished), done
    entry, detail = ours.file.outbox.entry(draft.id, 1), ours.file.declarations.detail(draft.id)
    assert entry is not None
    assert detail is not None
    weights = [(photo.sha256, photo.data) for photo in pictures]
    text = (detail.content_json, entry.sealed)
    apart = sum(timed(partial(cipher.keep_photo, f"{name}-apart", data)) for name, data in weights)
    half = ours.draft(seed + 500_000)
    return {
        "finish": finish,
        "whole": keeping + finish,
        "registration": registration,
        "plain": timed(partial(plain.finish, str(draft.id), *text, weights)),
        "cipher": timed(partial(cipher.finish, str(draft.id), *text, weights)),
        "cipher_whole": apart + timed(partial(cipher.finish, f"{draft.id}-apart", *text, [])),
        "draft": timed(partial(ours.registration.save, half)),
    }


def bytes_per_declaration(folder: Path) -> float:
    """Of the stations made by ``finishing``, over the bytes that were put in."""
    file = folder / "ours" / "station.db"
    log = file.with_name("station.db-wal")
    size = file.stat().st_size + (log.stat().st_size if log.exists() else 0)
    return float(size)


def finding(station: Filled, seed: int, times: int) -> tuple[dict[str, Times], dict[str, Times]]:
    """Keyed look-ups, and searches by words, each asked for with different values."""
    file, chance = station.opened(), random.Random(seed)
    look = file.declarations.search

    def somebody() -> int:
        return chance.randrange(station.size)

    def status() -> Status:
        return chance.choice([Status.FINISHED, Status.RETURNED, Status.REJECTED])

    keyed: dict[str, Callable[[], object]] = {
        "number": lambda: look(invented_person(somebody()).number, (), after=None, limit=50),
        "phone": lambda: look(invented_person(somebody()).phone, (), after=None, limit=50),
        "dossier": lambda: look(f"TK-2026-{somebody():06}", (), after=None, limit=50),
        "newest": lambda: look("", (), after=None, limit=50),
        "page": lambda: look("", (), after=str(somebody() + 50), limit=50),
        "status": lambda: look("", (status(),), after=str(somebody() + 50), limit=50),
        "detail": lambda: file.declarations.detail(chance.choice(station.ids)),
        "counts": file.declarations.counts,
    }
    words: dict[str, Callable[[], object]] = {
        "name": lambda: look(chance.choice(NAMES), (), after=None, limit=50),
        "whole_name": lambda: look(invented_person(somebody()).full_name, (), after=None, limit=50),
        "name_and_status": lambda: look(chance.choice(NAMES), (status(),), after=None, limit=50),
        "unit": lambda: look("kcn vi du", (), after=None, limit=50),
        "one_letter": lambda: look(chance.choice("nlt"), (), after=None, limit=50),
        "number_begun": lambda: look(invented_person(somebody()).number[:4], (), after=None, limit=50),
        "books": lambda: file.outbox.books(SystemClock().today()),
    }
    for ask in (*keyed.values(), *words.values()):
        ask()  # the first of each reads what the others find in memory
    found = [
        {name: Times(tuple(timed(ask) for _ in range(times))) for name, ask in kind.items()}
        for kind in (keyed, words)
    ]
    file.close()
    return found[0], found[1]


def unlocking(station: Filled, times: int) -> Times:
    """From the file's key to the first list; deriving that key costs ``passphrase_ms`` more."""

    def unlock() -> None:
        file = station.opened()
        file.declarations.search("", (), after=None, limit=50)
        file.close()

    return Times(tuple(timed(unlock) for _ in range(times)))


def passphrase_ms(folder: Path) -> float:
    slots = KeySlots(folder / "slots.json")
    slots.add(Registrar("mau", "Lê Thị Mẫu"), "một câu đủ dài", secrets.token_bytes(32), KdfCost())
    return min(timed(lambda: slots.open("mau", "một câu đủ dài")) for _ in range(3))


def backing_up(station: Filled, to: Path) -> dict[str, float]:
    """Megabytes a second: a backup written and read over twice, against a plain copy that is only flushed."""
    size = (station.folder / "station.db").stat().st_size / 1e6
    now = datetime.now(UTC)
    ours = timed(
        lambda: back_up(station.folder, station.key, to, "station-mau", now, 30, lambda _done, _all: None)
    )

    def copy() -> None:
        target = shutil.copyfile(station.folder / "station.db", to / "copied.db")
        handle = os.open(target, os.O_RDWR)
        os.fsync(handle)
        os.close(handle)

    plain = timed(copy)
    return {"backup_mb_s": size / ours * 1000, "cp_mb_s": size / plain * 1000, "mb": size}


def erasing(station: Filled) -> float:
    """Seconds to erase one person from it."""
    file = station.opened()
    ids = (line.id for line in file.declarations.search("", (Status.ACTIVATED,), after=None, limit=1).lines)
    gone = timed(lambda: file.care.erase(next(ids), "mau"))
    file.close()
    return gone / 1000
