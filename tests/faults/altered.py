"""Real answers, altered on their way: what a wrong or hostile service could make of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast
from uuid import UUID

from declaration.wire.records import BatchAnswer, BatchItem, ReceiptAnswer, RecordAnswer
from declaration.wire.signed import Signed
from desk.ports.keys import ServiceKeys
from desk.ports.outbox import Outbox
from desk.ports.service import NoAnswer
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation


class AlteringStation(RemoteStation):
    """The real service; every receipt passes through ``alter`` first."""

    def __init__(self, door: Door, keys: ServiceKeys, alter: Callable[[Signed], Signed]) -> None:
        super().__init__(door, keys)
        self._alter = alter

    async def put_batch(self, sealed: Sequence[bytes]) -> BatchAnswer | NoAnswer:
        answer = await super().put_batch(sealed)
        if isinstance(answer, NoAnswer):
            return answer
        items = (BatchItem(digest=each.digest, answer=self._altered(each.answer)) for each in answer.items)
        return BatchAnswer(items=tuple(items))

    async def put_record(self, record_id: UUID, revision: int, sealed: bytes) -> RecordAnswer | NoAnswer:
        answer = await super().put_record(record_id, revision, sealed)
        return answer if isinstance(answer, NoAnswer) else self._altered(answer)

    def _altered(self, answer: RecordAnswer) -> RecordAnswer:
        if isinstance(answer, ReceiptAnswer):
            return ReceiptAnswer(receipt=self._alter(answer.receipt))
        return answer


class _Instead:
    """Some methods replaced, the others those of the real thing."""

    def __init__(self, real: object, replaced: dict[str, Callable[..., Any]]) -> None:
        self._real = real
        self._replaced = replaced

    def __getattr__(self, name: str) -> Any:
        return self._replaced.get(name) or getattr(self._real, name)


def outbox_with(real: Outbox, **replaced: Callable[..., Any]) -> Outbox:
    """That outbox with some of its methods replaced."""
    return cast(Outbox, _Instead(real, replaced))
