"""A new passphrase for whoever is signed in: the one until now, the new one twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import flet as ft

from declaration.privacy import Private
from desk.administering.own_sign_in import OwnSignIn
from desk.ports.service import Denied, NoAnswer
from desk.views.components.field_request import NO_FIELD, FieldRequest


class Typed(StrEnum):
    """What is typed, in the order it is asked for; keys of the locales under ``own.change``."""

    OLD = "old"
    NEW = "new"
    AGAIN = "again"


_WRONG_OLD: Final = "name_or_passphrase_wrong"
_ABOUT_THE_NEW: Final = "passphrase_"
_ALL_GONE: Final = dict.fromkeys(Typed, "")


@ft.observable
@dataclass(eq=False, repr=False)
class ChangingModel(Private):
    """``faults``: what is wrong with which field, a key of the locales; ``trouble``: what no field can help.
    ``is_changed``: every sign-in until now has ended, this one too. ``cursor``: the field it goes to."""

    own: OwnSignIn
    typed: Mapping[Typed, str] = field(default_factory=lambda: _ALL_GONE)
    faults: Mapping[Typed, str] = field(default_factory=dict)
    trouble: Denied | NoAnswer | None = None
    is_changed: bool = False
    is_busy: bool = False
    cursor: FieldRequest = field(init=False)

    def __post_init__(self) -> None:
        self.cursor = NO_FIELD
        if self.own.has_second_step:  # else that is the next act
            self._put_cursor(Typed.OLD)

    def type(self, which: Typed, text: str) -> None:
        self.typed = {**self.typed, which: text}
        self.faults = {each: fault for each, fault in self.faults.items() if each is not which}
        self.trouble = None

    async def go_on(self, which: Typed) -> None:
        """Enter: on to the next that is empty; in the last it is the button."""
        order = tuple(Typed)
        rest = order[order.index(which) + 1 :]
        following = next((each for each in rest if not self.typed[each]), None)
        if following is None:
            await self.change()
        else:
            self._put_cursor(following)

    async def change(self) -> None:
        if self.is_busy:
            return
        self._point_out(self._lacking())
        if self.faults:
            return
        self.is_busy = True
        try:
            refused = await self.own.change_passphrase(self.typed[Typed.OLD], self.typed[Typed.NEW])
        finally:
            self.is_busy = False
        if refused is None:
            self.forget()
            self.is_changed = True
        else:
            self._refuse(refused)

    def forget(self) -> None:
        """Nothing of it stays in memory."""
        self.typed, self.faults, self.trouble = _ALL_GONE, {}, None

    def _lacking(self) -> Mapping[Typed, str]:
        """What needs nobody to be asked."""
        missing = {each: f"own.change.missing_{each}" for each in Typed if not self.typed[each]}
        if not missing and self.typed[Typed.NEW] != self.typed[Typed.AGAIN]:
            return {Typed.AGAIN: "unlock.trouble.not_alike"}
        return missing

    def _refuse(self, refused: Denied | NoAnswer) -> None:
        """What was wrong is to be typed anew; the rest stays."""
        match refused:
            case Denied(code) if code == _WRONG_OLD:
                self.typed = {**self.typed, Typed.OLD: ""}
                self._point_out({Typed.OLD: f"denied.{code}"})
            case Denied(code) if code.startswith(_ABOUT_THE_NEW):
                self.typed = {**self.typed, Typed.NEW: "", Typed.AGAIN: ""}
                self._point_out({Typed.NEW: f"unlock.trouble.{code}"})
            case _:
                self.trouble = refused

    def _point_out(self, faults: Mapping[Typed, str]) -> None:
        self.faults, self.trouble = faults, None
        first = next((each for each in Typed if each in faults), None)
        if first is not None:
            self._put_cursor(first)

    def _put_cursor(self, which: Typed) -> None:
        self.cursor = self.cursor.to(which)
