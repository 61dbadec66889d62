"""What can be asked of the open declaration beside correcting it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from desk.views.declarations.erasing import ErasingModel
from desk.views.declarations.taking_back import TakingBackModel
from desk.views.declarations.withdrawing import WithdrawingModel
from desk.views.printing.model import Printing


@dataclass(frozen=True)
class Acts:
    """Made once for the screen. ``look`` opens another declaration in its place."""

    erasing: ErasingModel
    withdrawing: WithdrawingModel
    taking_back: TakingBackModel
    printing: Printing
    look: Callable[[UUID], Awaitable[None]]
