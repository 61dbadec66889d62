"""What every command needs: the settings in force, and trouble said in plain words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from desk import i18n
from desk.asking import console, say
from desk.headless import HeadlessTroubleError
from desk.ownership import StationFolderError
from desk.serving.server import PortTakenError
from desk.settings import SettingError, Settings, read_settings

Profile = Annotated[Path | None, typer.Option("--profile", help="Thư mục dữ liệu của quầy")]
AsJson = Annotated[bool, typer.Option("--json", help="In một dòng JSON")]


def settings_for(profile: Path | None, service: str = "") -> Settings:
    """The settings in force, the command's own options first; exit 2 names one that cannot be used."""
    environment = dict(os.environ)
    if profile is not None:
        environment["DESK_STORAGE_PROFILE"] = str(profile.absolute())
    if service:
        environment["DESK_SERVICE_ADDRESS"] = service
    try:
        settings = read_settings(environment=environment)
    except SettingError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from error
    i18n.use(settings.ui.language)
    return settings


@contextmanager
def in_plain_words() -> Iterator[None]:
    """What stops a command is said in a sentence, with exit code 3."""
    try:
        yield
    except HeadlessTroubleError as trouble:
        say(i18n.t(trouble.key, **trouble.values))
        raise typer.Exit(3) from trouble
    except StationFolderError as trouble:
        say(i18n.t("cli.bad_folder", folder=trouble))
        raise typer.Exit(3) from trouble
    except PortTakenError as trouble:
        say(i18n.t("cli.port_taken", port=trouble))
        raise typer.Exit(3) from trouble
