"""Who is speaking to the service, once a token proved it."""

from __future__ import annotations

from dataclasses import dataclass

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
    """A signed-in reviewer or supervisor, who sees one agency's declarations and stations."""

    name: str
    display_name: str
    agency: str
    roles: frozenset[PersonRole]
