"""Complaints and papers as the agency's people have them; read anew when the screen opens and after each
act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from uuid import UUID

import flet as ft

from declaration.privacy import Private
from declaration.wire.complaint import ComplaintPage, ComplaintSummary
from declaration.wire.handover import HandoverPage, HandoverSummary
from desk.ports.service import Denied, NoAnswer
from desk.reviewing.answering import Answering
from desk.views.review.trouble import Trouble


class Part(StrEnum):
    """Keys of the locales under ``office.part``."""

    COMPLAINTS = "complaints"
    PAPERS = "papers"


@dataclass(frozen=True, repr=False)
class Passing(Private):
    """Where the complaint is to go, and why."""

    complaint: UUID
    agency: str
    office: str
    reason: str = ""


@ft.observable
@dataclass(eq=False, repr=False)
class OfficeModel(Private):
    """``complaints`` and ``papers`` are None until they came once. ``answering`` is the complaint being
    answered with ``words``, ``passing`` the one being passed on; ``office`` narrows to one unit, "" to none;
    ``opened`` the batch looked through, ``here`` what was found in it. ``is_leaving`` waits for a
    yes: what is written is lost."""

    work: Answering
    has_papers: bool
    sign_out: Callable[[], Awaitable[None]]
    part: Part = Part.COMPLAINTS
    shows_answered: bool = False
    complaints: ComplaintPage | None = None
    papers: HandoverPage | None = None
    trouble: Trouble | None = None
    answering: UUID | None = None
    words: str = ""
    office: str = ""
    passing: Passing | None = None
    opened: UUID | None = None
    here: frozenset[UUID] = frozenset()
    note: str = ""
    is_busy: bool = False
    is_leaving: bool = False

    @property
    def is_writing(self) -> bool:
        """Something is begun, in whichever part."""
        return bool(self.answering or self.passing or self.opened)

    @property
    def is_open(self) -> bool:
        """A form is in sight."""
        is_papers = self.part is Part.PAPERS
        return bool(self.opened if is_papers else self.answering or self.passing)

    async def reload(self) -> None:
        found = await self.work.complaints(answered=self.shows_answered, office=self.office)
        papers = await self.work.handovers() if self.has_papers else None
        self.trouble = next((each for each in (found, papers) if isinstance(each, Denied | NoAnswer)), None)
        if isinstance(found, ComplaintPage):
            self.complaints = found
        if isinstance(papers, HandoverPage):
            self.papers = papers

    def open(self, part: str) -> None:
        self.part = Part(part)

    async def show_answered(self, yes: bool) -> None:
        self.leave()
        if self.is_leaving:
            return
        self.shows_answered = yes
        await self.reload()

    async def show_office(self, office: str) -> None:
        self.leave()
        if self.is_leaving:
            return
        self.office = office
        await self.reload()

    def begin_answer(self, complaint: UUID) -> None:
        self.leave()
        if not self.is_leaving:
            self.answering, self.words = complaint, ""

    def begin_passing(self, complaint: ComplaintSummary) -> None:
        """From where it is now."""
        self.leave()
        if not self.is_leaving:
            self.passing = Passing(complaint.id, complaint.agency, complaint.office)

    def pass_to(self, *, agency: str | None = None, office: str | None = None) -> None:
        if self.passing is not None:
            before = self.passing
            self.passing = replace(before, agency=agency or before.agency, office=office or before.office)

    def explain(self, reason: str) -> None:
        if self.passing is not None:
            self.passing = replace(self.passing, reason=reason)

    async def pass_on(self, complaint: ComplaintSummary) -> None:
        to = self.passing
        if to is not None:
            await self._act(partial(self.work.pass_on, complaint, to.agency, to.office, to.reason))

    def write(self, words: str) -> None:
        self.words = words

    def leave(self) -> None:
        """At once while nothing is written, else when it is said twice."""
        written = (
            self.answering and self.words,
            self.passing and self.passing.reason,
            self.opened and self.note,
        )
        self.is_leaving = any(words and words.strip() for words in written)
        if not self.is_leaving:
            self.throw_away()

    def throw_away(self) -> None:
        self.answering = self.opened = self.passing = None
        self.is_leaving = False

    def think_better(self) -> None:
        self.is_leaving = False

    async def answer(self, complaint: ComplaintSummary) -> None:
        await self._act(partial(self.work.answer, complaint, self.words))

    def look_through(self, batch: HandoverSummary) -> None:
        """Whoever counts begins with all of them there."""
        self.leave()
        if self.is_leaving:
            return
        self.opened, self.note = batch.id, ""
        self.here = frozenset(paper.declaration for paper in batch.papers)

    def tick(self, declaration: UUID, is_here: bool) -> None:
        self.here = self.here | {declaration} if is_here else self.here - {declaration}

    def remark(self, note: str) -> None:
        self.note = note

    async def receive(self, batch: HandoverSummary) -> None:
        await self._act(partial(self.work.receive, batch, self.here, self.note))

    async def _act(
        self, ask: Callable[[], Awaitable[ComplaintSummary | HandoverSummary | Denied | NoAnswer | None]]
    ) -> None:
        """Once, however often it is pressed; what was written stays until the service has taken it."""
        if self.is_busy:
            return
        self.is_busy = True
        try:
            done = await ask()
        finally:
            self.is_busy = False
        if isinstance(done, Denied | NoAnswer):
            self.trouble = done
        elif done is not None:
            self.throw_away()
            await self.reload()
