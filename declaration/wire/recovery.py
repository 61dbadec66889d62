"""The recovery code of a station on its way: sealed to the service, receipted, read out by a supervisor."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from declaration.wire.model import Message, Sha256

SHORTEST_REASON, LONGEST_REASON = 5, 200


class RecoveryDeposit(Message):
    """Body of a deposit, signed by the station (purpose ``recovery-code``).

    ``number`` counts a station's codes upward; the newest replaces the one before. ``sealed``: base64url,
    HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM, base mode) to the service's sealing key ``kid``, with
    :func:`sealing_info`; 16 bytes are inside.
    """

    station: str
    id: UUID
    number: int = Field(ge=1)
    kid: str = Field(max_length=100)
    sealed: str = Field(max_length=400)
    made_at: datetime


class RecoveryReceipt(Message):
    """Body of the service's receipt (purpose ``recovery-receipt``); ``digest`` is of the deposit's bytes."""

    station: str
    id: UUID
    number: int
    digest: Sha256
    received_at: datetime


class RecoveryQuestion(Message):
    """A supervisor asks for a station's code; ``reason`` is kept in the audit."""

    station: str = Field(max_length=100)
    reason: str = Field(min_length=SHORTEST_REASON, max_length=LONGEST_REASON)


class RecoveryAnswer(Message):
    """The code in letters (``declaration.wire.spelled``), to be read out and then forgotten."""

    station: str
    station_name: str
    number: int
    made_at: datetime
    code: str


def sealing_info(station: str, code_id: UUID) -> bytes:
    """Binds a sealed code to its station and its own id."""
    return f"bhxh-desk/1/recovery-code\n{station}\n{code_id}".encode()
