"""How far declarations are, as the shares of a bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import flet as ft

from desk.i18n import t
from desk.ports.figures import Stage
from desk.registration.figures.adding_up import Row
from desk.views.components.bars import Share
from desk.views.theme import TONES, Tone

# The quiet tone and the one of being offline are too alike to lie upon one another.
_COLOR_OF: Final[Mapping[Stage, ft.Colors]] = {
    Stage.DONE: TONES[Tone.SUCCESS].strong,
    Stage.RECEIVED: TONES[Tone.NEUTRAL].strong,
    Stage.WAITING: ft.Colors.OUTLINE,
    Stage.RETURNED: TONES[Tone.WARNING].strong,
    Stage.CLOSED: TONES[Tone.ERROR].strong,
}


def shares(row: Row) -> tuple[Share, ...]:
    """Of one row: what is done lies on the ground."""
    return tuple(
        Share(t(f"figures.stage.{stage}"), color, row.stages.get(stage, 0))
        for stage, color in _COLOR_OF.items()
    )
