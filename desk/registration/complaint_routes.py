"""Where complaints go: by subject as the agency has set it, else to the receiving agency itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from declaration.wire.sign_in import Agency


@dataclass(frozen=True)
class ComplaintRoutes:
    """``own``: the station's receiving agency; ``by_subject``: codes of agencies; ``agencies``: those there
    are."""

    own: str
    agencies: Callable[[], Sequence[Agency]]
    by_subject: Mapping[str, str] = field(default_factory=dict)

    def agency_of(self, subject: str) -> str:
        """The code of the agency that answers."""
        return self.by_subject.get(subject, self.own)

    def names(self) -> Mapping[str, str]:
        """Of all agencies, by code."""
        return {each.code: each.name for each in self.agencies()}
