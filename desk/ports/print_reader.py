"""Reading what is printed on a card, as the desk's use cases see it.

Nothing here loads numpy: ``desk.capture`` sets how it may use the processor before that happens.
"""

from __future__ import annotations

from typing import Protocol

from desk.ports.camera import Pixels


class PrintReader(Protocol):
    """Reads a card side that was cut out and laid straight. May be called from any thread; takes a while.

    Both answers are of letters seen clearly, each of them; what is in doubt is not read at all.
    """

    def zone(self, card: Pixels) -> str | None:
        """The machine-readable zone at the foot of a back, three lines of thirty; its check digits hold."""
        ...

    def numbers(self, card: Pixels) -> tuple[str, ...]:
        """Every run of exactly twelve printed digits on a front; () when none was read."""
        ...
