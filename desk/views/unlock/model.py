"""Getting in: a registrar with a passphrase, offline; reviewers and supervisors through the service."""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from desk.ports.service import Reason
from desk.views.program import Person, PracticePass, Program, Role, SignedIn, SignInTrouble


@ft.observable
@dataclass(repr=False)
class UnlockModel:
    """``is_station``: the desk's own registrars; otherwise the service is asked."""

    program: Program
    name: str = ""
    passphrase: str = ""
    is_station: bool = True
    is_busy: bool = False
    trouble: str = ""
    is_about_the_line: bool = False
    focus_count: int = 0

    def __post_init__(self) -> None:
        people = self.program.people
        self.is_station = bool(people)
        self.name = people[0].name if people else ""

    def choose_way(self, is_station: bool) -> None:
        self.is_station, self.trouble, self.passphrase = is_station, "", ""
        people = self.program.people
        self.name = people[0].name if is_station and people else ""

    def type_name(self, text: str) -> None:
        self.name, self.trouble = text, ""

    def choose_person(self, name: str) -> None:
        self.name, self.trouble = name, ""
        self.focus_count += 1

    def type_passphrase(self, text: str) -> None:
        self.passphrase, self.trouble = text, ""

    def take(self, known: PracticePass) -> None:
        """Practice only: fill in a name and passphrase from the page's own list."""
        self.choose_way(known.person.role is Role.REGISTRAR)
        self.name, self.passphrase = known.person.name, known.passphrase

    async def enter(self) -> None:
        """Try the passphrase; what was typed is gone from memory either way."""
        if self.is_busy or not self.name.strip() or not self.passphrase:
            if not self.is_busy:
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
            case Reason():
                self.trouble, self.is_about_the_line = f"reason.{result}", True
            case SignedIn():
                return
        self.focus_count += 1

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(self.program.people)
