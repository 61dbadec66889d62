"""A request to one field among several, which may be made of the same field again: to take the cursor, or to
show what the model holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class FieldRequest:
    """``name`` of the field that is meant, "" for none. ``count`` rises with each request: fields act when
    theirs is another number than before (``text_field``)."""

    name: str = ""
    count: int = 0

    def to(self, name: str) -> FieldRequest:
        """The next request, to that field."""
        return FieldRequest(name, self.count + 1)

    def of(self, name: str) -> int:
        """What that field is told; 0 where another is meant."""
        return self.count if self.name == name else 0


NO_FIELD: Final = FieldRequest()
