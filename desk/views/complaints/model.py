"""Complaints at the desk: one being written down, those that wait, those whose answer is to be passed on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from declaration.contact import Phone
from declaration.privacy import Private
from declaration.problems import Problem
from declaration.wire.complaint import Subject, Told
from desk.ports.complaints import Complaint, Hearing
from desk.registration.complaining import Complaining, amiss
from desk.views.components.field_request import NO_FIELD, FieldRequest


@dataclass(repr=False)
class Writing(Private):
    """What is being written down; not shown anew at every letter."""

    subject: Subject | None = None
    words: str = ""
    full_name: str = ""
    phone: str = ""
    document_number: str = ""

    @property
    def has_words(self) -> bool:
        return any(each.strip() for each in (self.words, self.full_name, self.phone, self.document_number))


@ft.observable
@dataclass(eq=False, repr=False)
class ComplaintsModel(Private):
    """``complaints`` is None until read once. ``writing`` is the one being taken down, with what is still
    amiss (``problems``). ``wanted``: the one somebody comes to see stands first, wherever it stands.
    ``agencies``: names by code; ``registrars``: full names by sign-in names. ``closing`` and ``is_leaving``
    wait for a yes: neither can be taken back. ``cursor``: the field it goes to."""

    work: Complaining
    on_change: Callable[[], Awaitable[None]]
    hearing: Hearing = Hearing.ANSWERED
    complaints: tuple[Complaint, ...] | None = None
    counts: Mapping[Hearing, int] = field(default_factory=dict)
    writing: Writing | None = None
    problems: tuple[Problem, ...] = ()
    is_kept: bool = False
    closing: tuple[Complaint, Told] | None = None
    is_leaving: bool = False
    wanted: UUID | None = None
    agencies: Mapping[str, str] = field(default_factory=dict)
    registrars: Mapping[str, str] = field(default_factory=dict)
    cursor: FieldRequest = NO_FIELD
    _asked: int = field(default=0, init=False)
    _is_keeping: bool = field(default=False, init=False)

    async def reload(self) -> None:
        if self.wanted is not None and self.complaints is None:
            self.hearing = await asyncio.to_thread(self._where, self.wanted)
        await self._read(self.hearing)

    async def show(self, hearing: Hearing) -> None:
        self.is_kept = False
        await self._read(hearing)

    def begin(self) -> None:
        self._begin(Writing())

    def begin_again(self, dropped: Complaint) -> None:
        """A new one with the words of one that was dropped."""
        self._begin(_like(dropped))

    def leave(self) -> None:
        """At once while nothing is written, else when it is said twice."""
        if self.writing is not None and self.writing.has_words:
            self.is_leaving = True
        else:
            self.throw_away()

    def throw_away(self) -> None:
        self.writing, self.problems, self.is_leaving = None, (), False

    def think_better(self) -> None:
        self.closing, self.is_leaving = None, False

    def write(self, field_name: str, text: str) -> None:
        if self.writing is None:
            return
        setattr(self.writing, field_name, text)
        if self.problem(field_name) is not None:
            self.problems = tuple(each for each in self.problems if each.field != field_name)

    def leave_field(self, field_name: str, text: str) -> None:
        """What was typed is wrong: said at once. What is empty may still come."""
        self.write(field_name, text)
        if self.writing is not None and text.strip():
            others = tuple(each for each in self.problems if each.field != field_name)
            own = (each for each in _amiss(self.writing) if each.field == field_name)
            self.problems = (*others, *own)

    def choose(self, subject: Subject) -> None:
        if self.writing is not None:
            self.writing.subject = subject
            self.problems = tuple(each for each in self.problems if each.field != "subject")
            if not self.writing.words:
                self._put_cursor("words")

    def problem(self, field_name: str) -> Problem | None:
        return next((each for each in self.problems if each.field == field_name), None)

    async def keep(self) -> None:
        """Sealed and kept, once however often it is pressed, or what is missing is said."""
        new = self.writing
        if new is None or self._is_keeping:
            return
        self._is_keeping = True
        try:
            self.problems = await asyncio.to_thread(self.work.take_down, *_said(new))
        finally:
            self._is_keeping = False
        to_type = [each.field for each in self.problems if each.field != "subject"]
        if to_type:
            self._put_cursor(to_type[0])
        if not self.problems:
            self.writing, self.is_kept = None, True
            await self._read(Hearing.WAITING)
            await self.on_change()

    def ask_to_close(self, complaint: Complaint, told: Told) -> None:
        self.closing = complaint, told

    async def close(self) -> None:
        """The person knows, or could not be reached."""
        if self.closing is None:
            return
        (complaint, told), self.closing = self.closing, None
        await asyncio.to_thread(self.work.close, complaint, told)
        await self.reload()
        await self.on_change()

    def _put_cursor(self, name: str) -> None:
        self.cursor = self.cursor.to(name)

    def _begin(self, writing: Writing) -> None:
        self.writing, self.problems, self.is_kept, self.cursor = writing, (), False, NO_FIELD

    async def _read(self, hearing: Hearing) -> None:
        self._asked += 1
        mine, self.hearing = self._asked, hearing  # news that come meanwhile read these, not the former
        found, counts, agencies = await asyncio.to_thread(self._look, hearing)
        if mine == self._asked:
            self.complaints, self.counts, self.agencies = found, counts, agencies

    def _look(
        self, hearing: Hearing
    ) -> tuple[tuple[Complaint, ...], Mapping[Hearing, int], Mapping[str, str]]:
        found = sorted(self.work.complaints(hearing), key=lambda each: each.id != self.wanted)
        return tuple(found), self.work.counts(), self.work.routes.names()

    def _where(self, wanted: UUID) -> Hearing:
        stands = (each for each in Hearing if any(c.id == wanted for c in self.work.complaints(each)))
        return next(stands, self.hearing)


def _said(writing: Writing) -> tuple[Subject | None, str, str, str, str]:
    return writing.subject, writing.words, writing.full_name, writing.phone, writing.document_number


def _amiss(writing: Writing) -> tuple[Problem, ...]:
    return amiss(*_said(writing))


def _like(complaint: Complaint) -> Writing:
    said = complaint.content
    subject = Subject(said.subject) if said.subject in set(Subject) else None
    phone = Phone(said.phone).shown() if said.phone else ""
    return Writing(subject, said.words, said.full_name, phone, said.document_number)
