"""Who of the units' lists the person on the table is: for certain, perhaps, or nobody.

Certain is the number of a document that was read; any other number or code only with the name beside it. A
name with a birth date, or alone where the list has no more, is a suggestion: it holds once the registrar says
so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from declaration.contact import Phone, read_phone
from declaration.draft import Draft, Field, Source
from declaration.identity import InsuranceCode, may_be_of_one, read_insurance_code
from declaration.person import BirthDate, read_birth_date, search_key
from declaration.privacy import Private
from desk.ports.clock import Clock
from desk.ports.store import RosterPerson, RosterStore


@dataclass(frozen=True, repr=False)
class Match(Private):
    """The form with what the list knew, and whom it was matched with, or who it may be."""

    draft: Draft
    matched: RosterPerson | None = None
    suggestions: tuple[RosterPerson, ...] = ()


@dataclass(frozen=True, repr=False)
class Known(Private):
    """What is known of the person: ``birth`` as BirthDate.iso(), ``old_number`` the nine digits a card names
    beside its own, ``was_read`` of the number."""

    number: str
    full_name: str
    birth: str
    old_number: str = ""
    insurance_code: str = ""
    was_read: bool = True

    def is_surely(self, person: RosterPerson) -> bool:
        has_number = bool(self.number) and person.document_number == self.number
        if has_number and self.was_read:
            return True
        has_old = bool(self.old_number) and person.document_number == self.old_number
        has_code = bool(self.insurance_code) and person.insurance_code == self.insurance_code
        has_code = has_code and may_be_of_one(person.document_number, self.number)
        return self._is_named(person) and (has_number or has_old or has_code)

    def may_be(self, person: RosterPerson) -> bool:
        has_number = bool(self.number) and person.document_number == self.number
        return has_number or not self.full_name or self._is_named(person)

    def _is_named(self, person: RosterPerson) -> bool:
        return search_key(person.full_name) == search_key(self.full_name)


class Matching:
    """Asks the lists. Blocking."""

    def __init__(self, roster: RosterStore, clock: Clock) -> None:
        self._roster = roster
        self._clock = clock

    def match(self, draft: Draft, old_number: str = "") -> Match:
        """By what stands in the form. Who was matched before stays while the form is that person's, and gives
        nothing twice: what the registrar took out of a field stays out."""
        known = self._known(draft, old_number)
        listed = self.listed(draft)
        if listed is not None:
            return Match(draft, listed)
        certain, possible = self.look(known)
        if len(certain) == 1:
            return Match(with_listed(draft, certain[0]), certain[0])
        return Match(replace(draft, listed_as=0), None, possible)

    def listed(self, draft: Draft) -> RosterPerson | None:
        """The row the draft names, while number and name in the form do not say that it is another's."""
        row = self._roster.person(draft.listed_as) if draft.listed_as else None
        if row is None:
            return None
        known = self._known(draft, "")
        is_so = known.may_be(row) and may_be_of_one(row.document_number, known.number)
        return row if is_so else None

    def look(self, known: Known, unit: str = "") -> tuple[tuple[RosterPerson, ...], tuple[RosterPerson, ...]]:
        """Those who are surely this person, and all who may be; by a name alone in ``unit``, if given."""
        found = self._roster.matches(
            document_number=known.number,
            full_name=known.full_name,
            birth=known.birth,
            old_number=known.old_number,
            insurance_code=known.insurance_code,
            unit=unit,
        )
        return tuple(filter(known.is_surely, found)), tuple(filter(known.may_be, found))

    def _known(self, draft: Draft, old_number: str) -> Known:
        birth = read_birth_date(draft.value(Field.BIRTH), self._clock.today())
        code = read_insurance_code(draft.value(Field.INSURANCE_CODE))
        return Known(
            draft.value(Field.DOCUMENT_NUMBER),
            draft.value(Field.FULL_NAME),
            birth.iso() if isinstance(birth, BirthDate) else "",
            old_number,
            code.value if isinstance(code, InsuranceCode) else "",
            draft.document_was_read,
        )


def with_listed(draft: Draft, person: RosterPerson) -> Draft:
    """This row of a list is the person. What it knows is taken; what card or registrar gave stays."""
    phone = read_phone(person.phone)
    known = {
        Field.INSURANCE_CODE: person.insurance_code,
        Field.PHONE: phone.shown() if isinstance(phone, Phone) else person.phone,
        Field.EMAIL: person.email,
    }
    wanted = {name: value for name, value in known.items() if value and not draft.value(name)}
    filled = replace(draft.with_values(wanted, Source.ROSTER), listed_as=person.id)
    if filled.value(Field.INSURANCE_CODE):
        filled = filled.with_value(Field.INSURANCE_UNKNOWN, "")
    return filled
