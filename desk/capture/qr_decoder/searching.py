"""A whole frame searched: together with the frames before it where they show the same, then by itself."""

from __future__ import annotations

from desk.capture.qr_decoder import Grey
from desk.capture.qr_decoder.deadline import NEVER, Deadline
from desk.capture.qr_decoder.decoding import Check, Word
from desk.capture.qr_decoder.frame_search import FrameSearch
from desk.capture.qr_decoder.fusing import Fuser
from desk.capture.qr_decoder.windows import CodeWindow, code_windows


def search(
    grey: Grey,
    check: Check,
    fuser: Fuser | None = None,
    deadline: Deadline = NEVER,
    windows: list[CodeWindow] | None = None,
) -> Word | None:
    """The first word that passes ``check``, or None. With a fuser, frames of one code add up.

    ``windows``: those of ``code_windows``, where the caller has them already.
    """
    dense = code_windows(grey) if windows is None else windows
    together = None if fuser is None else fuser.read(grey, check, deadline)
    if together is not None:
        return together
    alone = FrameSearch(grey, check, deadline)
    word = alone.word_anywhere(dense)
    if word is None and fuser is not None:
        fuser.note(grey, alone.place, dense)
    return word
