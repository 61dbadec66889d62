"""A declaration made online is looked for: at the agency while there is a line, else in the fetched list."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import flet as ft

from declaration.privacy import Private
from declaration.wire.online import OnlineDeclaration
from desk.ports.online import OnlineList
from desk.ports.service import Denied, NoAnswer, SyncWatch
from desk.registration.online import OnlineDesk
from desk.views.theme import Tone

SHORTEST: Final = 4
_NOTHING: Final = ("not_found", "not_in_list")


@dataclass(frozen=True)
class Said:
    """A sentence's key under ``online`` with its tone; ``count`` where it has a number."""

    tone: Tone
    key: str
    count: int = 0


@ft.observable
@dataclass(eq=False, repr=False)
class OnlineModel(Private):
    """``found`` is the one that may be received, ``in_hand`` the draft of one that was and is not finished.
    ``kept``: the list for days without a network, None until it was looked at once. ``go_to`` opens a draft
    at the desk; ``missed`` counts looks that came to nothing: the cursor goes back to the number."""

    work: OnlineDesk
    sync: SyncWatch | None
    go_to: Callable[[UUID], None]
    kept: OnlineList | None = None
    found: OnlineDeclaration | None = None
    in_hand: UUID | None = None
    said: Said | None = None
    is_busy: bool = False
    missed: int = 0

    @property
    def is_connected(self) -> bool:
        return self.sync is not None and self.sync.state.online

    async def reload(self) -> None:
        self.kept = await asyncio.to_thread(self.work.kept)

    async def look_for(self, number: str) -> None:
        """By dossier number or BHXH code."""
        number = "".join(number.split())
        if self.is_busy:
            return
        self.is_busy, self.found, self.said, self.in_hand = True, None, None, None
        try:
            await self._look_for(number)
        finally:
            self.is_busy = False
            self.missed += self.found is None

    async def fetch(self) -> None:
        """The whole list, instead of the one before."""
        if self.sync is None or self.is_busy:
            return
        self.is_busy, self.said = True, None
        try:
            came = await self.sync.online_list()
            if isinstance(came, Denied | NoAnswer):
                self.said = Said(Tone.WARNING, "no_line")
            else:
                await asyncio.to_thread(self.work.keep, came)
                self.said = Said(Tone.SUCCESS, "fetched", len(came))
                await self.reload()
        finally:
            self.is_busy = False

    async def receive(self) -> None:
        """It goes to the desk as a draft of its own day."""
        found, self.found = self.found, None
        if found is not None:
            draft = await asyncio.to_thread(self.work.receive, found)
            self.go_to(draft.id)

    async def take_up(self) -> None:
        """Go on at the desk with one that was received here."""
        in_hand, self.in_hand = self.in_hand, None
        if in_hand is not None:
            self.go_to(in_hand)

    async def _look_for(self, number: str) -> None:
        """As it was typed, then in capitals: few type those."""
        if len(number) < SHORTEST:
            self.said = Said(Tone.WARNING, "too_short")
            return
        for asked in dict.fromkeys((number, number.upper())):
            await self._look(asked)
            if self.said is None or self.said.key not in _NOTHING:
                return

    async def _look(self, number: str) -> None:
        self.said = None
        self.in_hand = await asyncio.to_thread(self.work.in_hand, number)
        if self.in_hand is not None:
            self.said = Said(Tone.WARNING, "in_hand")
            return
        came = await self.sync.online_declaration(number) if self.sync and self.is_connected else None
        if isinstance(came, OnlineDeclaration):
            if await asyncio.to_thread(self.work.is_received, came.number):
                self.said = Said(Tone.WARNING, "received_here")
            else:
                self.found = came
            return
        if isinstance(came, Denied):
            is_taken = came.code == "already_handed_in"
            self.said = Said(Tone.WARNING, "handed_in" if is_taken else "not_found")
            return
        self.found = await asyncio.to_thread(self.work.find, number)
        if self.found is None:
            self.said = Said(Tone.WARNING, "not_in_list")
