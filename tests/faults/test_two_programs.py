"""Instances are replaced one by one: two versions of the program on one database, and back again."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakes.field_station import FieldStation, SetClock, client_of, open_test_service, receipt_in
from tests.fakes.instances import Instance
from tests.fakes.postgresql import PostgreSQL

pytestmark = pytest.mark.timeout(300)  # processes that start and end
ROOT = Path(__file__).parents[2]
LATER = '''"""What a later release adds."""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{down}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("declaration", sa.Column("of_later", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_declaration_of_later", "declaration", ["of_later"])
'''


def newer_program(folder: Path, fit_for: str = "") -> Path:
    """This program with one more migration; ``fit_for``: what it says of the database afterwards."""
    shutil.copytree(ROOT / "approval", folder / "approval", ignore=shutil.ignore_patterns("__pycache__"))
    migrations = folder / "approval" / "storage" / "migrations"
    newest = max(file.name for file in (migrations / "versions").glob("v*.py"))[1:5]
    (migrations / "versions" / "v9001_later.py").write_text(LATER.format(down=newest), encoding="utf-8")
    if fit_for:
        with (migrations / "fitness.py").open("a", encoding="utf-8") as file:
            file.write(f'\n\nFIT_FOR = "{fit_for}"\n')
    return Path(shutil.copy(ROOT / "tests" / "faults" / "service_process.py", folder))


def at(instance: Instance, station: FieldStation) -> FieldStation:
    """The same station, speaking to that instance."""
    same = FieldStation(instance.client, station.clock)
    same.key, same.id, same.headers = station.key, station.id, station.headers
    return same


async def _code(instance: Instance) -> str:
    return str((await instance.client.get("/readyz")).json().get("code", "ready"))


async def test_an_older_instance_serves_beside_a_newer_one_until_the_database_is_not_fit_for_it(
    postgresql: PostgreSQL, tmp_path: Path
) -> None:
    url, folder, clock = postgresql.fresh(), tmp_path / "data", SetClock(datetime.now(UTC))
    office = open_test_service(folder, clock, database_url=url)
    async with client_of(office) as client:
        station = await FieldStation.ready(office, client, clock)
    office.close()
    older, running = Instance(folder, url), []
    running.append(older)
    try:
        await older.ready()
        newer = Instance(folder, url, program=newer_program(tmp_path / "newer"))
        running.append(newer)
        await newer.ready()
        record = station.record()
        assert receipt_in(await at(older, station).put(record)) == receipt_in(
            await at(newer, station).put(record)
        )
        assert (await _code(older), await _code(newer)) == ("ready", "ready")
        await older.stop()
        back = Instance(folder, url)
        running[0] = back
        await back.ready()  # an older program started on what a newer one has added to
        receipt_in(await at(back, station).put(station.record()))
        newest = Instance(folder, url, program=newer_program(tmp_path / "newest", fit_for="9001"))
        running.append(newest)
        await newest.ready()
        assert (await _code(back), await _code(newer)) == ("program_too_old", "ready")
    finally:
        await asyncio.gather(*(each.stop() for each in running))
