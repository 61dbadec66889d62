"""Who may open a station, changed from the command line by somebody who can."""

from __future__ import annotations

from collections.abc import Callable

from desk.headless import HeadlessTroubleError, OpenedFile
from desk.storage.trouble import StationFileError
from desk.storage.vault.slots import KdfCost, LastRegistrarError, Registrar, composed


def add_registrar(
    station: OpenedFile, who: Registrar, passphrase: Callable[[], str], cost: KdfCost, *, reset: bool = False
) -> None:
    """Give another registrar a key slot; ``passphrase`` is asked for once the name will do.

    A name that is taken is refused, unless ``reset`` says that its passphrase is to be a new one.
    """
    if not who.name:
        raise HeadlessTroubleError("cli.name_empty")
    known = {each.name: each for each in station.registrars}
    standing = known.get(composed(who.name))
    if standing is not None and not reset:
        raise HeadlessTroubleError("cli.name_taken")
    if standing is None:
        _keep(lambda: station.file.keyholders.add(station.by, who, passphrase(), cost))
    else:
        _keep(lambda: station.file.keyholders.change_passphrase(station.by, who, passphrase(), cost))


def remove_registrar(station: OpenedFile, name: str) -> None:
    """Take a registrar's key slot away; the last one stays."""
    if composed(name) not in {each.name for each in station.registrars}:
        raise HeadlessTroubleError("cli.no_such_registrar")
    try:
        _keep(lambda: station.file.keyholders.remove(station.by, name))
    except LastRegistrarError:
        raise HeadlessTroubleError("cli.last_registrar") from None


def change_passphrase(station: OpenedFile, passphrase: str, cost: KdfCost) -> None:
    """A new passphrase for whoever opened the station."""
    who = next(each for each in station.registrars if each.name == station.by)
    _keep(lambda: station.file.keyholders.change_passphrase(station.by, who, passphrase, cost))


def _keep(change: Callable[[], None]) -> None:
    try:
        change()
    except (StationFileError, OSError) as error:
        raise HeadlessTroubleError("unlock.trouble.not_kept") from error
