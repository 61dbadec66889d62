"""What a supervisor mends for people: lapses taken back, notices that failed begun anew."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import flet as ft

from declaration.privacy import Private
from declaration.problems import Problem
from declaration.wire.notices import FailedNotice, FailedNotices
from declaration.wire.supervision import LapsedDeclaration, LapsedPage, Restored
from desk.supervising.supervising import Supervising
from desk.views.review.trouble import Trouble


@ft.observable
@dataclass(eq=False, repr=False)
class Mending(Private):
    """``lapsed`` and ``failed`` are None until they came. ``chosen``: the lapse whose reason is being typed;
    ``problem``: what that still lacks. ``done``: what was mended last, by name. Raised by one,
    ``focus_count`` puts the cursor into the reason again."""

    supervising: Supervising
    is_open: bool = False
    lapsed: tuple[LapsedDeclaration, ...] | None = None
    failed: tuple[FailedNotice, ...] | None = None
    chosen: UUID | None = None
    reason: str = ""
    problem: Problem | None = None
    trouble: Trouble | None = None
    done: str = ""
    busy: bool = False
    focus_count: int = 0

    async def begin(self) -> None:
        """Open the dialog and read both lists."""
        self.is_open, self.done = True, ""
        self.choose(None)
        await self.read()

    async def read(self) -> None:
        """Both lists anew; a reason that is being typed stays with its lapse."""
        self.lapsed = self.failed = self.trouble = None
        lapsed, failed = await self.supervising.lapsed(), await self.supervising.failed_notices()
        if isinstance(lapsed, LapsedPage):
            self.lapsed = lapsed.items
        else:
            self.trouble = lapsed
        if isinstance(failed, FailedNotices):
            self.failed = failed.items
        else:
            self.trouble = failed

    def dismiss(self) -> None:
        self.is_open = False
        self.lapsed = self.failed = None
        self.choose(None)

    def choose(self, record_id: UUID | None) -> None:
        """The lapse to be taken back, or none after all."""
        self.chosen, self.reason, self.problem, self.focus_count = record_id, "", None, 0

    def type(self, reason: str) -> None:
        self.reason, self.problem = reason, None

    async def restore(self) -> None:
        """Take the chosen lapse back with the reason typed."""
        wanted = next((each for each in self.lapsed or () if each.id == self.chosen), None)
        if self.busy or wanted is None:
            return
        self.busy, self.trouble, self.done = True, None, ""
        answer = await self.supervising.restore(wanted.id, self.reason)
        self.busy = False
        if isinstance(answer, Restored):
            self.lapsed = tuple(each for each in self.lapsed or () if each.id != wanted.id)
            self.done = wanted.full_name
            if self.chosen == wanted.id:
                self.choose(None)
        elif isinstance(answer, Problem):
            self.problem, self.focus_count = answer, self.focus_count + 1
        else:
            self.trouble, self.focus_count = answer, self.focus_count + 1

    async def retry(self, notice: FailedNotice) -> None:
        """Let it begin anew."""
        if self.busy:
            return
        self.busy, self.trouble, self.done = True, None, ""
        self.trouble = await self.supervising.retry_notice(notice.id)
        self.busy = False
        if self.trouble is None:
            self.failed = tuple(each for each in self.failed or () if each.id != notice.id)
            self.done = notice.full_name
