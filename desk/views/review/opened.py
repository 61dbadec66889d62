"""The declaration a reviewer looks at: its content, and its photos in this process's memory only."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import flet as ft
from pydantic import ValidationError

from declaration.draft import Purpose
from declaration.lifecycle import Event, Kind, Status, allowed
from declaration.privacy import Private
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.records import BlobRef
from declaration.wire.review import Claim, Decision, ReviewDetail
from desk.ports.camera import PhotoRole
from desk.reviewing.reviewing import Reviewing
from desk.views.review.holding import Holding
from desk.views.review.trouble import Trouble

LOOK_SECONDS: Final = 0.6
"""So long a declaration stands before it can be decided: a key pressed twice must not decide the next one."""

_ORDER: Final = tuple(PhotoRole)
_EVENTS: Final = {
    Decision.APPROVE: Event.APPROVE,
    Decision.RETURN: Event.RETURN,
    Decision.REJECT: Event.REJECT,
}


@ft.observable
@dataclass(eq=False, repr=False)
class Opened(Private):
    """``photos`` maps a photo's digest to its bytes, to trouble, or to nothing while it is on its way.
    ``seen`` turns true a moment after all of them have come or failed. ``taken``: the colleague who is at it.
    """

    reviewing: Reviewing
    record_id: UUID | None = None
    detail: ReviewDetail | None = None
    trouble: Trouble | None = None
    photos: Mapping[str, bytes | Trouble] = field(default_factory=dict)
    seen: bool = False
    taken: Claim | None = None
    holding: Holding = field(init=False)
    _asked: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.holding = Holding(self.reviewing)

    @property
    def content(self) -> DeclarationContent | None:
        """What was declared; None when this program does not know the form."""
        if self.detail is None:
            return None
        try:
            return DeclarationContent.model_validate(self.detail.content)
        except ValidationError:
            return None

    @property
    def blobs(self) -> tuple[BlobRef, ...]:
        """The photos in the order they are looked at: portrait, card, signature."""
        found = self.detail.blobs if self.detail else ()
        order = {role.value: at for at, role in enumerate(_ORDER)}
        return tuple(sorted(found, key=lambda ref: order.get(ref.role, len(order))))

    @property
    def loaded(self) -> list[str]:
        """The photos that came, in their order."""
        return [ref.sha256 for ref in self.blobs if isinstance(self.photos.get(ref.sha256), bytes)]

    @property
    def photos_failed(self) -> bool:
        return any(not isinstance(photo, bytes) for photo in self.photos.values())

    @property
    def lacks_consent(self) -> bool:
        """The person no longer consents to what an account needs."""
        taken = self.detail.consents_taken_back if self.detail else ()
        return any(each.purpose == Purpose.ACCOUNT and not each.is_given_anew for each in taken)

    def possible(self, decision: Decision) -> bool:
        """Whether the lifecycle allows it for the declaration as it was read."""
        if self.detail is None or self.content is None:
            return False
        status = self.detail.summary.status
        if status not in tuple(Status):
            return False  # a newer service knows more statuses
        return _EVENTS[decision] in allowed(Status(status), Kind(self.content.kind))

    async def leave(self) -> None:
        """Look at none, and let colleagues have it."""
        self.close()
        await self.holding.let_go()

    def close(self) -> None:
        """Forget the declaration and its photos."""
        self._asked += 1
        self.record_id = self.detail = self.trouble = self.taken = None
        self.photos, self.seen = {}, False

    async def open(self, record_id: UUID) -> None:
        """Read the declaration, then its photos; a later opening overtakes this one."""
        is_other = record_id != self.record_id
        if is_other:
            self.close()
            self.record_id = record_id
        self._asked += 1
        mine, self.seen = self._asked, False
        if is_other:
            await self.holding.let_go()
        answer = await self.reviewing.open(record_id)
        if mine != self._asked:
            return
        if not isinstance(answer, ReviewDetail):
            self.trouble = answer
            return
        self.detail, self.trouble = answer, None
        await self._take(answer, mine)
        await self._look(record_id, mine)

    async def _take(self, detail: ReviewDetail, mine: int) -> None:
        """What waits for a decision is one reviewer's at a time."""
        if not self.possible(Decision.APPROVE):
            return
        taken = await self.holding.take(detail)
        if mine == self._asked:
            self.taken = taken

    async def load_photos(self) -> None:
        """Ask again for the photos that did not come."""
        if self.record_id is not None and self.detail is not None:
            self.photos = {key: photo for key, photo in self.photos.items() if isinstance(photo, bytes)}
            self._asked += 1
            await self._look(self.record_id, self._asked)

    async def _look(self, record_id: UUID, mine: int) -> None:
        wanted = {ref.sha256 for ref in self.blobs}
        self.photos = {key: photo for key, photo in self.photos.items() if key in wanted}
        missing = [sha256 for sha256 in sorted(wanted) if sha256 not in self.photos]
        await asyncio.gather(*(self._load(record_id, sha256, mine) for sha256 in missing))
        await asyncio.sleep(LOOK_SECONDS)
        if mine == self._asked:
            self.seen = True

    async def _load(self, record_id: UUID, sha256: str, mine: int) -> None:
        photo = await self.reviewing.photo(record_id, sha256)
        if mine == self._asked:
            self.photos = {**self.photos, sha256: photo}
