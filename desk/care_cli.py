"""`desk backup`, `restore`, `erase`, `check` and `salvage`: the care of a station without a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.progress import BarColumn, Progress, TextColumn

from desk import i18n
from desk.asking import ask_passphrase, console, say
from desk.caring import declaration_named, restore_backup, salvage_file
from desk.commanding import Profile, in_plain_words, settings_for
from desk.headless import file_beside
from desk.ports.care import BackupTrouble, Erased, NotErasable, SalvageTrouble, Soundness
from desk.ports.clock import VIETNAM

EvenExpired = Annotated[bool, typer.Option("--even-expired", help="Kể cả bản sao lưu đã hết hạn")]


def add_care_commands(app: typer.Typer) -> None:
    for command in (backup, restore, erase, check, salvage):
        app.command()(command)


def backup(to: Path, profile: Profile = None) -> None:
    """Sao lưu vào thư mục TO, cả khi quầy đang làm việc: mã hóa, ghi xong đọc lại."""
    settings = settings_for(profile)
    with in_plain_words(), file_beside(settings, ask_passphrase) as station, _bar() as bar:
        task = bar.add_task(i18n.t("care.backing_up"), total=None)
        made = station.file.care.back_up(
            to, station.by, lambda done, pages: bar.update(task, completed=done, total=pages)
        )
    if isinstance(made, BackupTrouble):
        _end(f"care.backup.{made}")
    say(i18n.t("care.backed_up", folder=made.folder, until=f"{made.expires_on:%d/%m/%Y}"))


def restore(backup: Path, profile: Profile = None, even_expired: EvenExpired = False) -> None:
    """Khôi phục quầy từ một bản sao lưu, trên máy này hoặc máy dự phòng."""
    settings = settings_for(profile)
    with in_plain_words():
        trouble = restore_backup(settings, backup, ask_passphrase, even_expired=even_expired)
    if trouble is not None:
        _end(f"care.restore.{trouble}")
    say(i18n.t("care.restored"))


def erase(declaration: str, profile: Profile = None) -> None:
    """Xóa theo yêu cầu: mọi dữ liệu của người có tờ khai mang số này (số hồ sơ hoặc mã tờ khai)."""
    settings = settings_for(profile)
    with in_plain_words(), file_beside(settings, ask_passphrase) as station:
        named = declaration_named(station.file, declaration)
        if named is None:
            _end("care.unknown_declaration")
        held = station.file.care.holdings(named)
        if isinstance(held, NotErasable):
            _end(f"care.not_erasable.{held}")
        say(i18n.t("care.erase_what", **vars(held)))
        if not typer.confirm(i18n.t("care.erase_sure"), err=True):
            _end("care.not_erased")
        gone = station.file.care.erase(named, station.by)
    if isinstance(gone, NotErasable):
        _end(f"care.not_erasable.{gone}")
    _tell_erased(gone)


def check(profile: Profile = None) -> None:
    """Đọc lại toàn bộ tệp của quầy; mã thoát 1 khi có chỗ hỏng."""
    settings = settings_for(profile)
    with in_plain_words(), file_beside(settings, ask_passphrase) as station, _bar() as bar:
        task, care = bar.add_task(i18n.t("care.checking"), total=1.0), station.file.care
        before = care.check_result()
        while (found := care.check_result()).finished_at == before.finished_at:
            care.look_on()
            bar.update(task, completed=found.progress)
    moment = _moment(found.finished_at.isoformat()) if found.finished_at else ""
    say(i18n.t(f"care.sound.{found.found}", moment=moment, unreadable=found.unreadable))
    raise typer.Exit(0 if found.found is Soundness.SOUND else 1)


def salvage(profile: Profile = None) -> None:
    """Cứu những gì còn đọc được của tệp hỏng sang tệp mới; tệp hỏng được giữ lại."""
    settings = settings_for(profile)
    with in_plain_words():
        saved = salvage_file(settings, ask_passphrase)
    if isinstance(saved, SalvageTrouble):
        _end(f"care.salvage.{saved}")
    say(i18n.t("care.salvaged", **vars(saved)))


def care_in_words(answer: Mapping[str, Any]) -> Iterator[str]:
    """What `desk status` says of the station's care; nothing where the answer holds none of it."""
    if "file" not in answer:
        return
    if answer["last_backup"]:
        moment, until = (
            _moment(answer["last_backup"]),
            f"{date.fromisoformat(answer['backup_expires']):%d/%m/%Y}",
        )
        yield i18n.t("care.last_backup", moment=moment, until=until)
    else:
        yield i18n.t("care.no_backup_yet")
    if answer["file"] == Soundness.DAMAGED:
        yield i18n.t("care.sound.damaged", unreadable=answer["unreadable"])
    if not answer["has_room"]:
        yield i18n.t("care.space_short")
    if answer["clock"]:
        yield i18n.t(f"care.clock.{answer['clock']}", amount=_amount(answer["clock_seconds"]))


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def _amount(seconds: int) -> str:
    if seconds < 2 * 3600:
        return i18n.t("shown.minutes", count=seconds // 60)
    if seconds < 48 * 3600:
        return i18n.t("shown.hours", count=seconds // 3600)
    return i18n.t("shown.days", count=seconds // 86400)


def _tell_erased(gone: Erased) -> None:
    say(i18n.t("care.erased"))
    if gone.copies_until is not None:
        say(i18n.t("care.erased_copies", until=f"{gone.copies_until:%d/%m/%Y}"))
    if gone.copies:
        say(i18n.t("care.erased_aside", files=", ".join(path.name for path in gone.copies)))


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), console=console)


def _end(key: str) -> NoReturn:
    say(i18n.t(key))
    raise typer.Exit(3)
