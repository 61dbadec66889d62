"""Who is speaking to the service, once a token proved it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from approval import rights
from approval.rights import Act
from declaration.wire.sign_in import PersonRole


@dataclass(frozen=True)
class Station:
    """An enrolled, active station; ``public_key`` is its Ed25519 half, base64url; ``former_keys`` are those
    of machines it has left."""

    id: str
    name: str
    agency: str
    public_key: str
    former_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """Somebody signed in; ``below``: the agencies under theirs, where the same rights hold. ``must_change``:
    the passphrase is not their own yet, and nothing else may be done before it is."""

    name: str
    display_name: str
    agency: str
    roles: frozenset[PersonRole]
    below: frozenset[str] = frozenset()
    must_change: bool = False

    @property
    def agencies(self) -> frozenset[str]:
        """Where this person's rights hold; what is at any other agency does not exist for them."""
        return self.below | {self.agency}

    def may(self, act: Act) -> bool:
        return rights.may(self.roles, act)


@dataclass(frozen=True)
class Keeper:
    """Who keeps people, agencies and stations, and where; ``agencies`` None: the office at the machine
    itself, everywhere; ``top``: the keeper's own one, "" for the office."""

    name: str
    agencies: frozenset[str] | None = None
    top: str = ""

    @classmethod
    def of(cls, person: Person) -> Keeper:
        return cls(person.name, person.agencies, person.agency)

    def reaches(self, agency: str) -> bool:
        return self.agencies is None or agency in self.agencies


OFFICE: Final = Keeper("office")
