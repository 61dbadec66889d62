"""The likeliest letter of each cell, and whether it was seen clearly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from declaration.privacy import Private
from desk.capture.print_reader_ink import Light
from desk.capture.print_reader_letters import ALPHABET

_LIKE = 0.7  # correlation: print seen clearly has 0.85 and more
_CLEARER = 0.35  # evidence by which the likeliest letter must lead the next
_MOST = 0.995  # correlation beyond which evidence grows no more


@dataclass(frozen=True, eq=False, repr=False)
class Seen(Private):
    """``like``: the likeliest letter is like what is there; ``lead``: by how much evidence it leads."""

    text: str
    like: NDArray[np.bool_]
    lead: Light

    @property
    def clear(self) -> NDArray[np.bool_]:
        return self.like & (self.lead >= _CLEARER)

    def in_lines(self, letters: int) -> str:
        return "\n".join(self.text[at : at + letters] for at in range(0, len(self.text), letters))


def seen_clearly(likeness: Light, evidence: Light) -> Seen:
    """Both (cells, letters); the evidence decides, -1 for a letter that may not stand there."""
    places = np.arange(len(evidence))
    likeliest = evidence.argmax(axis=1)
    next_one = np.partition(evidence, -2, axis=1)[:, -2]
    text = "".join(ALPHABET[at] for at in likeliest)
    return Seen(text, likeness[places, likeliest] >= _LIKE, evidence[places, likeliest] - next_one)


def evidence_of(likeness: Light) -> Light:
    """How much a likeness says: twice the evidence is as good as two independent looks."""
    return np.asarray(-np.log1p(-(np.clip(likeness, 0, _MOST) ** 2)), dtype=np.float32)
