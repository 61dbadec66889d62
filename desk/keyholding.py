"""Who may open a station, changed from the command line by somebody who can, also beside an open desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desk.headless import HeadlessTroubleError, OpenedFile
from desk.ownership import Ownership
from desk.serving.owner_client import OwnerClient, OwnerUnreachableError
from desk.serving.owner_file import read_owner_file
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


def send_out(folder: Path, name: str) -> None:
    """An open desk locks its screens if that registrar is at work there. HeadlessTroubleError when a desk is
    open and does not answer: the change stands, and somebody has to lock the screen."""
    address, ownership = read_owner_file(folder), Ownership(folder)
    if ownership.take():  # no desk is open, whatever file a crash left behind
        ownership.release()
        return
    try:
        if address is None:
            raise OwnerUnreachableError
        OwnerClient(address).send_out(name)
    except OwnerUnreachableError:
        raise HeadlessTroubleError("cli.lock_by_hand") from None


def _keep(change: Callable[[], None]) -> None:
    try:
        change()
    except (StationFileError, OSError) as error:
        raise HeadlessTroubleError("unlock.trouble.not_kept") from error
