"""How far declarations are, as the shares of a bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desk.i18n import t
from desk.ports.figures import Stage
from desk.registration.figures.adding_up import Row
from desk.views.components.bars import Share
from desk.views.theme import TONES, Tone

_TONE_OF: Final[Mapping[Stage, Tone]] = {
    Stage.DONE: Tone.SUCCESS,
    Stage.RECEIVED: Tone.NEUTRAL,
    Stage.WAITING: Tone.OFFLINE,
    Stage.RETURNED: Tone.WARNING,
    Stage.CLOSED: Tone.ERROR,
}


def shares(row: Row) -> tuple[Share, ...]:
    """Of one row: what is done lies on the ground."""
    return tuple(
        Share(t(f"figures.stage.{stage}"), TONES[tone].strong, row.stages.get(stage, 0))
        for stage, tone in _TONE_OF.items()
    )
