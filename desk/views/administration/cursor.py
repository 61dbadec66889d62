"""Where the cursor of a form is: Enter leads on, and what is wrong has it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar

from declaration.privacy import Private
from declaration.problems import Problem
from desk.ports.service import Denied, NoAnswer


@dataclass(eq=False, repr=False)
class WithCursor(Private):
    """``ORDER``: what is typed, from top to bottom. Raised by one, ``focus_count`` puts the cursor into
    ``focus_on``."""

    ORDER: ClassVar[tuple[str, ...]]
    focus_on: str = field(default="", init=False)
    focus_count: int = field(default=0, init=False)

    @abstractmethod
    async def save(self) -> None: ...

    def cursor(self, name: str) -> int:
        """The request of that field."""
        return self.focus_count if self.focus_on == name else 0

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
        self.focus_on, self.focus_count = name, self.focus_count + 1
