"""A file typed in an old font's letters: what was made of its names, and the way to say no."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from desk.i18n import t
from desk.ports.tables import Letters
from desk.views.components.buttons import secondary
from desk.views.components.feedback import banner
from desk.views.rosters.putting_in import PuttingIn
from desk.views.theme import Tone


def letters_told(model: PuttingIn) -> Sequence[ft.Control]:
    """Nothing for a file in Unicode."""
    if model.letters is Letters.UNICODE:
        return []
    key, act = ("turned", "keep") if model.turns else ("kept", "turn")
    names = [
        t("rosters.letters.names", before=before, after=after)
        for before, after in (model.names if model.turns else ())
    ]
    words = [t(f"rosters.letters.{key}", letters=t(f"rosters.letters.{model.letters}")), *names]
    button = secondary(t(f"rosters.letters.{act}"), model.turn_letters)
    return [banner(Tone.NEUTRAL if model.turns else Tone.WARNING, "\n".join(words), action=button)]
