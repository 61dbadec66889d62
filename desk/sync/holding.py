"""Whose photos wait for another network, or until a person asks for them; records never do."""

from __future__ import annotations

from desk.sync.settling import Key


class Holding:
    """``is_on`` while photos wait. The latest wish counts: turned on again, nothing was asked for."""

    def __init__(self) -> None:
        self.is_on = False
        self._is_known = False
        self._wants_all = False
        self._wanted: set[Key] = set()

    def turn(self, on: bool) -> bool:
        """Whether that is another wish than before."""
        changed = on is not self.is_on
        if on and changed and self._is_known:
            self._wants_all = False
            self._wanted.clear()
        self.is_on, self._is_known = on, True
        return changed

    def want_all(self) -> None:
        """A person wants all photos sent now, whatever the network costs."""
        self._wants_all = True

    def want(self, key: Key) -> None:
        """A person wants these, until they are settled."""
        self._wanted.add(key)

    def holds(self, key: Key) -> bool:
        if self._wants_all:
            self._wanted.add(key)
        return self.is_on and key not in self._wanted

    def settled(self, key: Key) -> None:
        self._wanted.discard(key)

    def went_well(self) -> None:
        """A run went through to its end: whatever "all" meant was tried, and stays wanted one by one."""
        self._wants_all = False
