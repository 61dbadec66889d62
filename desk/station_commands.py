"""Commands about the station itself: who may open it, and what was done at it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from desk import i18n
from desk.app import kdf_cost
from desk.asking import ask_new_passphrase, ask_passphrase, ask_registrar, say
from desk.commanding import AsJson, Profile, in_plain_words, settings_for
from desk.day_cli import as_text, close, tell_verdict, write_day
from desk.headless import file_beside
from desk.keyholding import add_registrar, change_passphrase, remove_registrar, send_out
from desk.ports.audit import AuditCheck, AuditHead, AuditLine
from desk.ports.days import ChainCheck

app = typer.Typer()
Day = Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="Chỉ một ngày")]
Verify = Annotated[bool, typer.Option("--verify", help="Kiểm tra nhật ký; mã thoát 1: không liền mạch")]
DayPath = Annotated[Path | None, typer.Argument(help="Với --verify: tệp nhật ký ngày cần kiểm tra")]
Export = Annotated[Path | None, typer.Option("--export", help="Ghi nhật ký một ngày, có chữ ký của quầy")]
Root = Annotated[str, typer.Option("--root", help="Với --verify TỆP: khóa gốc của cơ quan, để đối chiếu")]
Known = Annotated[
    list[str] | None, typer.Option("--known", help="DÒNG:MÃ đã ghi lại ở nơi khác, để đối chiếu")
]


@app.command("add-registrar")
def add_a_registrar(
    profile: Profile = None,
    reset: Annotated[bool, typer.Option("--reset", help="Đặt lại mật khẩu của cán bộ đã có")] = False,
) -> None:
    """Thêm một cán bộ được mở khóa máy này."""
    settings = settings_for(profile)
    with in_plain_words(), file_beside(settings, ask_passphrase) as station:
        who = ask_registrar()
        add_registrar(station, who, ask_new_passphrase, kdf_cost(settings), reset=reset)
        if reset:
            send_out(settings.storage.folder, who.name)
    say(i18n.t("cli.registrar_added", name=who.display_name))


@app.command("remove-registrar")
def remove_a_registrar(name: str, profile: Profile = None) -> None:
    """Thôi cho một cán bộ mở khóa máy này. Cán bộ cuối cùng không bỏ được."""
    settings = settings_for(profile)
    with in_plain_words(), file_beside(settings, ask_passphrase) as station:
        remove_registrar(station, name)
        send_out(settings.storage.folder, name)
    say(i18n.t("cli.registrar_removed", name=name))


@app.command()
def passphrase(profile: Profile = None) -> None:
    """Đổi mật khẩu của mình."""
    settings = settings_for(profile)
    with in_plain_words(), file_beside(settings, ask_passphrase) as station:
        change_passphrase(station, ask_new_passphrase(), kdf_cost(settings))
    say(i18n.t("cli.passphrase_changed"))


@app.command("close-day")
def close_day(profile: Profile = None, day: Day = None) -> None:
    """Chốt một ngày: niêm phong sổ của ngày đó, đối chiếu với cơ quan khi có mạng."""
    with in_plain_words(), file_beside(settings_for(profile), ask_passphrase) as station:
        close(station, _date(day))


@app.command()
def audit(
    file: DayPath = None,
    profile: Profile = None,
    as_json: AsJson = False,
    verify: Verify = False,
    export: Export = None,
    root: Root = "",
    day: Day = None,
    known: Known = None,
) -> None:
    """Nhật ký của quầy: ai làm gì, lúc nào, với tờ khai nào. Kết xuất được và kiểm tra được."""
    if file is not None and not verify:
        raise typer.BadParameter(str(file), param_hint="--verify")
    if file is not None:
        settings_for(profile)  # its language
        tell_verdict(file, root)
    elif export is not None:
        with in_plain_words(), file_beside(settings_for(profile), ask_passphrase) as station:
            write_day(station, _date(day), export)
    else:
        heads = tuple(_head(text) for text in known or ())
        with in_plain_words(), file_beside(settings_for(profile), ask_passphrase) as station:
            station.file.note_act(station.by, "audit_read")
            if verify or heads:
                _tell_check(station.file.trail.check(heads), station.file.check_days(), as_json)
            else:
                _tell_lines(station.file.trail.lines(_date(day)), as_json)


def _tell_lines(lines: Iterable[AuditLine], as_json: bool) -> None:
    for line in lines:
        print(json.dumps(line.export, ensure_ascii=False) if as_json else as_text(line))


def _date(day: datetime | None) -> date | None:
    return day.date() if day else None


def _head(text: str) -> AuditHead:
    number, _, digest = text.partition(":")
    if not (number.isascii() and number.isdigit() and digest):
        raise typer.BadParameter("DÒNG:MÃ", param_hint="--known")
    return AuditHead(int(number), digest)


def _tell_check(check: AuditCheck, days: ChainCheck, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(check) | {"days": asdict(days)}))
    elif check.broken is not None:
        print(i18n.t("cli.audit.broken", line=check.broken))
    else:
        lines, digest = check.head.lines, check.head.hash
        print(i18n.t("cli.audit.whole", lines=lines, erased=check.erased, head=digest))
    if not as_json:
        key = "days_whole" if days.broken is None else "days_broken"
        print(i18n.t(f"cli.audit.{key}", closings=days.closings, number=days.broken))
    if check.broken is not None or days.broken is not None:
        raise typer.Exit(1)
