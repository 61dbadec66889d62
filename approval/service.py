"""The service's parts, joined: what routes, commands and the practice unit are handed."""

from __future__ import annotations

from dataclasses import dataclass

from approval.agency_tree import AgencyTree
from approval.auditing import Auditing
from approval.background import Background
from approval.claims import Claims
from approval.codes_said import CodesSaid
from approval.complaints import Complaints
from approval.contact_codes import ContactCodes
from approval.contact_review import ContactReview
from approval.day_books import Balancing
from approval.feed import Feed
from approval.figures import Figures
from approval.greeting import Greeting
from approval.handouts import Handouts
from approval.handovers import Handovers
from approval.intake import Intake
from approval.keys import Keys
from approval.lapses import Lapses
from approval.limits import Limits
from approval.lookups import Lookups
from approval.meters import Meters
from approval.office import Office
from approval.online import OnlineDeclarations
from approval.orders import Orders
from approval.own_sign_in import OwnSignIn
from approval.people import People
from approval.reasons import Reasons
from approval.recovery import Recovery
from approval.resending import Resending
from approval.review_desk import ReviewDesk
from approval.reviewing import Reviewing
from approval.second_steps import SecondSteps
from approval.staff import Staff
from approval.stations import Stations
from approval.storage.blobs import Blobs
from approval.storage.database import Database
from approval.stores import Stores
from approval.supervision import Supervision
from approval.threads import Threads
from approval.together import Together
from approval.tokens import Tokens
from approval.tracing import Tracer
from approval.uploads import Uploads


@dataclass(frozen=True)
class Service:
    """Built once, in app.py."""

    stores: Stores
    database: Database
    blobs: Blobs
    uploads: Uploads
    threads: Threads
    keys: Keys
    feed: Feed
    tokens: Tokens
    limits: Limits
    greeting: Greeting
    stations: Stations
    people: People
    own_sign_in: OwnSignIn
    second_steps: SecondSteps
    auditing: Auditing
    staff: Staff
    agency_tree: AgencyTree
    intake: Intake
    review_desk: ReviewDesk
    reviewing: Reviewing
    together: Together
    reasons: Reasons
    claims: Claims
    resending: Resending
    contact_codes: ContactCodes
    codes_said: CodesSaid
    contact_review: ContactReview
    handovers: Handovers
    online: OnlineDeclarations
    complaints: Complaints
    supervision: Supervision
    figures: Figures
    recovery: Recovery
    balancing: Balancing
    orders: Orders
    handouts: Handouts
    office: Office
    lapses: Lapses
    lookups: Lookups
    background: Background
    practice: bool
    meters: Meters | None
    tracer: Tracer | None
    log_requests: bool

    def close(self) -> None:
        """Let everybody who waits go, and release the files."""
        self.feed.bells.close()
        self.threads.close()
        self.intake.close()
        self.stores.close()
        if self.tracer is not None:
            self.tracer.close()
