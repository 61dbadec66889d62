"""What a run needs: a test CA, the service's and stations' folders, a namespace for each station's side."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from sqlmodel import Session
from uuid_utils.compat import uuid7

from declaration.wire.records import BlobRef, Record
from declaration.wire.signed import Purpose, digest
from desk.ports.clock import SystemClock
from desk.storage.rows import PhotoRow, RevisionBlobRow, RevisionRow
from desk.storage.vault.station_key import StationKey
from practice.people import invented_person
from tests.fakes.certificates import Authority
from tests.fakes.field_station import content
from tests.faults.table import AGENCY, Enrolled, enrolled

HERE = Path(__file__).resolve().parent
PHOTO = 150_000
ROLES = ("card_front", "portrait", "signature")
SOURCES = ("full_name", "birth", "sex", "document_number", "insurance_code", "address", "phone", "email")
_TOGETHER = 20  # declarations a transaction


def joined(folder: Path) -> Enrolled:
    """One station enrolled at one service, both folders."""
    return asyncio.run(enrolled(folder))


def declare_many(at: Enrolled, number: int, size: int, seed: int) -> int:
    """So many sealed declarations with three incompressible photos, as finishing leaves them in the file,
    but in a few transactions; the payload's bytes."""
    clock = SystemClock()
    file = at.open_file(clock)  # type: ignore[arg-type]
    key, chance, payload = file.station_key(), random.Random(seed), 0
    for start in range(0, number, _TOGETHER):
        rows: list[Any] = []
        for person in range(start, min(start + _TOGETHER, number)):
            photos = [b"\xff\xd8\xff\xe0" + chance.randbytes(size - 4) for _ in ROLES]
            made = _sealed(key, seed + person, photos)
            payload += len(made[0].sealed) + sum(map(len, photos))
            rows += made
        file._database.write(partial(_add, rows=rows))
    file.close()
    return payload


def _add(session: Session, rows: list[Any]) -> None:
    session.add_all(rows)


def _sealed(key: StationKey, seed: int, photos: list[bytes]) -> list[Any]:
    """The revision's row first, then its photos and their names."""
    person, now = invented_person(seed), datetime.now(UTC)
    blobs = [
        BlobRef(sha256=sha256(data).hexdigest(), size=len(data), media_type="image/jpeg", role=role)
        for role, data in zip(ROLES, photos, strict=True)
    ]
    told = content(
        full_name=person.full_name,
        birth=person.birth.iso(),
        document={"kind": "citizen_id", "value": person.number},
        address=person.address,
        phone=f"+8491{seed % 10_000_000:07d}",
        email=person.email,
        agency=AGENCY,
        declared_on=now.date().isoformat(),
        sources=dict.fromkeys(SOURCES, "card"),
    )
    record = Record.model_validate(
        {
            "kind": "declaration",
            "id": uuid7(),
            "revision": 1,
            "form_version": "mau-01/2016",
            "sealed_at": now,
            "station": key.station,
            "registrar": "mau",
            "blobs": blobs,
            "content": told,
        }
    )
    sealed, named = key.sign(Purpose.RECORD, record.model_dump_json()).to_bytes(), str(record.id)
    revision = RevisionRow(
        record_id=named,
        revision=1,
        kind="declaration",
        digest=digest(sealed),
        sealed=sealed,
        deadline=(now.date() + timedelta(days=10)).isoformat(),
        created_at=now,
        delivery="pending",
        next_due=now,
    )
    rows: list[Any] = [revision]
    for blob, data in zip(blobs, photos, strict=True):
        rows.append(PhotoRow(sha256=blob.sha256, media_type="image/jpeg", width=1200, height=800, data=data))
        rows.append(
            RevisionBlobRow(
                record_id=named,
                revision=1,
                role=blob.role,
                sha256=blob.sha256,
                size=blob.size,
                media_type="image/jpeg",
            )
        )
    return rows


class Ground:
    """Processes of one run, all ended at its end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        authority = Authority(folder)
        self.ca = authority.file
        self.certificate, self.key = authority.certify(
            ["127.0.0.1", *(f"10.88.{number}.2" for number in range(32))]
        )
        self._processes: list[subprocess.Popen[str]] = []
        self._numbers = count(1)

    def start(self, *words: str, pid: int | None = None, **more: str) -> subprocess.Popen[str]:
        inside = ("nsenter", "-t", str(pid), "-n") if pid else ()
        environment = {**os.environ, "SSL_CERT_FILE": str(self.ca), **more}
        with (self.folder / "stderr.log").open("a") as stderr:
            process = subprocess.Popen(
                [*inside, *words], stdout=subprocess.PIPE, stderr=stderr, text=True, env=environment
            )
        self._processes.append(process)
        return process

    def script(self, name: str, *words: str, pid: int | None = None, **more: str) -> subprocess.Popen[str]:
        return self.start(sys.executable, str(HERE / name), *words, pid=pid, **more)

    @contextmanager
    def link(self, **asked: float | bool) -> Iterator[OneLink]:
        """A link of its own with a namespace at its far end."""
        number = next(self._numbers)  # links are made by several threads at once
        far = self.start("unshare", "-n", "sh", "-c", "ip link set lo up; echo up; exec sleep 3600")
        assert far.stdout is not None
        far.stdout.readline()
        words = [f"--{name}={value}" for name, value in asked.items() if value is not True]
        words += [f"--{name}" for name, value in asked.items() if value is True]
        link = self.script("sync_link.py", f"--peer={far.pid}", f"--number={number}", *words)
        assert link.stdout is not None
        assert link.stdout.readline() == "ready\n"
        made = OneLink(far.pid, f"10.88.{number}.2", link)
        try:
            yield made
        finally:
            made.end()
            far.terminate()

    def service(self, at: Enrolled, port: int) -> subprocess.Popen[str]:
        service = self.script(
            "sync_service.py", str(at.service_folder), str(port), str(self.certificate), str(self.key)
        )
        assert service.stdout is not None
        service.stdout.readline()
        return service

    def close(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            process.wait()


class OneLink:
    """``pid`` holds the station's side; the service is at ``host`` from there."""

    def __init__(self, pid: int, host: str, process: subprocess.Popen[str]) -> None:
        self.pid, self.host = pid, host
        self._process = process
        self.told: dict[str, Any] = {}

    def open(self) -> None:
        self._process.send_signal(signal.SIGUSR1)

    def end(self) -> dict[str, Any]:
        if not self.told:
            self._process.terminate()
            said, _ = self._process.communicate()
            self.told = json.loads(said)
        return self.told


@contextmanager
def ground() -> Iterator[Ground]:
    folder = Path(tempfile.mkdtemp(prefix="bench-sync-"))
    made = Ground(folder)
    try:
        yield made
    finally:
        made.close()
        shutil.rmtree(folder)
