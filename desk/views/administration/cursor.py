"""Where the cursor of a form is: Enter leads on, and what is wrong has it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar

from declaration.privacy import Private
from declaration.problems import Problem
from desk.ports.service import Denied, NoAnswer
from desk.views.components.field_request import NO_FIELD, FieldRequest


@dataclass(eq=False, repr=False)
class WithCursor(Private):
    """``ORDER``: what is typed, from top to bottom. ``cursor``: the field it goes to."""

    ORDER: ClassVar[tuple[str, ...]]
    cursor: FieldRequest = field(default=NO_FIELD, init=False)

    @abstractmethod
    async def save(self) -> None: ...

    async def go_on(self, name: str) -> None:
        """Enter: on to the next; in the last it is the button."""
        rest = self.ORDER[self.ORDER.index(name) + 1 :]
        if rest:
            self._put_cursor(rest[0])
        else:
            await self.save()

    def _point_out(self, trouble: Denied | NoAnswer | Problem | None) -> None:
        if isinstance(trouble, Problem) and trouble.field in self.ORDER:
            self._put_cursor(trouble.field)

    def _put_cursor(self, name: str) -> None:
        self.cursor = self.cursor.to(name)
