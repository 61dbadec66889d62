"""What an auditor looks through: lines of a span of days, filtered, a page at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Final

import flet as ft

from declaration.privacy import Private
from declaration.wire.audit import AuditPage
from desk.auditing.auditing import Auditing, Span, Wanted
from desk.ports.clock import Clock
from desk.views.review.trouble import Trouble

ACTS: Final = (
    "",
    "listed",
    "searched",
    "viewed",
    "photo_viewed",
    "approved",
    "returned",
    "rejected",
    "restored",
    "recovery_code_read",
    "signed_in",
    "person_set",
    "person_dismissed",
    "passphrase_reset",
    "second_step_dropped",
    "station_locked",
    "audit_read",
)
"""What one filters by; other acts are shown all the same."""


@ft.observable
@dataclass(eq=False, repr=False)
class AuditModel(Private):
    """``actor`` is as typed, ``wanted`` what the shown page was asked with. ``before``: the keys of the
    pages already turned, so that one can turn back."""

    auditing: Auditing
    clock: Clock
    sign_out: Callable[[], Awaitable[None]]
    wanted: Wanted = field(default_factory=Wanted)
    actor: str = ""
    page: AuditPage | None = None
    before: tuple[str | None, ...] = (None,)
    trouble: Trouble | None = None
    is_loading: bool = False
    _asked: int = field(default=0, init=False)

    async def load(self) -> None:
        """The newest page, with the filters as they are typed now."""
        self.wanted = replace(self.wanted, actor=self.actor)
        await self._turn((None,))

    def type_actor(self, text: str) -> None:
        self.actor = text

    async def show_span(self, span: str) -> None:
        self.wanted = replace(self.wanted, span=Span(int(span)))
        await self.load()

    async def show_act(self, action: str) -> None:
        self.wanted = replace(self.wanted, action="" if action == "any" else action)
        await self.load()

    async def show_agency(self, agency: str) -> None:
        self.wanted = replace(self.wanted, agency="" if agency == "any" else agency)
        await self.load()

    async def show_all(self) -> None:
        """Everybody's acts of these days."""
        self.actor, self.wanted = "", Wanted(span=self.wanted.span)
        await self.load()

    async def turn_on(self) -> None:
        if self.page is not None and self.page.next_after is not None:
            await self._turn((*self.before, self.page.next_after))

    async def turn_back(self) -> None:
        if len(self.before) > 1:
            await self._turn(self.before[:-1])

    async def _turn(self, before: tuple[str | None, ...]) -> None:
        """What comes back for an older question is dropped."""
        self._asked += 1
        mine, self.is_loading = self._asked, True
        answer = await self.auditing.page(self.wanted, self.clock.today(), before[-1])
        if mine != self._asked:
            return
        self.is_loading = False
        if isinstance(answer, AuditPage):
            self.page, self.before, self.trouble = answer, before, None
        else:
            self.trouble = answer
