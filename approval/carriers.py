"""Outside systems that carry messages, behind two small protocols; and the reference carrier for practice.

A carrier never raises for what can happen on a network: it answers Handed, Later, Never or Unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from approval.clock import Clock
from approval.notice_texts import Letter
from approval.storage.database import Database
from approval.storage.rows import PracticeMessageRow


@dataclass(frozen=True)
class Handed:
    """The carrier has taken responsibility for the message."""


@dataclass(frozen=True)
class Later:
    """Not now; ``code`` is stable and holds no personal data."""

    code: str


@dataclass(frozen=True)
class Never:
    """This recipient cannot be reached this way."""

    code: str


@dataclass(frozen=True)
class Unknown:
    """It went out and the answer was lost: nothing is handed over again before that is known."""

    code: str


Handover = Handed | Later | Never | Unknown


class SmsCarrier(Protocol):
    def send(self, phone: str, text: str, key: str) -> Handover:
        """Hand over a short message to an E.164 number; ``key`` is this attempt's own. May block."""
        ...

    def was_taken(self, key: str) -> bool | None:
        """Whether the message of that attempt was taken, when its answer was lost; None: not known."""
        ...


class Mailer(Protocol):
    def send(self, address: str, letter: Letter, key: str) -> Handover:
        """Hand over an e-mail; ``key`` names the letter, also when it is handed over again. May block."""
        ...


class NoSmsCarrier:
    """No carrier is connected: says so, and the notice waits."""

    def send(self, phone: str, text: str, key: str) -> Handover:  # noqa: ARG002 - the protocol's names
        return Later("sms_not_connected")

    def was_taken(self, key: str) -> bool | None:  # noqa: ARG002
        return False


class NoMailer:
    """No mail server is set: says so, and the notice waits."""

    def send(self, address: str, letter: Letter, key: str) -> Handover:  # noqa: ARG002
        return Later("mail_not_connected")


@dataclass(frozen=True)
class PracticeCarrier:
    """Writes short messages to a table for the practice unit to show, clear passwords included.

    Only ever built with APPROVAL_PRACTICE set, where every person is invented.
    """

    database: Database
    clock: Clock

    def send(self, phone: str, text: str, key: str) -> Handover:  # noqa: ARG002 - the protocol's name
        return _kept(
            self.database, PracticeMessageRow(at=self.clock(), channel="sms", recipient=phone, text=text)
        )

    def was_taken(self, key: str) -> bool | None:  # noqa: ARG002
        return None


@dataclass(frozen=True)
class PracticeMailer:
    """The same for e-mail, when the practice unit has no mail server."""

    database: Database
    clock: Clock

    def send(self, address: str, letter: Letter, key: str) -> Handover:  # noqa: ARG002 - the protocol's name
        words = f"{letter.subject}\n\n{letter.text}"
        return _kept(
            self.database,
            PracticeMessageRow(at=self.clock(), channel="email", recipient=address, text=words),
        )


def _kept(database: Database, message: PracticeMessageRow) -> Handover:
    with database.writing() as session:
        session.add(message)
    return Handed()
