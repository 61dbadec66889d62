"""Hand-over batches (bàn giao) of declarations on paper: what the desk says it handed in, what the agency
says it has."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from declaration.wire.model import Message

HANDOVER_VERSION = "handover-1"
MOST_HANDED_OVER = 200
"""Declarations in one batch: as many as one printed list holds."""


class HandoverContent(Message):
    """``number`` counts the station's batches; ``declarations`` in the order of the signed list."""

    agency: str = Field(min_length=1, max_length=40)
    number: int = Field(ge=1)
    declarations: tuple[UUID, ...] = Field(min_length=1, max_length=MOST_HANDED_OVER)


class HandedPaper(Message):
    """One line of a batch as the agency sees it. ``dossier_number`` and ``full_name`` are "" while the
    declaration has not come by the network."""

    declaration: UUID
    dossier_number: str = ""
    full_name: str = ""
    status: str = ""


class HandoverSummary(Message):
    """A batch; ``received_at`` once the agency has said that it has it, ``missing`` what was not in it.
    ``registrar_name`` and ``received_name``: full names, where known."""

    id: UUID
    number: int
    station: str
    unit_name: str
    registrar: str
    handed_at: datetime
    papers: tuple[HandedPaper, ...]
    received_at: datetime | None = None
    received_by: str = ""
    missing: tuple[UUID, ...] = ()
    note: str = ""
    registrar_name: str = ""
    received_name: str = ""


class HandoverPage(Message):
    """What is still to be looked at first, newest first in each half; ``to_receive`` of all there are."""

    items: tuple[HandoverSummary, ...]
    to_receive: int


class PaperReceived(Message):
    """The agency has the batch, but for what is ``missing``."""

    missing: tuple[UUID, ...] = Field(default=(), max_length=MOST_HANDED_OVER)
    note: str = Field(default="", max_length=500)
