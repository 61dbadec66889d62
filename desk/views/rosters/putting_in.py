"""A file becomes a list: looked at, its columns confirmed by a person, read with its progress in sight."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

import flet as ft

from declaration.person import tidy_name
from declaration.privacy import Private
from desk.i18n import t
from desk.ports.rosters import StoppedError, Unit, UnitKind
from desk.ports.tables import XLSX, Letters, TableDamagedError, TableFile, Unreadable
from desk.registration.rosters.columns import Column
from desk.registration.rosters.layout import Layout
from desk.registration.rosters.reading import Order, Reading
from desk.registration.rosters.rostering import Imported
from desk.views.program import Table
from desk.views.rosters.giving_away import Offer

LOOKS: Final = 0.2
"""Seconds between two looks at how far the reading has come."""


class Step(StrEnum):
    CHOOSE = "choose"
    LOOKING = "looking"
    CONFIRM = "confirm"
    READING = "reading"
    DONE = "done"


@ft.observable
@dataclass(eq=False, repr=False)
class PuttingIn(Private):
    """``columns`` may be changed by a person until the reading begins; ``trouble``: words, "" for none;
    ``file``: its name.

    ``letters``: in what the file is typed; ``turns``: whether old ones are read in Unicode; ``names``: some,
    as they stand and as they become. ``done``, ``total``: rows; ``total`` is None where the file says
    nothing of it.
    """

    table: Table
    offer: Offer
    unit: Unit = field(default_factory=lambda: Unit(""))
    step: Step = Step.CHOOSE
    trouble: str = ""
    file: str = ""
    layout: Layout | None = None
    columns: tuple[Column | None, ...] = ()
    sheet: int = 0
    sheets: tuple[str, ...] = ()
    letters: Letters = Letters.UNICODE
    turns: bool = True
    names: tuple[tuple[str, str], ...] = ()
    shows_unused: bool = False
    done: int = 0
    total: int | None = None
    imported: Imported | None = None
    _file: TableFile | None = field(default=None, init=False)
    _reading: Reading | None = field(default=None, init=False)

    async def take(self, data: bytes, name: str) -> None:
        """The file somebody chose; one that cannot be read leaves another that was chosen before."""
        before, self.step, self.trouble = self.step, Step.LOOKING, ""
        file = await asyncio.to_thread(self.table.rosters.open, data)
        if isinstance(file, Unreadable):
            self.step, self.trouble = before, t(f"rosters.unreadable.{file}")
            return
        self._forget_unit()
        self._file, self.file, self.sheets = file, name, tuple(file.sheets)
        self.letters, self.turns = file.letters, True
        await self.look_at(0)

    def _forget_unit(self) -> None:
        """The name that a file gave it."""
        if self.layout is not None and self.unit.name == self.layout.unit:
            self.unit = replace(self.unit, name="")

    async def turn_letters(self) -> None:
        """Read the old letters in Unicode, or leave them as they stand: a person's word."""
        self.turns = not self.turns
        self._forget_unit()
        await self.look_at(self.sheet)

    async def look_at(self, sheet: int) -> None:
        try:
            layout, names = await asyncio.to_thread(self._looked_at, sheet)
        except TableDamagedError:
            self.step, self.trouble = Step.CHOOSE, t("rosters.unreadable.damaged")
            return
        self.sheet, self.layout, self.columns, self.names = sheet, layout, layout.columns, names
        self.shows_unused = not layout.is_found
        if not self.unit.name:
            self.unit = replace(self.unit, name=layout.unit)
        if self.unit.kind is UnitKind.EMPLOYER and Column.SCHOOL_CLASS in layout.columns:
            self.unit = replace(self.unit, kind=UnitKind.SCHOOL)
        self.step = Step.CONFIRM

    def _looked_at(self, sheet: int) -> tuple[Layout, tuple[tuple[str, str], ...]]:
        assert self._file is not None, "a file was opened"
        rosters = self.table.rosters
        layout = rosters.lay_out(self._read_as(), sheet)
        if self.letters is Letters.UNICODE or not self.turns:
            return layout, self.names
        return layout, rosters.before_and_after(self._file, sheet, layout)

    def _read_as(self) -> TableFile:
        """The file as a person wants it read."""
        assert self._file is not None, "a file was opened"
        return self._file.in_unicode() if self.turns else self._file

    def mean(self, at: int, column: Column | None) -> None:
        """A person says what a column is."""
        self.columns = (*self.columns[:at], column, *self.columns[at + 1 :])

    def name_unit(self, name: str) -> None:
        self.unit = replace(self.unit, name=name)

    def tidy_unit(self, name: str) -> None:
        self.unit = replace(self.unit, name=tidy_name(name))

    def show_unused(self) -> None:
        self.shows_unused = True

    @property
    def lack(self) -> str:
        """What is still missing before the list can be read, in words; "" when nothing is."""
        if not {Column.FULL_NAME, Column.GIVEN_NAME} & set(self.columns):
            return t("rosters.step.needs_name")
        for column in Column:
            if column is not Column.BIRTH and self.columns.count(column) > 1:
                return t("rosters.step.twice", column=t(f"rosters.column.{column}"))
        if not tidy_name(self.unit.name) and Column.UNIT not in self.columns:
            return t("rosters.unit_missing")
        return ""

    async def start(self) -> None:
        """Read the whole list and put it in, once however often it is pressed; how far it is can be seen
        meanwhile."""
        if self.step is not Step.CONFIRM:
            return
        assert self.layout is not None, "it was laid out"
        unit = replace(self.unit, name=tidy_name(self.unit.name))
        order = Order(self._read_as(), self.sheet, max(1, self.layout.first), self.columns, unit.name)
        self._reading = reading = self.table.rosters.reading(order)
        self.step, self.done, self.total, self.trouble = Step.READING, 0, reading.total, ""
        work = asyncio.ensure_future(asyncio.to_thread(self.table.rosters.put_in, reading, unit))
        while not work.done():
            await asyncio.wait([work], timeout=LOOKS)
            self.done = reading.done
        self._end(work)

    def _end(self, work: asyncio.Future[Imported]) -> None:
        self._reading, self.step = None, Step.CONFIRM
        try:
            imported = work.result()
        except StoppedError:
            self.trouble = t("rosters.step.stopped")
        except TableDamagedError:
            self.trouble = t("rosters.step.broken")
        else:
            if imported.people or imported.faults:
                self.imported, self.step = imported, Step.DONE
            else:
                self.trouble = t("rosters.step.nobody")

    async def stop(self) -> None:
        """Whatever was read is forgotten; the list stays as it was."""
        if self._reading is not None:
            self._reading.stop()

    async def give_faults(self) -> None:
        """The rows something is said of leave as a spreadsheet."""
        if self.imported is not None and self.layout is not None:
            faults = self.imported.faults
            data = await asyncio.to_thread(self.table.rosters.faulty, self.layout.headings, faults)
            self.offer(data, XLSX, t("rosters.file.faulty_name"))
