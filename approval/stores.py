"""Opens what the settings name: the database, the keys, the photos. Instances start one after the other."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass

from approval.bells import Bells
from approval.clock import Clock
from approval.high_water import HighWater
from approval.keys import Keys
from approval.settings import Settings
from approval.storage.blobs import Blobs, FolderBlobs
from approval.storage.chime import Chime
from approval.storage.database import Database, StorageUnavailableError, translated
from approval.storage.engines import one_at_a_time, postgresql_engine, sqlite_engine
from approval.storage.migrations import upgrade
from approval.storage.migrations.fitness import FIT_FOR
from approval.storage.rows import ServiceRow


class OtherKeysError(RuntimeError):
    """This database belongs to other keys, and says what to do about it."""


@dataclass(frozen=True)
class Stores:
    """Everything durable."""

    database: Database
    keys: Keys
    blobs: Blobs
    bells: Bells
    chime: Chime | None
    high_water: HighWater

    def close(self) -> None:
        """Let everybody who waits go, and release the files."""
        with suppress(StorageUnavailableError, OSError):  # it stays a second behind
            self.high_water.keep()
        self.bells.close()
        if self.chime is not None:
            self.chime.close()
        self.database.close()


def open_stores(settings: Settings, clock: Clock, *, restored: bool = False) -> Stores:
    """Make what is missing and bring the schema up to date. Raises OtherKeysError, ProgramTooOldError,
    StorageUnavailableError, OSError, and DatabaseOlderError unless it is known to be ``restored``."""
    folder = settings.data_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if settings.database_url:
        engine = postgresql_engine(settings.database_url, settings.database_connections)
    else:
        engine = sqlite_engine(folder / "approval.sqlite3")
    database = Database(engine)
    try:
        with translated(), one_at_a_time(engine):
            upgrade(engine)
            keys = Keys(folder / "keys", clock)
            _belongs_together(database, keys)
            high_water = HighWater(folder, database)
            if not restored:
                high_water.insist()
    except BaseException:
        database.close()
        raise
    bells = Bells()
    chime = Chime(engine.url, bells.ring_here) if settings.database_url else None
    if chime is not None:
        bells.pass_on(chime.ring, chime.listens)
    return Stores(database, keys, _blobs(settings), bells, chime, high_water)


def _blobs(settings: Settings) -> Blobs:
    if not settings.s3_bucket:
        return FolderBlobs(settings.data_dir / "blobs")
    # Loaded here: boto3 costs every start half a second, and few need it.
    from approval.storage.s3_blobs import S3Blobs

    return S3Blobs(
        settings.s3_bucket, settings.s3_endpoint, settings.s3_region, settings.s3_key, settings.s3_secret
    )


def _belongs_together(database: Database, keys: Keys) -> None:
    """At the first start: give this database its epoch and its root key; later: insist on that key."""
    with database.writing() as session:
        row = session.get(ServiceRow, 1) or ServiceRow(epoch=secrets.token_hex(8), fit_for=FIT_FOR)
        if row.root_key not in (None, keys.root_key):
            raise OtherKeysError(
                "this database belongs to other keys than those in the keys folder of APPROVAL_DATA_DIR: put"
                " back the keys folder it was served with, or name the database of these keys"
            )
        row.root_key = keys.root_key
        session.add(row)
