"""Getting in: a registrar with a passphrase, offline; reviewers and supervisors through the service."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from math import ceil

import flet as ft

from declaration.wire.spelled import Misspelled
from desk.ports.keys import SHORTEST_PASSPHRASE, Wait
from desk.ports.service import Reason
from desk.views.components.field_request import NO_FIELD, FieldRequest
from desk.views.program import (
    Person,
    PracticePass,
    Program,
    Role,
    SignedIn,
    SignInResult,
    SignInTrouble,
)
from desk.views.unlock.asked import Asked, Form, after, first_lacking

pause = asyncio.sleep


_OTHER_FORM: Mapping[object, Form] = {SignInTrouble.FIRST: Form.CHANGE, SignInTrouble.CHANGED: Form.OPEN}
"""Where an answer leads besides its words."""


@ft.observable
@dataclass(repr=False)
class UnlockModel:
    """``is_station``: the desk's own registrars; otherwise the service is asked. ``wait``: seconds until the
    next try is taken, counted down on the screen. ``trouble`` is a key of the locales. ``cursor``: the
    field it goes to."""

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
    cursor: FieldRequest = NO_FIELD
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

    def show(self, form: Form) -> None:
        """Another form; nothing typed into the last one stays, and the cursor is where typing begins."""
        self.form = form
        self.passphrase = self.new = self.again = self.code = ""  # nosec B105  # emptied
        self._forget_trouble()
        self._put_cursor(first_lacking(form, self._typed) or Asked.PASSPHRASE)

    def type_name(self, text: str) -> None:
        self.name = text
        self._forget_trouble()

    def choose_person(self, name: str) -> None:
        self.name = name
        self._forget_trouble()
        self._put_cursor(first_lacking(self.form, self._typed) or Asked.PASSPHRASE)

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

    async def go_on(self, asked: Asked) -> None:
        """Enter in a field: on to the next that is empty; in the last one it is the button."""
        following = after(asked, self.form, self._typed, is_station=self.is_station)
        if following is None:
            await self.enter()
        else:
            self._put_cursor(following)

    async def enter(self) -> None:
        """Try what the form has; a passphrase that was typed is gone from memory either way."""
        if self.is_busy or self.wait:
            return
        lacking = self._lacking()
        self.trouble, self.is_about_the_line = lacking[0] if lacking else "", False
        if lacking:
            self._put_cursor(lacking[1])
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
            self._put_cursor(Asked.CODE if self.form is Form.RECOVER else Asked.PASSPHRASE)

    def leave(self) -> None:
        """The screen goes: nobody watches the count any more."""
        if self._counting is not None:
            self._counting.cancel()
            self._counting = None

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(self.program.people)

    @property
    def _typed(self) -> Mapping[Asked, str]:
        return {
            Asked.NAME: self.name,
            Asked.PASSPHRASE: self.passphrase,
            Asked.CODE: self.code,
            Asked.NEW: self.new,
            Asked.AGAIN: self.again,
        }

    def _put_cursor(self, asked: Asked) -> None:
        self.cursor = self.cursor.to(asked)

    def _lacking(self) -> tuple[str, Asked] | None:
        """What is missing before anything can be tried, and where."""
        empty = first_lacking(self.form, self._typed)
        if empty is not None:
            return "unlock.nothing_typed" if self.form is Form.OPEN else "unlock.not_all_typed", empty
        if self.form is Form.OPEN:
            return None
        if self.is_station and len(self.new) < SHORTEST_PASSPHRASE:  # the service says so itself
            return "unlock.trouble.too_short", Asked.NEW
        return None if self.new == self.again else ("unlock.trouble.not_alike", Asked.AGAIN)

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
