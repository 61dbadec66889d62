"""Where a card's code lies: data, because no real card of every print run could be measured.

Millimetres on the card, origin at its upper left. Sizes: ISO/IEC 7810 ID-1, 85.60 x 53.98 mm. The code of a
căn cước is 18 x 18 mm on the back (Thông tư 16/2024/TT-BCA); that of a CCCD gắn chip, on the front, is of
like size and place; on both it is at the upper right. Ranges are wide enough for either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from desk.ports.photographs import CardSide

CARD_WIDTH_MM, CARD_HEIGHT_MM = 85.60, 53.98


@dataclass(frozen=True)
class CodePlace:
    """A code on its card: ``left``, ``top`` and ``size`` as a rule; the gaps (least, most) it may have.

    ``beside`` is the gap from the code to the card's right edge, ``above`` to its top edge.
    """

    left: float
    top: float
    size: float
    beside: tuple[float, float]
    above: tuple[float, float]

    def corners(self) -> NDArray[np.float32]:
        """TL TR BR BL in millimetres."""
        right, bottom = self.left + self.size, self.top + self.size
        return np.array(
            [[self.left, self.top], [right, self.top], [right, bottom], [self.left, bottom]], np.float32
        )


IDENTITY_CARD = CodePlace(left=62.6, top=4.0, size=19.0, beside=(1.2, 9.0), above=(1.2, 9.0))

CODE_PLACES: Mapping[CardSide, CodePlace] = MappingProxyType(
    {CardSide.CCCD_FRONT: IDENTITY_CARD, CardSide.CAN_CUOC_BACK: IDENTITY_CARD}
)
"""The sides whose code's place is known; a health insurance card (thẻ BHYT) is found by its edges."""
