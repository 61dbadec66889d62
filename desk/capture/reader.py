"""A picture goes in, a card code's text comes out: cheap eyes first, and no eye may guess letters."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from desk.capture.cascade import Eye, Look, Sighting, quick_eyes, thorough_eyes
from desk.capture.qr_decoder.deadline import Deadline
from desk.capture.qr_decoder.fusing import Fuser
from desk.capture.trust import as_text, is_card
from desk.capture.zbar import ZbarEye
from desk.ports.camera import Pixels, Reading

LIVE_BUDGET_MS = 150.0
STILL_BUDGET_MS = 500.0
_QUICK = quick_eyes()


class CodeReader:
    """The cascade within a budget of processor time; one per station, used from any thread.

    ``budget_ms`` is the calling thread's own time: an eye that could not end within it does not begin.
    """

    def __init__(self, zbar: ZbarEye | None = None, budget_ms: float = LIVE_BUDGET_MS) -> None:
        self._thorough = thorough_eyes(zbar or ZbarEye())
        self._budget_ms = budget_ms

    def read(self, pixels: Pixels, fuser: Fuser | None = None) -> Reading:
        """The text of the picture's code, a card's before any other; ``text`` None when there is none.

        ``sure`` is False for what wants a second equal frame or a person's eye. With a ``fuser`` frames of
        one code add up (``engine`` then ends in "_fused"); it belongs to the caller and to one thread.
        """
        return self._seen(pixels, (*_QUICK, *self._thorough), fuser)

    def glance(self, pixels: Pixels) -> Reading:
        """The same with the quick eyes only: some eight milliseconds at 1280 x 720."""
        return self._seen(pixels, _QUICK, None)

    def _seen(self, pixels: Pixels, eyes: Sequence[Eye], fuser: Fuser | None) -> Reading:
        began = time.perf_counter()
        look = Look(pixels, Deadline.after_ms(self._budget_ms), fuser)
        for at, eye in enumerate(eyes):
            if at and not eye.can_finish(look):  # the first look is always taken
                continue
            found = _best(eye.see(look))
            if found is not None:
                text, seen = found
                engine = eye.name if seen.frames == 1 else f"{eye.name}_fused"
                return Reading(text, engine, seen.sure, _ms_since(began), seen.quad)
        return Reading(None, "", False, _ms_since(began))


def _ms_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _best(sightings: Iterable[Sighting]) -> tuple[str, Sighting] | None:
    """The first card, else the first code of any kind."""
    first = None
    for seen in sightings:
        text = as_text(seen.data)
        if text is None:
            continue
        if is_card(text):
            return text, seen
        first = first or (text, seen)
    return first
