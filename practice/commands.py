"""`desk`, with what needs the practice unit: `desk practice` and `desk selftest`."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import platformdirs
import typer

from desk import i18n, logs
from desk.app import DeskApp, kdf_cost, run_desk
from desk.asking import say
from desk.cli import app, speak_utf8
from desk.commanding import AsJson, in_plain_words, settings_for
from desk.settings import APP, Settings, StorageSettings
from practice.selftest import Step, walk
from practice.unit import PASSES, STATION_FOLDER, PracticeUnit, people
from practice.virtual_camera import VirtualCamera

Port = Annotated[int, typer.Option("--service-port", help="Cổng của dịch vụ diễn tập; 0: cổng trống")]
Folder = Annotated[Path | None, typer.Option("--profile", help="Thư mục của đơn vị diễn tập")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Bỏ đơn vị diễn tập cũ, làm lại từ đầu")]


@app.command()
def practice(profile: Folder = None, fresh: Fresh = False) -> None:
    """Diễn tập: quầy, dịch vụ duyệt và đơn vị mẫu trên máy này, không cần thiết bị nào."""
    folder = profile or platformdirs.user_data_path(APP) / "practice"
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    settings = settings_for(folder / STATION_FOLDER)
    with in_plain_words():
        code = asyncio.run(_practise(settings, folder))
    raise typer.Exit(code)


@app.command()
def selftest(as_json: AsJson = False, service_port: Port = 0) -> None:
    """Chạy trọn việc chính trên một đơn vị diễn tập mới; mã thoát 0 chỉ khi mọi bước đều xảy ra thật."""
    settings = settings_for(None)
    with tempfile.TemporaryDirectory(prefix="desk-selftest-", ignore_cleanup_errors=True) as folder:
        logs.configure(Path(folder))
        try:
            ok = asyncio.run(_selftest(walk(Path(folder), kdf_cost(settings), service_port), as_json))
        finally:
            logs.stop()  # Windows does not take a folder away under an open file
    raise typer.Exit(0 if ok else 1)


def main() -> None:
    """Entry point of `desk`."""
    speak_utf8()
    app()


async def _practise(settings: Settings, folder: Path) -> int:
    """The unit is started only by whoever owns the station: a second call opens the first one's window."""
    here = replace(settings, storage=StorageSettings(str(folder / STATION_FOLDER)))
    units: list[PracticeUnit] = []

    async def make() -> DeskApp:
        say(i18n.t("cli.preparing"))
        unit = await PracticeUnit.start(folder, kdf_cost(settings))
        units.append(unit)
        return DeskApp(
            here, address=unit.address, practice_camera=VirtualCamera(people()[:20]), practice=PASSES
        )

    async def stop() -> None:
        for unit in units:
            await unit.stop()

    return await run_desk(here, make, say, stop_too=stop)


async def _selftest(steps: AsyncIterator[Step], as_json: bool) -> bool:
    ok = False
    async for step in steps:
        sys.stdout.write(_line(step, as_json) + "\n")
        sys.stdout.flush()
        ok = step.ok
    return ok


def _line(step: Step, as_json: bool) -> str:
    if as_json:
        return json.dumps(asdict(step), ensure_ascii=False)
    return f"{'✓' if step.ok else '✗'} {step.name:<18} {step.ms:>9.1f} ms  {step.seen}"
