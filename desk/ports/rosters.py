"""The lists of units: who is on them, how far each has come, whom to ask at the unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from declaration.lifecycle import Status
from declaration.privacy import Private
from desk.ports.store import RosterPerson


class Standing(StrEnum):
    """How far a person of a list has come; keys of the locales under ``rosters.standing``."""

    MISSING = "missing"
    WAITING = "waiting"
    RETURNED = "returned"
    REGISTERED = "registered"


STANDING: Final[Mapping[Status, Standing]] = {
    Status.DRAFT: Standing.RETURNED,  # only a correction: a new draft is no declaration yet
    Status.FINISHED: Standing.WAITING,
    Status.RECEIVED: Standing.WAITING,
    Status.RETURNED: Standing.RETURNED,
    Status.REJECTED: Standing.RETURNED,
    Status.LAPSED: Standing.RETURNED,
    Status.WITHDRAWN: Standing.MISSING,
    Status.APPROVED: Standing.REGISTERED,
    Status.ISSUED: Standing.REGISTERED,
    Status.ACTIVATED: Standing.REGISTERED,
    Status.APPLIED: Standing.REGISTERED,
}
"""Of the newest declaration to register that has the person's number, or their insurance code."""


class UnitKind(StrEnum):
    """What a unit is; keys of the locales under ``rosters.kind``."""

    EMPLOYER = "employer"
    SCHOOL = "school"
    MEDICAL = "medical"


@dataclass(frozen=True, repr=False)
class Contact(Private):
    """Whom to ask at the unit (đầu mối); what is not known is empty."""

    full_name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, repr=False)
class Unit(Private):
    """One unit that has a list."""

    name: str
    kind: UnitKind = UnitKind.EMPLOYER
    contact: Contact = Contact()


@dataclass(frozen=True, repr=False)
class UnitFigures(Private):
    """A unit with its numbers of today. ``ticked``: how many were seen here by their card; ``taken_off``: how
    many were on the list, are no more, and count nowhere else."""

    unit: Unit
    people: int
    standings: Mapping[Standing, int]
    ticked: int = 0
    relatives: int = 0
    taken_off: int = 0


@dataclass(frozen=True, order=True)
class Group:
    """Part of a unit: a faculty (khoa), a class (lớp) of it, or all of either; "" is every one."""

    faculty: str = ""
    school_class: str = ""


EVERYBODY: Final = Group()


@dataclass(frozen=True, repr=False)
class ListedPerson(Private):
    """One line of a list."""

    person: RosterPerson
    standing: Standing
    ticked_at: datetime | None = None
    taken_off_at: datetime | None = None


@dataclass(frozen=True, repr=False)
class ListedPage(Private):
    """Some lines of a list in its order, and how many there are in all."""

    lines: tuple[ListedPerson, ...]
    total: int


@dataclass(frozen=True)
class Taken:
    """What a list brought: people that are new, changed, the same; those it no longer names, who stay; and
    those it names though they were taken off, who stay off."""

    new: int = 0
    changed: int = 0
    same: int = 0
    left_out: int = 0
    taken_off: int = 0


class StoppedError(Exception):
    """Somebody stopped it; the list is as it was."""


class UnitLists(Protocol):
    """The lists of units as one works with them. Every method is one transaction, or one look."""

    def units(self) -> Sequence[UnitFigures]:
        """Every unit that has a list, by name."""

    def page(
        self,
        unit: str,
        standing: Standing | None,
        text: str,
        *,
        first: int,
        limit: int,
        group: Group = EVERYBODY,
        taken_off: bool = False,
    ) -> ListedPage:
        """People of a unit in the order of the list, ``first`` counted from 0; ``text``: some words of the
        name, without diacritics too, or the beginning of a number or member code. ``taken_off``: those who
        were taken off instead."""

    def groups(self, unit: str) -> Sequence[Group]:
        """Every class of every faculty its list names, in order; nothing where it names none."""

    def names_of(self, numbers: Sequence[str], *, elsewhere: str) -> Mapping[str, str]:
        """Those of these document numbers that lists of other units than ``elsewhere`` have, with the name
        there."""

    def take(self, people: Sequence[RosterPerson], go_on: Callable[[int], bool], by: str) -> Taken:
        """Put a list in, in one transaction: who is on the unit's list already is changed, nobody is doubled,
        what the new list leaves empty stays, who was taken off stays off. ``go_on`` hears how many are done;
        when it says no, StoppedError is raised and nothing has changed."""

    def note_given(self, people: int, by: str) -> None:
        """So many people of a list left this machine as a file: a line of the audit trail."""

    def tick(self, person: int, number: str, at: datetime) -> None:
        """This person was here, with this card; the number is kept where the list had none, or
        the one of an old identity card."""

    def take_off(self, person: int, by: str, at: datetime) -> None:
        """This person is on the list no more: found by nothing, counted nowhere. What was declared stays."""

    def put_back(self, person: int, by: str, at: datetime) -> None:
        """Who was taken off is on the list again, in the old place."""

    def keep_unit(self, unit: Unit) -> None:
        """What a unit is, and whom to ask there."""

    def drop(self, unit: str, registrar: str, at: datetime) -> int:
        """The unit's list leaves, with its contact; how many people were on it. Declarations stay."""
