"""What a received record sets off besides its receipt, by its kind and by what was there before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from approval import complaints, consents, contact_outcomes, contacts, handovers, online, withdrawals
from approval.admission import Content
from approval.contact_codes import ContactCodes
from approval.contents import Declared
from approval.feed import Feed
from approval.storage import declarations
from approval.storage.database import Session
from approval.storage.rows import DeclarationRow
from approval.storage.withdrawals import any_of
from declaration.lifecycle import Kind, Status
from declaration.privacy import Private
from declaration.wire.complaint import ComplaintContent
from declaration.wire.consent_withdrawn import ConsentWithdrawnContent
from declaration.wire.contact_outcome import ContactContent
from declaration.wire.handover import HandoverContent
from declaration.wire.records import Record
from declaration.wire.withdrawal import WithdrawalContent


@dataclass(frozen=True, repr=False)
class Received(Private):
    """``is_new``: the first revision of its id; ``is_alone``: nobody like this person was there before."""

    record: Record
    content: Content
    is_new: bool
    is_alone: bool


@dataclass(frozen=True)
class Following:
    """For whoever has the transaction."""

    feed: Feed
    codes: ContactCodes

    def follow(self, session: Session, received: Sequence[Received], now: datetime) -> None:
        """All that has to be done now. They have nothing to do with one another."""
        declared = {each.record.id: each.content for each in received if isinstance(each.content, Declared)}
        withdrawn = any_of(session, list(declared)) if declared else set()
        owed = self.codes.owed(session, declared)
        for each in received:
            match each.content:
                case Declared():
                    is_withdrawn = each.record.id in withdrawn
                    self._declaration(session, each, is_withdrawn, each.record.id in owed, now)
                case WithdrawalContent():
                    withdrawals.receive(session, self.feed, each.record, each.content, now)
                case ContactContent():
                    contact_outcomes.receive(session, each.record, each.content, now)
                case HandoverContent():
                    handovers.keep(session, each.record, each.content)
                case ComplaintContent():
                    complaints.keep(session, each.record, each.content)
                case ConsentWithdrawnContent():
                    consents.receive(session, each.record, each.content, now)

    def _declaration(
        self, session: Session, received: Received, is_withdrawn: bool, is_owed: bool, now: datetime
    ) -> None:
        record, content = received.record, received.content
        assert isinstance(content, Declared)
        answered = is_withdrawn and withdrawals.follow(session, self.feed, record, now)
        if content.online_number:
            online.handed_in(session, content.online_number, record.id)
        if received.is_new and not answered:
            is_alone = received.is_alone or declarations.is_alone(session, record.id, content)
            if is_alone and not is_owed and content.kind != Kind.ADJUST:
                return  # as nearly every one: its row need not be read; a new contact stands in none
        elif not _awaits_review(session, record):
            return
        row = session.get_one(DeclarationRow, record.id)
        contacts.tell_the_second(session, self.feed, row)
        self.codes.owe(session, row)


def _awaits_review(session: Session, record: Record) -> bool:
    """Whether this revision is the newest, and nothing has been done with it yet."""
    stands = declarations.standings(session, [record.id]).get(record.id)
    return stands is not None and (stands.revision, stands.status) == (record.revision, Status.RECEIVED)
