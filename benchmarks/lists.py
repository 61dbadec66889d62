"""Is a list of 50,000 people put in while somebody waits, beside openpyxl alone and plain inserts?

    python benchmarks/lists.py [seed]          10,000 rows
    FULL=1 python benchmarks/lists.py [seed]   50,000 rows

The limits, in the same run: openpyxl reading the same workbook and nothing else; the same rows put into the
same encrypted table by one statement in one transaction. Wall time, since that is what the registrar waits;
the desk's own pauses for other threads are part of it. Prints JSON lines; the last one holds figures and
targets.
"""

from __future__ import annotations

import io
import json
import os
import random
import secrets
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from sqlalchemy import insert

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from desk.ports.clock import SystemClock  # noqa: E402
from desk.ports.rosters import StoppedError, Unit, UnitKind  # noqa: E402
from desk.ports.store import RosterPerson  # noqa: E402
from desk.ports.tables import TableFile  # noqa: E402
from desk.registration.rosters.reading import Order, Reading  # noqa: E402
from desk.registration.rosters.rostering import Rostering  # noqa: E402
from desk.storage.list_likeness import record_of  # noqa: E402
from desk.storage.rows import RosterRow  # noqa: E402
from desk.storage.station import StationFile  # noqa: E402
from desk.tables.opening import FileTables  # noqa: E402
from practice.people import invented_person  # noqa: E402

QUICK, WHOLE = 10_000, 50_000
UNIT = Unit("Công ty Mẫu", UnitKind.EMPLOYER)
HEADINGS = (
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Số CCCD",
    "Mã số BHXH",
    "Điện thoại",
    "Email",
    "Tổ",
)
FAULTY_OF_100 = 1


def workbook(size: int, seed: int) -> bytes:
    """As a company sends it: a title, the headings, the people; one number in a hundred is none."""
    chance, book = random.Random(seed), Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    sheet.append(["DANH SÁCH NGƯỜI LAO ĐỘNG"])
    sheet.append(list(HEADINGS))
    for at in range(1, size + 1):
        person = invented_person(seed * 1_000_003 + at)
        number = person.number[:11] if chance.random() * 100 < FAULTY_OF_100 else person.number
        birth = f"{person.birth.day:02d}/{person.birth.month:02d}/{person.birth.year}"
        sex = "Nam" if person.sex.value == "male" else "Nữ"
        sheet.append(
            [
                at,
                person.full_name,
                birth,
                sex,
                number,
                person.insurance_code,
                person.phone,
                person.email,
                "Tổ 1",
            ]
        )
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.monotonic()
    found = act()
    return time.monotonic() - began, found


def openpyxl_alone(data: bytes) -> int:
    sheet = load_workbook(io.BytesIO(data), read_only=True).active
    assert sheet is not None
    return sum(1 for _ in sheet.iter_rows(values_only=True))


class Desk:
    """A station's file and the lists of it, as the screen uses them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.file = StationFile.open(folder, secrets.token_bytes(32), lambda: datetime.now(UTC))
        self.work = Rostering(self.file.lists, self.file.roster, FileTables(), SystemClock(), "mau")

    def reading(self, data: bytes) -> Reading:
        table = self.work.open(data)
        assert not isinstance(table, str)
        return self._reading(table)

    def _reading(self, table: TableFile) -> Reading:
        layout = self.work.lay_out(table, 0)
        return self.work.reading(Order(table, 0, layout.first, layout.columns, UNIT.name))

    def people(self) -> int:
        return sum(unit.people for unit in self.work.units())

    def plain(self, people: list[RosterPerson]) -> None:
        """The peer: the same rows by one statement, in this very file."""
        records = [{**record_of(person), "added_at": datetime.now(UTC)} for person in people]
        self.file._database.write(lambda session: session.connection().execute(insert(RosterRow), records))


def stopped_after(desk: Desk, data: bytes, wait: float) -> float:
    """Milliseconds from the press of "Dừng" to its end; nothing of the list may be there."""
    before, reading = desk.people(), desk.reading(data)
    pressed: list[float] = []

    def press() -> None:
        pressed.append(time.monotonic())
        reading.stop()

    timer = threading.Timer(wait, press)
    timer.start()
    try:
        desk.work.put_in(reading, UNIT)
    except StoppedError:
        taken = (time.monotonic() - pressed[0]) * 1000
    else:
        raise AssertionError("it was not stopped in time")
    assert desk.people() == before, "something of a stopped list stayed"
    return taken


def say(part: str, **found: Any) -> None:
    print(json.dumps({"part": part, **found}), flush=True)


def measured(size: int, seed: int, folder: Path) -> dict[str, float]:
    data = workbook(size, seed)
    bare, rows = timed(lambda: openpyxl_alone(data))
    say("openpyxl", rows=rows, mb=round(len(data) / 1e6, 1), s=round(bare, 2))
    desk = Desk(folder / "ours")
    begun, reading = timed(lambda: desk.reading(data))
    reads, read = timed(reading.read)
    say(
        "read", opening_s=round(begun, 2), s=round(reads, 2), people=len(read.people), faults=len(read.faults)
    )
    peer = Desk(folder / "peer")
    people = [person for _, person in read.people]
    plain, _ = timed(lambda: peer.plain(people))
    whole, put = timed(lambda: desk.work.put_in(desk.reading(data), UNIT))
    say("put in", s=round(whole, 2), new=put.taken.new, plain_inserts_s=round(plain, 2))
    again, twice = timed(lambda: desk.work.put_in(desk.reading(data), UNIT))
    say("again", s=round(again, 2), new=twice.taken.new, same=twice.taken.same)
    while_reading = stopped_after(desk, data, reads / 3)
    while_taking = stopped_after(desk, data, reads + (again - reads) / 2)
    say("stopped", while_reading_ms=round(while_reading), while_taking_ms=round(while_taking))
    return {
        "put_in_s": round(whole, 2),
        "put_in_of_bare": round(whole / (bare + plain), 2),
        "doubled": twice.taken.new + desk.people() - len(people),
        "first_layout_s": round(begun, 2),
        "stop_ms": round(max(while_reading, while_taking)),
    }


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    is_full = os.environ.get("FULL") == "1"
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(WHOLE if is_full else QUICK, seed, Path(folder))
    targets = tomllib.loads((ROOT / "benchmarks" / "targets.toml").read_text(encoding="utf-8"))["lists"]
    last = {
        "bench": "lists",
        "full": is_full,
        "seed": seed,
        "load": round(os.getloadavg()[0], 1),
        "cores": os.cpu_count(),
        "figures": figures,
        "targets": targets,
        "not_measured": [],
        "met": {name: figures[name] <= limit for name, limit in targets.items()},
    }
    print(json.dumps(last), flush=True)


if __name__ == "__main__":
    main()
