"""Two declarations that may be of one person, beside each other: what they share, and where they differ."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import flet as ft
from pydantic import ValidationError

from declaration.privacy import Private
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.review import ReviewDetail
from desk.ports.camera import PhotoRole
from desk.reviewing.reviewing import Reviewing
from desk.views.review.facts import facts_of
from desk.views.review.opened import Opened
from desk.views.review.trouble import Trouble

SHOWN: Final = (PhotoRole.PORTRAIT.value, PhotoRole.CARD_FRONT.value)


@dataclass(frozen=True, repr=False)
class ComparedLine(Private):
    """One line of the form in both; "" where one of them has none."""

    label: str
    ours: str
    theirs: str

    @property
    def differs(self) -> bool:
        return self.ours != self.theirs


@ft.observable
@dataclass(eq=False, repr=False)
class SideBySide(Private):
    """``other``: which declaration is laid beside the open one, None while none is. ``detail`` and
    ``photos`` (by role) are what came of it so far."""

    reviewing: Reviewing
    opened: Opened
    other: UUID | None = None
    detail: ReviewDetail | None = None
    photos: Mapping[str, bytes] = field(default_factory=dict)
    trouble: Trouble | None = None

    async def begin(self, other: UUID) -> None:
        """Read the other one; looking at it is audited as any look."""
        self.dismiss()
        self.other = other
        answer = await self.reviewing.open(other)
        if other != self.other:
            return
        if not isinstance(answer, ReviewDetail):
            self.trouble = answer
            return
        self.detail = answer
        wanted = [(ref.role, ref.sha256) for ref in answer.blobs if ref.role in SHOWN]
        await asyncio.gather(*(self._load(other, role, sha256) for role, sha256 in wanted))

    def dismiss(self) -> None:
        self.other = self.detail = self.trouble = None
        self.photos = {}

    def lines(self) -> tuple[ComparedLine, ...]:
        """In the order of the form, those that only the other has at the end."""
        ours, theirs = _facts(self.opened.detail), _facts(self.detail)
        return tuple(
            ComparedLine(label, ours.get(label, ""), theirs.get(label, "")) for label in ours | theirs
        )

    def our_photo(self, role: str) -> bytes | None:
        ref = next((each for each in self.opened.blobs if each.role == role), None)
        photo = self.opened.photos.get(ref.sha256) if ref else None
        return photo if isinstance(photo, bytes) else None

    async def _load(self, other: UUID, role: str, sha256: str) -> None:
        photo = await self.reviewing.photo(other, sha256)
        if other == self.other and isinstance(photo, bytes):
            self.photos = {**self.photos, role: photo}


def _facts(detail: ReviewDetail | None) -> dict[str, str]:
    if detail is None:
        return {}
    try:
        content = DeclarationContent.model_validate(detail.content)
    except ValidationError:
        return {}
    lines = facts_of(content, "", detail.agency_name, detail.found_code)
    return {fact.label: fact.value for fact in lines}
