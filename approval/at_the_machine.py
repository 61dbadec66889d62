"""What every command of the service does: read the settings, open the service, name a mistake."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated, TypeVar

import typer

from approval.app import open_service
from approval.high_water import DatabaseOlderError
from approval.safe_settings import refuse_unsafe
from approval.service import Service
from approval.settings import Settings, SettingsError
from approval.storage.migrations.fitness import ProgramTooOldError
from approval.stores import OtherKeysError
from declaration.problems import Problem

T = TypeVar("T")
AgencyOption = Annotated[str, typer.Option("--agency", help="The agency's code")]


def settings_given(host: str | None = None, port: int | None = None) -> Settings:
    """From APPROVAL_*; a bad one is named, and ends the command with 2."""
    try:
        given = Settings.from_environment(os.environ)
        at = replace(given, host=host or given.host, port=given.port if port is None else port)
        return refuse_unsafe(at)
    except SettingsError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None


def open_or_say(settings: Settings, *, restored: bool = False) -> Service:
    """The service; a database that is not the one to be served is named, and ends the command with 3."""
    try:
        return open_service(settings, restored=restored)
    except (OtherKeysError, DatabaseOlderError, ProgramTooOldError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(3) from None


@contextmanager
def opened(*, restored: bool = False) -> Iterator[Service]:
    """The service without its routes, closed afterwards."""
    service = open_or_say(settings_given(), restored=restored)
    try:
        yield service
    finally:
        service.close()


def insist(answer: T | Problem) -> T:
    """What was asked for; a mistake is named by field and code, and ends the command with 1."""
    if isinstance(answer, Problem):
        print(f"{answer.field}: {answer.code}", file=sys.stderr)
        raise typer.Exit(1)
    return answer
