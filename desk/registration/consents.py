"""What people are shown before their data are used, and the proof of it: version, language, digest.

The words stand in the locales under ``consent``, one section a version. Changing them makes another version:
what somebody agreed to last year must stay readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from declaration.draft import LegalBasis, Purpose
from desk.i18n import has, t
from desk.ports.consents import OfAPurpose

VERSIONS: Final = {LegalBasis.CONSENT: "consent-2026-02", LegalBasis.PUBLIC_DUTY: "notice-2026-01"}
"""The version shown now, by the basis the agency has set."""
_PURPOSES: Final = {
    LegalBasis.CONSENT: (Purpose.ACCOUNT, Purpose.NEWS),
    LegalBasis.PUBLIC_DUTY: (Purpose.ACCOUNT,),
}


@dataclass(frozen=True)
class ConsentText:
    """One version in the language of the screen: what it says, and the words beside each tick."""

    basis: LegalBasis
    version: str
    words: str
    purposes: dict[Purpose, str]

    @property
    def digest(self) -> str:
        """Of exactly what is on the screen, line by line."""
        return sha256("\n".join((self.words, *self.purposes.values())).encode()).hexdigest()


def consent_text(basis: LegalBasis) -> ConsentText:
    """The text of now, in the language in use."""
    version = VERSIONS[basis]
    key = f"consent.{version}"
    purposes = {purpose: t(f"{key}.{purpose}") for purpose in _PURPOSES[basis]}
    return ConsentText(basis, version, t(f"{key}.words"), purposes)


def purpose_words(agreed: OfAPurpose) -> str:
    """The very words that stood beside the tick, where this program still has that version of them."""
    of_then, plain = (
        f"consent.{agreed.text_version}.{agreed.purpose}",
        f"taking_back.purpose.{agreed.purpose}",
    )
    return next((t(key) for key in (of_then, plain) if has(key)), agreed.purpose)
