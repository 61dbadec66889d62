"""What every command of the service does: read the settings, open the service, name a mistake."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated, TypeVar

import typer
from pydantic import ValidationError

from approval.app import open_service
from approval.high_water import DatabaseOlderError
from approval.in_words import in_words, no_database_in_words, no_file_in_words, unfit_in_words
from approval.safe_settings import refuse_unsafe
from approval.service import Service
from approval.settings import Settings, SettingsError
from approval.storage.database import StorageUnavailableError
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
        raise stopped(str(error), 2) from None


def open_or_say(settings: Settings, *, restored: bool = False) -> Service:
    """The service. A database that is not the one to be served, none that answers, and a folder that cannot
    be used are named, and end the command with 3."""
    try:
        return open_service(settings, restored=restored)
    except (OtherKeysError, DatabaseOlderError, ProgramTooOldError) as error:
        raise stopped(str(error), 3) from None
    except StorageUnavailableError as error:
        raise stopped(no_database_in_words(error), 3) from None
    except OSError as error:
        raise stopped(no_file_in_words(error, settings.data_dir), 3) from None


@contextmanager
def opened(*, restored: bool = False) -> Iterator[Service]:
    """The service without its routes, closed afterwards. What no message may carry ends the command with 1,
    a database that went away with 3."""
    service = open_or_say(settings_given(), restored=restored)
    try:
        yield service
    except ValidationError as error:
        raise stopped(unfit_in_words(error), 1) from None
    except StorageUnavailableError as error:
        raise stopped(no_database_in_words(error), 3) from None
    finally:
        service.close()


def insist(answer: T | Problem) -> T:
    """What was asked for; a mistake is named, with what to do about it, and ends the command with 1."""
    if isinstance(answer, Problem):
        raise stopped(in_words(answer), 1)
    return answer


def stopped(words: str, code: int) -> typer.Exit:
    """To be raised: the command ends with that code, and this is why."""
    print(words, file=sys.stderr)
    return typer.Exit(code)
