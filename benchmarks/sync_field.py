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
from hashlib import sha256
from pathlib import Path
from typing import Any

from declaration.draft import Field, PhotoRole, Source
from desk.ports.clock import SystemClock
from desk.ports.store import Photo
from desk.registration.declarations import Finished, Registration
from practice.people import invented_person
from tests.fakes.certificates import Authority
from tests.faults.table import AGENCY, Enrolled, enrolled

HERE = Path(__file__).resolve().parent
PHOTO = 150_000
ROLES = (PhotoRole.CARD_FRONT, PhotoRole.PORTRAIT, PhotoRole.SIGNATURE)


def joined(folder: Path) -> Enrolled:
    """One station enrolled at one service, both folders."""
    return asyncio.run(enrolled(folder))


def declare_many(at: Enrolled, number: int, size: int, seed: int) -> int:
    """So many finished declarations with three incompressible photos; the payload's bytes."""
    clock = SystemClock()
    file = at.open_file(clock)  # type: ignore[arg-type]
    registration = Registration(
        file.drafts, file.declarations, file.station_key(), clock, "mau", AGENCY, lambda: None
    )
    chance, payload = random.Random(seed), 0
    for person in range(number):
        done = _declared(registration, seed + person, size, chance)
        entry = file.outbox.entry(done.id, done.revision)
        assert entry is not None
        payload += len(entry.sealed) + sum(blob.size for blob in entry.blobs)
    file.close()
    return payload


def _declared(registration: Registration, seed: int, size: int, chance: random.Random) -> Finished:
    person = invented_person(seed)
    typed = {
        Field.FULL_NAME: person.full_name,
        Field.DOCUMENT_KIND: "passport",
        Field.DOCUMENT_NUMBER: f"B{seed:07d}",
        Field.BIRTH: person.birth.shown(),
        Field.SEX: person.sex.value,
        Field.ADDRESS: person.address,
        Field.INSURANCE_CODE: person.insurance_code,
        Field.PHONE: person.phone,
        Field.EMAIL: person.email,
    }
    draft = registration.begin().with_values(typed, Source.TYPED)
    for role in ROLES:
        data = b"\xff\xd8\xff\xe0" + chance.randbytes(size - 4)
        draft = registration.keep_photo(
            draft, Photo(role, data, "image/jpeg", 1200, 800, sha256(data).hexdigest())
        )
    draft = registration.consented(registration.verified(draft, same_person=True), agreed=True, language="vi")
    outcome = registration.finish(draft)
    assert isinstance(outcome, Finished), [problem.code for problem in outcome]
    return outcome


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
        self._numbers = 0

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
        self._numbers += 1
        far = self.start("unshare", "-n", "sh", "-c", "ip link set lo up; echo up; exec sleep 3600")
        assert far.stdout is not None
        far.stdout.readline()
        words = [f"--{name}={value}" for name, value in asked.items() if value is not True]
        words += [f"--{name}" for name, value in asked.items() if value is True]
        link = self.script("sync_link.py", f"--peer={far.pid}", f"--number={self._numbers}", *words)
        assert link.stdout is not None
        assert link.stdout.readline() == "ready\n"
        made = OneLink(far.pid, f"10.88.{self._numbers}.2", link)
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
