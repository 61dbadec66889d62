"""A USB scanner is a keyboard that types fast, wherever the cursor stands."""

from __future__ import annotations

import time
from dataclasses import dataclass

from declaration.cards.card import Foreign
from declaration.cards.recognise import recognise
from declaration.cards.scanner_text import mend
from declaration.cards.zone_text import is_begun_zone, is_whole_zone
from declaration.draft import Draft, Field, Source
from declaration.privacy import Private

SCAN_LINE = "scan"
"""Where the cursor waits on an empty desk: a scanner types there."""
SCANNER_RESTS = 0.3
"""Seconds without a key after which a scanner that sends no Enter has said all."""
_ANOTHER_RUN = 0.5
_SHORTEST_CARD = 30  # letters; a card has more, and a field one fills in by hand rarely has


def is_whole_card(typed: str) -> bool:
    """Whether all of a card's text stands here, as it came or mended, or the whole zone of its back."""
    if len(typed) < _SHORTEST_CARD:
        return False
    return is_whole_zone(typed) or not isinstance(recognise(mend(typed).text), Foreign)


class ZoneLines:
    """Puts a zone together again whose reader, or somebody typing, ends each of its lines with Enter."""

    def __init__(self) -> None:
        self.begun = ""

    def add(self, line: str) -> str | None:
        """The text to take now; None while a zone's further lines are to come. A first line begins anew."""
        begun, self.begun = self.begun, ""
        whole = line if _is_zone(line) else begun + line
        text = whole if _is_zone(whole) else line
        if not is_begun_zone(text):
            return text
        self.begun = text
        return None

    def forget(self) -> None:
        """Somebody else is here: nothing of theirs goes on with what was begun."""
        self.begun = ""


def _is_zone(text: str) -> bool:
    return is_whole_zone(text) or is_begun_zone(text)


@dataclass(frozen=True, repr=False)
class Run(Private):
    """Keys that followed one another quickly in one field, and what stood there before them."""

    field: Field
    before: str
    source: Source
    last_key: float

    def card_in(self, text: str) -> str | None:
        """The card that was typed after what stood there, if it was one."""
        typed = text.removeprefix(self.before)
        return typed if is_whole_card(typed) else None

    def undone(self, draft: Draft) -> Draft:
        """The field has its own value back."""
        return draft.with_value(self.field, self.before, self.source)


def run_after(run: Run | None, name: Field, draft: Draft) -> Run:
    """The run that a key now, in this field of this draft, belongs to."""
    now = time.monotonic()
    if run is not None and run.field is name and now - run.last_key < _ANOTHER_RUN:
        return Run(name, run.before, run.source, now)
    return Run(name, draft.value(name), draft.sources.get(name, Source.TYPED), now)
