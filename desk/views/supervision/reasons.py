"""The agency's reasons for returning and rejecting, while a supervisor edits them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import flet as ft

from declaration.wire.reasons import MOST_REASONS, ReasonLists
from declaration.wire.review import REJECT_REASONS, RETURN_REASONS
from desk.supervising.supervising import Supervising
from desk.views.review.trouble import Trouble

KNOWN: Final = {"to_return": RETURN_REASONS, "to_reject": REJECT_REASONS}
"""What every program has words for, by list."""


@ft.observable
@dataclass(eq=False)
class EditingReasons:
    """``lists``: as they would be saved, None while they are being read; ``trouble``: why they are not read,
    or not saved. ``typed``: a new text for the list in sight."""

    supervising: Supervising
    is_open: bool = False
    which: str = "to_return"
    lists: ReasonLists | None = None
    typed: str = ""
    changed: bool = False
    saving: bool = False
    trouble: Trouble | None = None

    async def begin(self) -> None:
        """Open the dialog and read what stands."""
        self.is_open, self.which = True, "to_return"
        await self.read()

    async def read(self) -> None:
        """What stands now, in place of what was changed here."""
        self.lists, self.typed, self.changed, self.trouble = None, "", False, None
        answer = await self.supervising.reasons()
        if isinstance(answer, ReasonLists):
            self.lists = answer
        else:
            self.trouble = answer

    def dismiss(self) -> None:
        self.is_open, self.lists = False, None

    def show(self, which: str) -> None:
        self.which, self.typed = which, ""

    def type(self, text: str) -> None:
        self.typed = text

    @property
    def shown(self) -> tuple[str, ...]:
        """The list in sight."""
        found: tuple[str, ...] = getattr(self.lists, self.which) if self.lists is not None else ()
        return found

    @property
    def left_out(self) -> tuple[str, ...]:
        """What every program knows and this list does not offer."""
        return tuple(each for each in KNOWN[self.which] if each not in self.shown)

    def add(self, reason: str) -> None:
        """At the end, unless it is there already or says nothing."""
        text = " ".join(reason.split())
        if text and text not in self.shown and len(self.shown) < MOST_REASONS:
            self._put((*self.shown, text))
            self.typed = ""

    def remove(self, reason: str) -> None:
        """The last one stays: a no needs its reason."""
        if len(self.shown) > 1:
            self._put(tuple(each for each in self.shown if each != reason))

    @property
    def can_save(self) -> bool:
        return self.changed or bool(self.typed.strip())

    async def save(self) -> None:
        """A text that is typed and not added yet goes with it."""
        if self.lists is None or self.saving:
            return
        self.add(self.typed)
        self.saving, self.trouble = True, None
        answer = await self.supervising.change_reasons(self.lists)
        self.saving = False
        if isinstance(answer, ReasonLists):
            self.dismiss()
        else:
            self.trouble = answer

    def _put(self, reasons: tuple[str, ...]) -> None:
        assert self.lists is not None, "only what was read is edited"
        self.lists, self.changed = self.lists.model_copy(update={self.which: reasons}), True
