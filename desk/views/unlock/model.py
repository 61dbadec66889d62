"""Getting in: a registrar with a passphrase, offline; reviewers and supervisors through the service."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from math import ceil

import flet as ft

from desk.ports.keys import Wait
from desk.ports.service import Reason
from desk.views.program import Person, PracticePass, Program, Role, SignedIn, SignInTrouble

pause = asyncio.sleep


@ft.observable
@dataclass(repr=False)
class UnlockModel:
    """``is_station``: the desk's own registrars; otherwise the service is asked. ``wait``: seconds until the
    next try is taken, counted down on the screen."""

    program: Program
    name: str = ""
    passphrase: str = ""
    is_station: bool = True
    is_busy: bool = False
    trouble: str = ""
    is_about_the_line: bool = False
    wait: int = 0
    focus_count: int = 0
    _counting: asyncio.Task[None] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        people = self.program.people
        self.is_station = bool(people)
        self.name = people[0].name if people else ""

    def choose_way(self, is_station: bool) -> None:
        self.is_station, self.passphrase = is_station, ""
        self._forget_trouble()
        people = self.program.people
        self.name = people[0].name if is_station and people else ""

    def type_name(self, text: str) -> None:
        self.name = text
        self._forget_trouble()

    def choose_person(self, name: str) -> None:
        self.name = name
        self._forget_trouble()
        self.focus_count += 1

    def type_passphrase(self, text: str) -> None:
        self.passphrase, self.trouble = text, ""

    def take(self, known: PracticePass) -> None:
        """Practice only: fill in a name and passphrase from the page's own list."""
        self.choose_way(known.person.role is Role.REGISTRAR)
        self.name, self.passphrase = known.person.name, known.passphrase

    async def enter(self) -> None:
        """Try the passphrase; what was typed is gone from memory either way."""
        if self.is_busy or self.wait:
            return
        if not self.name.strip() or not self.passphrase:
            self.trouble, self.is_about_the_line = "unlock.nothing_typed", False
            return
        self.is_busy, self.trouble, self.is_about_the_line = True, "", False
        attempt = self.program.unlock if self.is_station else self.program.sign_in
        passphrase, self.passphrase = self.passphrase, ""
        try:
            result = await attempt(self.name, passphrase)
        finally:
            self.is_busy = False
        match result:
            case SignInTrouble():
                self.trouble = f"unlock.trouble.{result}"
            case Wait(seconds):
                self._begin_wait(ceil(seconds))
            case Reason():
                self.trouble, self.is_about_the_line = f"reason.{result}", True
            case SignedIn():
                return
        self.focus_count += 1

    def leave(self) -> None:
        """The screen goes: nobody watches the count any more."""
        if self._counting is not None:
            self._counting.cancel()
            self._counting = None

    def _forget_trouble(self) -> None:
        """About another name: whoever waits there waits on, in the vault."""
        self.leave()
        self.trouble, self.wait = "", 0

    def _begin_wait(self, seconds: int) -> None:
        self.leave()
        self.wait = seconds
        self._counting = asyncio.create_task(self._count_down())

    async def _count_down(self) -> None:
        while self.wait:
            await pause(1)
            self.wait -= 1

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(self.program.people)
