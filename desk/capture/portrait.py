"""The portrait coach: watches a person get ready and says one thing at a time, first things first."""

from __future__ import annotations

from declaration.problems import Problem, blocking, warning
from desk.capture.faces import Face, FaceFinder
from desk.capture.portrait_cut import cut_by_head, cut_from_middle, oval_for
from desk.capture.portrait_judge import judge
from desk.capture.steady import Steady
from desk.capture.thresholds import PORTRAIT
from desk.ports.camera import Frame, Pixels
from desk.ports.photographs import Advice, PortraitAdvice

_SMALLEST_FACE = 0.12  # of the frame's height
_BYSTANDER = 0.5  # of the largest face's side: smaller ones are people behind, or pictures on a wall
_FIELD = "portrait"
_WATCHED_SECONDS = 1.5  # two looks further apart tell nothing of movement


class DeskPortraitCoach:
    """Implements PortraitCoach; some 35 ms a look at 720p, meant for five to eight looks a second."""

    def __init__(self, faces: FaceFinder | None = None) -> None:
        self._faces = faces or FaceFinder()
        self._before: tuple[Face, float] | None = None
        self._steady = Steady(PORTRAIT.steady_seconds)

    def look(self, frame: Frame) -> PortraitAdvice:
        """What to change now; ``take`` is True in the one look at which the photo takes itself."""
        codes, face = advice_for(frame.pixels, self._faces)
        if face is not None and not codes and self._moved(face, frame.taken_at):
            codes = (Advice.HOLD_STILL,)
        self._before = None if face is None else (face, frame.taken_at)
        trembles = face is not None and Advice.HOLD_STILL not in codes
        self._steady = self._steady.after(not codes, frame.taken_at, trembles=trembles)
        due = self._steady.is_due
        if due:
            self._steady = self._steady.once_taken()
        size = frame.pixels.shape[1], frame.pixels.shape[0]
        return PortraitAdvice(codes, oval_for(size), self._steady.share, due)

    def reset(self) -> None:
        self._before, self._steady = None, Steady(PORTRAIT.steady_seconds)

    def _moved(self, face: Face, now: float) -> bool:
        if self._before is None:
            return False
        before, at = self._before
        far = abs(face.middle - before.middle) + abs(face.crown - before.crown)
        return now - at < _WATCHED_SECONDS and far > PORTRAIT.still * face.head


def people_in(pixels: Pixels, faces: FaceFinder) -> list[Face]:
    """The faces of the people being photographed, without small ones behind them."""
    found = faces.find(pixels, smallest=_SMALLEST_FACE, eyes=True)
    return [face for face in found if face.side >= _BYSTANDER * found[0].side]


def advice_for(pixels: Pixels, faces: FaceFinder) -> tuple[tuple[Advice, ...], Face | None]:
    """What one picture alone asks for, and the one face in it."""
    found = people_in(pixels, faces)
    if len(found) != 1:
        return (Advice.SEVERAL_FACES if found else Advice.NO_FACE,), None
    return judge(pixels, found[0]), found[0]


def portrait_of(pixels: Pixels, faces: FaceFinder) -> tuple[Pixels, tuple[Problem, ...]]:
    """The picture cut to 2:3, with its problems: only a missing face, several, or too few pixels stop."""
    codes, face = advice_for(pixels, faces)
    size = pixels.shape[1], pixels.shape[0]
    cut = cut_from_middle(size) if face is None else cut_by_head(face, size)
    problems = [(blocking if face is None else warning)(_FIELD, f"portrait_{code}") for code in codes]
    if not cut.is_large_enough:
        limits = {"width": str(PORTRAIT.width), "height": str(PORTRAIT.height)}
        problems.append(blocking(_FIELD, "portrait_too_small", **limits))
    return cut.of(pixels), tuple(problems)
