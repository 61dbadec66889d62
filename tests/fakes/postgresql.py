"""A real PostgreSQL for tests and benchmarks: its own cluster in a folder of its own, gone at the end.

It listens on a Unix socket only. It refuses to run as root, so root starts it as the user ``postgres`` whom
the Debian package makes. A machine without it fails: ``make engines`` installs what is missing.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url

from approval.storage.engines import postgresql_engine
from approval.storage.migrations import upgrade

_QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
_ON_A_SMALL_DISK = {"min_wal_size": "2MB", "max_wal_size": "4MB", "full_page_writes": "on"}
_TEMPLATE = "migrated"
_LONGEST_START = 30.0


def _binaries() -> Path:
    beside = shutil.which("pg_ctl")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")) or ([Path(beside)] if beside else [])
    if not found:
        raise RuntimeError(
            "PostgreSQL is not installed: run `make server-debs` (Debian: apt-get install postgresql)"
        )
    return found[-1].parent


class PostgreSQL:
    """One running server. ``durable`` keeps every promise PostgreSQL makes; tests of rules need none.
    ``small_disk``: where it lies instead, with a log in small pieces."""

    def __init__(
        self, *, durable: bool = False, connections: int = 200, small_disk: Path | None = None
    ) -> None:
        self._programs = _binaries()
        self._user = "postgres" if os.name != "nt" and os.geteuid() == 0 else None
        memory = Path("/dev/shm")  # noqa: S108 - where nobody is promised that anything lasts, and quicker
        place = memory if not durable and os.access(memory, os.W_OK) else Path("/tmp")  # noqa: S108
        self._folder = Path(tempfile.mkdtemp(prefix="pg-", dir=small_disk or place))
        self._settings = {} if durable else _QUICK | (_ON_A_SMALL_DISK if small_disk else {})
        self._connections = connections
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        pieces = ("--wal-segsize=1",) if small_disk else ()
        made = ("-D", str(self.data), "-A", "trust", "-U", "approval", "-E", "UTF8", "--no-sync", *pieces)
        self._run("initdb", *made)
        self.start()

    @property
    def data(self) -> Path:
        return self._folder / "data"

    @property
    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0])

    def start(self) -> None:
        """Start, or start again after ``kill``; recovers by itself."""
        options = f"-c listen_addresses='' -k {self._folder} -c max_connections={self._connections}"
        for name, value in self._settings.items():
            options += f" -c {name}={value}"
        log = str(self._folder / "log")
        begun = time.monotonic()
        while True:
            try:
                self._run("pg_ctl", "-D", str(self.data), "-l", log, "-w", "-o", options, "start")
            except RuntimeError:  # the killed server's children have not all left yet
                if time.monotonic() - begun > _LONGEST_START:
                    raise
                time.sleep(0.3)
            else:
                return

    def is_running(self) -> bool:
        """Whether its first process lives, recovering or not."""
        return self._status("pg_ctl", "-D", str(self.data), "status") == 0

    def kill(self) -> None:
        """kill -9 of the server; its children notice and leave."""
        os.kill(self.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Stop at once and remove everything."""
        self._status("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """The address of a database on it, as APPROVAL_DATABASE_URL has it."""
        url = URL.create("postgresql", "approval", database=name, query={"host": str(self._folder)})
        return url.render_as_string(hide_password=False)

    def fresh(self) -> str:
        """The address of a new database that has all tables and no row."""
        if not self._has_template():
            self._create(_TEMPLATE, "template0")
            engine = postgresql_engine(self.url(_TEMPLATE), 2)
            upgrade(engine)
            engine.dispose()
        name = f"t{uuid.uuid4().hex}"
        self._create(name, _TEMPLATE)
        return self.url(name)

    def empty(self) -> str:
        """The address of a new database without any table."""
        name = f"t{uuid.uuid4().hex}"
        self._create(name, "template0")
        return self.url(name)

    def copy_of(self, url: str) -> str:
        """The address of a copy of that database, as a backup that was put back; nobody may be connected."""
        name = f"t{uuid.uuid4().hex}"
        source = make_url(url).database
        assert source is not None
        self._create(name, source)
        return self.url(name)

    def _has_template(self) -> bool:
        return self._ask("SELECT count(*) FROM pg_database WHERE datname = 'migrated'") == 1

    def _create(self, name: str, template: str) -> None:
        self._ask(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy", answers=False)

    def _ask(self, statement: str, *, answers: bool = True) -> object:
        url = self.url("postgres").replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                result = connection.exec_driver_sql(statement)
                return result.scalar() if answers else None
        finally:
            engine.dispose()

    def _run(self, program: str, *arguments: str) -> None:
        done = self._done(program, *arguments)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')[-500:]}")

    def _status(self, program: str, *arguments: str) -> int:
        return self._done(program, *arguments).returncode

    def _done(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [str(self._programs / program), *arguments],
            user=self._user,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
