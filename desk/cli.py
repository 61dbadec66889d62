"""`desk` on the command line: run the app, read cards from pictures, sync and status without a screen."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import ExitStack
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn

from desk import i18n, station_commands
from desk.app import DeskApp, kdf_cost, run_desk
from desk.asking import ask_new_passphrase, ask_passphrase, ask_registrar, console, say
from desk.care_cli import add_care_commands, care_in_words
from desk.commanding import AsJson, Profile, in_plain_words, settings_for
from desk.headless import opened_station
from desk.joining import join, standing
from desk.owner_desk import books_as_json, care_as_json, clock_as_json
from desk.ports.clock import SystemClock
from desk.reading import STILL_BUDGET_MS, read_burst_files, read_file
from desk.serving.owner_client import OwnerClient, OwnerUnreachableError
from desk.serving.owner_file import read_owner_file
from desk.settings import Settings
from desk.storage.vault.slots import Registrar

__all__ = ["AsJson", "app", "in_plain_words", "main", "settings_for", "speak_utf8"]
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(station_commands.app)
add_care_commands(app)
BudgetMs = Annotated[float, typer.Option("--budget-ms", min=1, help="Thời gian xử lý cho mỗi ảnh, mili giây")]
Burst = Annotated[bool, typer.Option("--burst", help="Các ảnh là một loạt chụp cùng một thẻ: một dòng JSON")]


class WorksAs(StrEnum):
    """What this machine is for: a desk with its vault, or reviewing and supervising without one."""

    DESK = "desk"
    REVIEW = "review"


def speak_utf8() -> None:
    """Vietnamese on any console: Windows would otherwise write in its old code page."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


@app.command()
def run(
    profile: Profile = None,
    role: Annotated[
        WorksAs, typer.Option("--role", help="review: máy chỉ để duyệt và giám sát, không giữ tờ khai nào")
    ] = WorksAs.DESK,
) -> None:
    """Chạy quầy: máy chủ tại chỗ và cửa sổ ứng dụng."""
    settings = settings_for(profile)
    if role is WorksAs.REVIEW:
        settings = replace(settings, storage=settings.storage.for_review())
    with in_plain_words():
        code = asyncio.run(run_desk(settings, partial(_make, settings), say))
    raise typer.Exit(code)


@app.command()
def read(images: list[Path], budget_ms: BudgetMs = STILL_BUDGET_MS, burst: Burst = False) -> None:
    """Đọc thẻ trong tệp ảnh: mỗi tệp một dòng JSON."""
    today = SystemClock().today()
    read_one = (read_file(image, today, budget_ms) for image in images)
    for found in (read_burst_files(images, today, budget_ms),) if burst else read_one:
        print(json.dumps(found, ensure_ascii=False))


@app.command()
def status(profile: Profile = None, as_json: AsJson = False) -> None:
    """Sổ của quầy: hoàn tất = chờ gửi + đã có biên nhận + bị từ chối + để riêng."""
    settings = settings_for(profile)
    answer = _ask_owner(settings)
    if answer is None or not answer.get("unlocked"):
        with in_plain_words():
            answer = asyncio.run(_own_status(settings))
    print(json.dumps(answer, ensure_ascii=False) if as_json else _as_text(answer))


@app.command()
def sync(
    profile: Profile = None,
    until_empty: Annotated[bool, typer.Option("--until-empty", help="Gửi tới khi hết")] = False,
) -> None:
    """Gửi và nhận không cần màn hình: qua quầy đang chạy, hoặc tự mở quầy."""
    settings = settings_for(profile)
    rounds = 50 if until_empty else 1
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}")
    progress = Progress(*columns, console=console)
    with in_plain_words(), ExitStack() as end:
        end.callback(progress.stop)
        answer = _sync_through_owner(settings, progress)
        if answer is None:
            answer = asyncio.run(_sync_as_owner(settings, progress, rounds))
    print(_as_text(answer))
    raise typer.Exit(0 if answer.get("waiting") == 0 else 1)


@app.command()
def enrol(
    code: str,
    service: Annotated[str, typer.Option("--service", help="Địa chỉ dịch vụ duyệt, https://…")] = "",
    profile: Profile = None,
) -> None:
    """Ghi danh máy này làm quầy, bằng mã một lần do quản trị cấp; quầy vừa khôi phục: bằng mã chuyển máy."""
    settings = settings_for(profile, service)
    with in_plain_words():
        names = standing(settings)
        if names:
            name, passphrase = ask_passphrase(names)
            who = Registrar(name, name)
        else:
            who, passphrase = ask_registrar(), ask_new_passphrase()
        answer = asyncio.run(join(settings, code, who, passphrase, kdf_cost(settings)))
    say(i18n.t("cli.enrolled", station=answer.station_name))


async def _make(settings: Settings) -> DeskApp:
    return DeskApp(settings)


def main() -> None:
    """Entry point of the plain desk."""
    speak_utf8()
    app()


def _ask_owner(settings: Settings) -> dict[str, Any] | None:
    address = read_owner_file(settings.storage.folder)
    if address is None:
        return None
    try:
        return OwnerClient(address).status()
    except OwnerUnreachableError:
        return None


async def _own_status(settings: Settings) -> dict[str, Any]:
    async with opened_station(settings, ask_passphrase) as station:
        books = await asyncio.to_thread(station.file.outbox.books, SystemClock().today())
        care = await asyncio.to_thread(care_as_json, station.file.care)
        known = {**books_as_json(books), **care, **clock_as_json(station.clock.state())}
        return {"unlocked": True, "station": station.enrolment.station, **known}


def _sync_through_owner(settings: Settings, progress: Progress) -> dict[str, Any] | None:
    """The running desk does it; None when there is none, or nobody has unlocked it yet."""
    status_now = _ask_owner(settings)
    address = read_owner_file(settings.storage.folder)
    if status_now is None or address is None or not status_now.get("unlocked"):
        return None
    bar = _Bar(progress)
    answer: dict[str, Any] = status_now
    try:
        for line in OwnerClient(address).sync():
            if "progress" in line:
                bar.show(int(line["progress"]["waiting"]))
            answer = line.get("done", answer)
    except OwnerUnreachableError:
        say(i18n.t("cli.owner_silent"))
    return answer


async def _sync_as_owner(settings: Settings, progress: Progress, rounds: int) -> dict[str, Any]:
    async with opened_station(settings, ask_passphrase) as station:
        bar = _Bar(progress)
        await station.engine.until_empty(bar.show, rounds)
        reason = station.engine.state.reason
        if reason is not None:
            say(i18n.t(f"reason.{reason}"))
        books = await asyncio.to_thread(station.file.outbox.books, SystemClock().today())
        return dict(books_as_json(books))


class _Bar:
    """How many are left, as a bar that only grows. Drawn from here on: before, it would wipe out whatever the
    person is being asked."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        progress.start()
        self._task = progress.add_task(i18n.t("cli.sending"), total=None)
        self._most = 0

    def show(self, waiting: int) -> None:
        self._most = max(self._most, waiting)
        self._progress.update(self._task, total=self._most, completed=self._most - waiting)


def _as_text(answer: dict[str, Any]) -> str:
    books = [f"{i18n.t(f'cli.status.{key}')}: {answer[key]}" for key in _SHOWN if key in answer]
    return "\n".join([*books, *care_in_words(answer)])


_SHOWN = ("finished", "waiting", "delivered", "refused", "set_aside", "superseded")
