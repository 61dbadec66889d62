"""The world around the service, as one value that tests and the practice unit can replace."""

from __future__ import annotations

from dataclasses import dataclass, field

from argon2 import PasswordHasher

from approval.carriers import Mailer, SmsCarrier
from approval.clock import Clock, system_clock
from approval.lookups import CodeRegister
from approval.population import Registry
from approval.storage.database import SharedClock, database_time


@dataclass(frozen=True)
class Outside:
    """What tests and the practice unit may put in the place of the world; None means: as the settings say."""

    clock: Clock = system_clock
    shared_clock: SharedClock = database_time
    # by name, as tests have a cheap one in its place
    hasher: PasswordHasher = field(default_factory=lambda: PasswordHasher())
    sms: SmsCarrier | None = None
    mail: Mailer | None = None
    registry: Registry | None = None
    codes: CodeRegister | None = None
