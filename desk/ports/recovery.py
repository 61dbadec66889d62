"""The recovery code as the rest of the desk sees it: which one is in force, and whether the agency has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from declaration.wire.signed import Signed


@dataclass(frozen=True)
class RecoveryState:
    """``serial`` tells the codes of a station apart when two people talk about them."""

    serial: int
    is_at_agency: bool


class RecoveryStore(Protocol):
    """What the sync engine needs of the station's recovery code."""

    def pending(self) -> Signed | None:
        """The code in force, sealed, until the service has signed for it; a restored one signs anew."""

    def receipted(self, deposit: Signed, receipt: Signed) -> None:
        """The service has that very code; ``receipt`` was found genuine."""

    def renew(self) -> None:
        """Another code in place of one the service will not take."""
