"""The fetched list of declarations made online, in memory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from declaration.deadlines import days_left
from declaration.draft import Field
from declaration.wire.online import OnlineDeclaration
from desk.ports.online import OnlineList
from tests.fakes.shelf import Shelf


class MemoryOnline:
    """Implements ports.online.OnlineStore."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._kept: list[OnlineDeclaration] = []
        self._fetched_at: datetime | None = None

    def keep(self, declarations: Sequence[OnlineDeclaration], by: str, at: datetime) -> None:
        self._kept, self._fetched_at = list(declarations), at

    def find(self, number: str, today: date) -> OnlineDeclaration | None:
        newest = sorted(self._open(today), key=lambda each: each.made_on, reverse=True)
        found = (each for each in newest if number in (each.number, each.insurance_code))
        return next((each for each in found if not self.received(each.number)), None)

    def kept(self, today: date) -> OnlineList:
        return OnlineList(len(self._open(today)), self._fetched_at)

    def received(self, number: str) -> bool:
        drafts = [draft for _, _, draft in self._shelf.drafts.values()]
        if any(draft.value(Field.ONLINE_NUMBER) == number for draft in drafts):
            return True
        contents = (json.loads(filed.content) for filed in self._shelf.filed.values())
        return any(content.get("online_number") == number for content in contents)

    def in_hand(self, number: str) -> UUID | None:
        online = (d for _, _, d in self._shelf.drafts.values() if d.value(Field.ONLINE_NUMBER))
        names = (Field.ONLINE_NUMBER, Field.INSURANCE_CODE)
        return next((d.id for d in online if number in (d.value(name) for name in names)), None)

    def _open(self, today: date) -> list[OnlineDeclaration]:
        return [each for each in self._kept if days_left(each.made_on, today) >= 0]
