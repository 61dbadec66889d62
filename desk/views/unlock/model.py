"""Getting in: a registrar with a passphrase, offline; reviewers and supervisors through the service."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil

import flet as ft

from declaration.wire.spelled import Misspelled
from desk.ports.keys import SHORTEST_PASSPHRASE, Wait
from desk.ports.service import Reason
from desk.views.program import (
    Person,
    PracticePass,
    Program,
    Role,
    SignedIn,
    SignInResult,
    SignInTrouble,
)

pause = asyncio.sleep


class Form(StrEnum):
    """What is asked for: the passphrase; the recovery code; the old passphrase and the new one."""

    OPEN = "open"
    RECOVER = "recover"
    CHANGE = "change"


_OTHER_FORM: Mapping[object, Form] = {SignInTrouble.FIRST: Form.CHANGE, SignInTrouble.CHANGED: Form.OPEN}
"""Where an answer leads besides its words."""


@ft.observable
@dataclass(repr=False)
class UnlockModel:
    """``is_station``: the desk's own registrars; otherwise the service is asked. ``wait``: seconds until the
    next try is taken, counted down on the screen. ``trouble`` is a key of the locales. Raised by one, a
    count of focus puts the cursor into its field."""

    program: Program
    name: str = ""
    passphrase: str = ""
    new: str = ""
    again: str = ""
    code: str = ""
    form: Form = Form.OPEN
    is_station: bool = True
    is_busy: bool = False
    trouble: str = ""
    is_about_the_line: bool = False
    wait: int = 0
    focus_count: int = 0
    name_focus_count: int = 0
    _counting: asyncio.Task[None] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        people = self.program.people
        self.is_station = bool(people)
        self.name = people[0].name if people else ""

    def choose_way(self, is_station: bool) -> None:
        self.is_station = is_station
        people = self.program.people
        self.name = people[0].name if is_station and people else ""
        self.show(Form.OPEN)
        if self.name:
            self.focus_count += 1
        else:
            self.name_focus_count += 1

    def show(self, form: Form) -> None:
        """Another form; nothing typed into the last one stays."""
        self.form = form
        self.passphrase = self.new = self.again = self.code = ""  # nosec B105  # emptied
        self._forget_trouble()

    def type_name(self, text: str) -> None:
        self.name = text
        self._forget_trouble()

    def choose_person(self, name: str) -> None:
        self.name = name
        self._forget_trouble()
        self.focus_count += 1

    def type_passphrase(self, text: str) -> None:
        self.passphrase, self.trouble = text, ""

    def type_new(self, text: str) -> None:
        self.new, self.trouble = text, ""

    def type_again(self, text: str) -> None:
        self.again, self.trouble = text, ""

    def type_code(self, text: str) -> None:
        self.code, self.trouble = text, ""

    def take(self, known: PracticePass) -> None:
        """Practice only: fill in a name and passphrase from the page's own list."""
        self.choose_way(known.person.role is Role.REGISTRAR)
        self.name, self.passphrase = known.person.name, known.passphrase

    async def enter(self) -> None:
        """Try what the form has; a passphrase that was typed is gone from memory either way."""
        if self.is_busy or self.wait:
            return
        self.trouble, self.is_about_the_line = self._lacking(), False
        if self.trouble:
            return
        self.is_busy = True
        attempt = self._attempt()
        self.passphrase = self.new = self.again = ""  # nosec B105  # emptied
        if not self.is_station:
            self.code = ""
        try:
            result = await attempt
        finally:
            self.is_busy = False
        if not isinstance(result, SignedIn):
            if result in _OTHER_FORM:
                self.show(_OTHER_FORM[result])
            self._say(result)
            self.focus_count += 1

    def leave(self) -> None:
        """The screen goes: nobody watches the count any more."""
        if self._counting is not None:
            self._counting.cancel()
            self._counting = None

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(self.program.people)

    def _lacking(self) -> str:
        """What is missing before anything can be tried."""
        needed = {
            Form.OPEN: (self.passphrase,),
            Form.RECOVER: (self.code, self.new, self.again),
            Form.CHANGE: (self.passphrase, self.new, self.again),
        }[self.form]
        if not self.name.strip() or not all(needed):
            return "unlock.nothing_typed"
        if self.form is Form.OPEN:
            return ""
        if self.is_station and len(self.new) < SHORTEST_PASSPHRASE:  # the service says so itself
            return "unlock.trouble.too_short"
        return "" if self.new == self.again else "unlock.trouble.not_alike"

    def _attempt(self) -> Awaitable[SignInResult]:
        if not self.is_station:
            return self._attempt_at_the_service()
        match self.form:
            case Form.RECOVER:
                return self.program.recover(self.name, self.code, self.new)
            case Form.CHANGE:
                return self.program.change_passphrase(self.name, self.passphrase, self.new)
        return self.program.unlock(self.name, self.passphrase)

    def _attempt_at_the_service(self) -> Awaitable[SignInResult]:
        if self.form is Form.CHANGE:
            return self.program.choose_passphrase(self.name, self.passphrase, self.code, self.new)
        return self.program.sign_in(self.name, self.passphrase, self.code)

    def _say(self, result: SignInTrouble | Misspelled | Wait | Reason) -> None:
        match result:
            case Wait(seconds):
                self._begin_wait(ceil(seconds))
            case SignInTrouble.WRONG if not self.is_station:
                self.trouble = "unlock.trouble.wrong_service"
            case Reason():
                self.trouble, self.is_about_the_line = f"reason.{result}", True
            case _:
                self.trouble = f"unlock.trouble.{result}"

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
