"""What all tables share: moments in UTC, and rows that are silent about their content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """Aware moments in, aware moments in UTC out, on engines that keep no zone too."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002
        """What SQLite keeps as text gets its zone before it is read: a quarter of the cost of afterwards,
        and a station that comes back asks for thousands."""
        return _from_text if dialect.name == "sqlite" else _from_moment


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value + "+00:00")


def _from_moment(value: datetime | None) -> datetime | None:
    return None if value is None else value.replace(tzinfo=UTC)


# A registry of our own: in the practice unit the desk's tables live in the same process.
class Row(SQLModel, registry=registry()):
    """What all rows share: silence about their content."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__
