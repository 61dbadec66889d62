"""What is heard: a card read and a photo taken sound alike, what went wrong sounds otherwise."""

from __future__ import annotations

import contextlib

import flet as ft
import flet_audio as fa

from desk.views.theme import Tone

_WELL, _AMISS = "sounds/success.wav", "sounds/error.wav"
_SOUNDS = {Tone.SUCCESS: _WELL, Tone.WARNING: _AMISS, Tone.ERROR: _AMISS}


def use_sounds(rings: int, tone: Tone | None) -> None:
    """Hook: heard in this window when ``rings`` has grown. A browser that does not play is silent."""
    players = ft.use_memo(
        lambda: {src: fa.Audio(src=src, release_mode=fa.ReleaseMode.STOP) for src in (_WELL, _AMISS)},
        [],
    )

    async def ring() -> None:
        src = _SOUNDS.get(tone) if rings and tone is not None else None
        if src is not None:
            with contextlib.suppress(TimeoutError, RuntimeError):  # no sound is no reason to stop
                await players[src].play()

    ft.use_effect(ring, [rings])
