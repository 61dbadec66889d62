"""What every screen is given: the program, where one can go from here, and how much room there is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from declaration.naming import told_apart
from desk.views.program import Program, Table
from desk.views.theme import RAIL_FROM


def _always() -> bool:
    return True


async def _nothing_on_it() -> None:
    """A desk that was never opened holds nobody's draft."""


@dataclass(frozen=True)
class Place:
    """``version`` grows whenever the program tells of a change (sync, sign-in): reload on it.

    ``go`` opens another screen by its key; ``correct`` reopens a declaration at the desk. ``is_in_front``:
    this window is the one people look at; only there may the camera fill a form. ``clear_desk`` saves what
    is on the desk and leaves it empty.
    """

    program: Program
    version: int
    width: float
    go: Callable[[str], None]
    correct: Callable[[UUID], None]
    is_in_front: Callable[[], bool] = _always
    clear_desk: Callable[[], Awaitable[None]] = _nothing_on_it

    @property
    def is_wide(self) -> bool:
        """Room for blocks side by side: the rail's own limit."""
        return self.width >= RAIL_FROM

    @property
    def registrars(self) -> Mapping[str, str]:
        """Full names of this station's registrars, by their sign-in names."""
        return told_apart({each.name: each.display_name for each in self.program.people})

    @property
    def table(self) -> Table:
        """The registrar's table; screens for registrars are drawn only while there is one."""
        table = self.program.table
        assert table is not None, "locked"
        return table
