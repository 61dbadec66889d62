"""The code on a person's slip: signed by the station, certified by the service, silent about the person.

Another station believes it without a network: the service's signing key certified the station's, and the
service's key it has pinned. One line of text, short enough for a code people can print small.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from declaration.wire.model import Message
from declaration.wire.signed import Signed

BEGINS = "BHXH-PHIEU1"
_SEPARATOR = "~"
_PARTS = 6


class Slip(Message):
    """Body of a slip's signature. ``number``: the first twelve digits of the sealed revision's digest."""

    number: str = Field(pattern="^[0-9A-F]{12}$")
    revision: int = Field(ge=1)
    at: datetime


@dataclass(frozen=True)
class SlipCode:
    """The slip as its station signed it, and that station's certificate."""

    slip: Signed
    certificate: Signed

    def to_text(self) -> str:
        signed, certificate = self.slip, self.certificate
        parts = (signed.body, signed.signature, certificate.body, certificate.kid, certificate.signature)
        return _SEPARATOR.join((BEGINS, *parts))

    @staticmethod
    def from_text(text: str) -> SlipCode | None:
        """The code in a text, or None when the text is no slip's. Nothing of it is believed yet."""
        parts = text.strip().split(_SEPARATOR)
        if len(parts) != _PARTS or parts[0] != BEGINS:
            return None
        _, body, signature, certificate, kid, certified = parts
        return SlipCode(
            Signed(body=body, kid="", signature=signature),
            Signed(body=certificate, kid=kid, signature=certified),
        )


def slip_number(digest: str) -> str:
    """The first digits of the sealed bytes' digest, in a form that can be read out: 1A2B-3C4D-5E6F."""
    text = digest[:12].upper()
    return "-".join(text[at : at + 4] for at in range(0, 12, 4))
