"""What one does about one's own sign-in to the service: a new passphrase, the second step."""

from __future__ import annotations

from collections.abc import Callable

from declaration.wire.people import RecoveryCodes, SecondStepSecret
from desk.ports.service import Denied, NoAnswer
from desk.ports.staff import OwnSignInService

Draw = Callable[[str], bytes]
"""A text as a QR code, PNG."""


class OwnSignIn:
    """Whoever is signed in. ``has_second_step``: as it was when they came in."""

    def __init__(self, service: OwnSignInService, draw: Draw, *, has_second_step: bool) -> None:
        self._service = service
        self.draw = draw
        self.has_second_step = has_second_step

    async def change_passphrase(self, passphrase: str, new: str) -> Denied | NoAnswer | None:
        """From now on the new one. None: it is so, and whoever is signed in has to sign in again."""
        return await self._service.change_passphrase(passphrase, new)

    async def begin(self, passphrase: str) -> SecondStepSecret | Denied | NoAnswer:
        """The secret for an app, for the passphrase said again."""
        return await self._service.begin_second_step(passphrase)

    async def confirm(self, code: str) -> RecoveryCodes | Denied | NoAnswer:
        """The recovery codes, for the app's first code; from then on one is asked for."""
        answer = await self._service.confirm_second_step(code)
        self.has_second_step = self.has_second_step or isinstance(answer, RecoveryCodes)
        return answer
