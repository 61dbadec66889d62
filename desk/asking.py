"""What the command line asks a person. Where nobody can answer it says so at once instead of waiting."""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from desk import i18n
from desk.headless import HeadlessTroubleError
from desk.ports.keys import SHORTEST_PASSPHRASE
from desk.storage.vault.slots import Registrar

console = Console(stderr=True)


def say(words: str) -> None:
    """A plain line on stderr: stdout belongs to the answers."""
    console.print(words, markup=False, highlight=False, soft_wrap=True)


def ask_passphrase(names: list[str]) -> tuple[str, str]:
    """Who opens the station, and their passphrase. HeadlessTroubleError when nobody sits there."""
    _need_somebody()
    say(", ".join(names))
    name = typer.prompt(i18n.t("cli.ask_name"), default=names[0], err=True)
    return name, typer.prompt(i18n.t("cli.ask_passphrase"), hide_input=True, err=True)


def ask_registrar() -> Registrar:
    """Somebody new: the short name to sign in with and the one to show."""
    _need_somebody()
    name = typer.prompt(i18n.t("cli.ask_new_name"), err=True).strip()
    return Registrar(name, typer.prompt(i18n.t("cli.ask_display_name"), default=name, err=True).strip())


def ask_new_passphrase() -> str:
    """A passphrase long enough, typed twice alike."""
    _need_somebody()
    while True:
        passphrase: str = typer.prompt(i18n.t("cli.ask_new_passphrase"), hide_input=True, err=True)
        if len(passphrase) < SHORTEST_PASSPHRASE:
            say(i18n.t("cli.passphrase_too_short", shortest=SHORTEST_PASSPHRASE))
        elif typer.prompt(i18n.t("cli.ask_again"), hide_input=True, err=True) != passphrase:
            say(i18n.t("cli.passphrases_differ"))
        else:
            return passphrase


def somebody_is_there() -> bool:
    """A terminal on the other side of stdin; a hidden prompt would otherwise wait for /dev/tty for ever."""
    return sys.stdin is not None and sys.stdin.isatty()


def _need_somebody() -> None:
    if not somebody_is_there():
        raise HeadlessTroubleError("cli.nobody_to_ask")
