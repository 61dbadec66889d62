"""Two declarations that may be of one person, beside each other: what they share, and where they differ."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
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


class NoPhoto(StrEnum):
    """What is said in a photo's place; keys of the locales under ``review.duplicates.photo``."""

    NONE = "none"
    LOADING = "loading"
    MISSING = "missing"


Seen = bytes | NoPhoto


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
    ``photos`` (by digest) are what came of it so far."""

    reviewing: Reviewing
    opened: Opened
    other: UUID | None = None
    detail: ReviewDetail | None = None
    photos: Mapping[str, bytes | Trouble] = field(default_factory=dict)
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
        wanted = [ref.sha256 for ref in answer.blobs if ref.role in SHOWN]
        await asyncio.gather(*(self._load(other, sha256) for sha256 in wanted))

    def dismiss(self) -> None:
        self.other = self.detail = self.trouble = None
        self.photos = {}

    def lines(self) -> tuple[ComparedLine, ...]:
        """In the order of the form, those that only the other has at the end."""
        ours, theirs = _facts(self.opened.detail), _facts(self.detail)
        return tuple(
            ComparedLine(label, ours.get(label, ""), theirs.get(label, "")) for label in ours | theirs
        )

    def our_photo(self, role: str) -> Seen:
        return _seen(self.opened.detail, self.opened.photos, role)

    def their_photo(self, role: str) -> Seen:
        return _seen(self.detail, self.photos, role)

    async def _load(self, other: UUID, sha256: str) -> None:
        photo = await self.reviewing.photo(other, sha256)
        if other == self.other:
            self.photos = {**self.photos, sha256: photo}


def _seen(detail: ReviewDetail | None, photos: Mapping[str, bytes | Trouble], role: str) -> Seen:
    ref = next((each for each in (detail.blobs if detail else ()) if each.role == role), None)
    if ref is None:
        return NoPhoto.NONE
    photo = photos.get(ref.sha256, NoPhoto.LOADING)
    return photo if isinstance(photo, bytes | NoPhoto) else NoPhoto.MISSING


def _facts(detail: ReviewDetail | None) -> dict[str, str]:
    if detail is None:
        return {}
    try:
        content = DeclarationContent.model_validate(detail.content)
    except ValidationError:
        return {}
    lines = facts_of(content, "", detail.agency_name, detail.found_code)
    return {fact.label: fact.value for fact in lines}
