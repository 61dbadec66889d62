"""Hello: the service proves that it is itself, tells the time, and says what state it is in."""

from __future__ import annotations

from dataclasses import dataclass

from approval.clock import Clock
from approval.intake import RECEIPTS
from approval.keys import Keys
from approval.orders import order_for
from approval.storage import counters
from approval.storage.database import Database
from approval.storage.rows import ServiceRow
from approval.storage.sign_in_rows import StationRow
from declaration.wire.sign_in import Hello
from declaration.wire.signed import Purpose, Signed


@dataclass(frozen=True)
class Greeting:
    """Signed for the asker's own nonce, so that no recorded answer can stand in for the service."""

    database: Database
    keys: Keys
    clock: Clock
    practice: bool
    minimum_version: str

    def hello(self, nonce: str, station: str = "") -> Signed:
        """A Signed[Hello] for that nonce, with what is asked of that station."""
        with self.database.reading() as session:
            service = session.get(ServiceRow, 1)
            newest = counters.newest(session, RECEIPTS)
            order = order_for(session, session.get(StationRow, station) if station else None)
        assert service is not None, "made when the service was opened"
        hello = Hello(
            nonce=nonce,
            time=self.clock(),
            epoch=service.epoch,
            newest=newest,
            state=order,
            minimum_version=self.minimum_version,
            kid=self.keys.signing_kid,
            practice=self.practice,
            keys=self.keys.certificates,
        )
        return self.keys.sign(Purpose.HELLO, hello.model_dump_json())
