"""What is done in each field of the form: one object a field, the same at every drawing.

So a field to which nothing happened is not drawn anew: handlers made afresh would be news to it.
"""

from __future__ import annotations

from declaration.draft import Field
from desk.views.components.later import later
from desk.views.desk.filling import Filling


class FieldHand:
    """Typing in one field, leaving it, and Enter."""

    def __init__(self, filling: Filling, name: Field) -> None:
        self._filling, self._name = filling, name

    def typed(self, text: str) -> None:
        self._filling.type(self._name, text)

    def left(self, text: str) -> None:
        later(self._filling.leave, self._name, text)

    def entered(self, text: str) -> None:
        later(self._filling.go_on, self._name, text)


class Hands:
    """Those of one desk."""

    def __init__(self, filling: Filling) -> None:
        self._filling = filling
        self._hands: dict[Field, FieldHand] = {}

    def at(self, name: Field) -> FieldHand:
        return self._hands.setdefault(name, FieldHand(self._filling, name))
