"""A card's text becomes a filled form: fields with their source, matched with the unit's list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from declaration.cards.card import Foreign
from declaration.cards.cross_checks import end_problems, mrz_problems
from declaration.cards.identity_card import IdentityCard
from declaration.cards.insurance_card import InsuranceCard
from declaration.cards.mrz import Mrz
from declaration.cards.passport_zone import PassportZone
from declaration.cards.recognise import card_problems, recognise
from declaration.cards.scanner_text import Mend, mend
from declaration.cards.zone_text import read_zone_text
from declaration.draft import Draft, Field, Source
from declaration.form_values import card_facts
from declaration.person import BirthDate
from declaration.privacy import Private
from declaration.problems import Problem
from desk.ports.clock import Clock
from desk.ports.store import RosterPerson, RosterStore
from desk.registration.matching import Match, Matching, with_listed
from desk.registration.passport_filling import filled_from_passport, is_another_passport, typed_otherwise
from desk.registration.zone_filling import filled_from, is_anothers

Card = IdentityCard | InsuranceCard | Mrz | PassportZone


@dataclass(frozen=True, repr=False)
class Scanned(Private):
    """The form after a card. ``suggestions`` are people of the lists who may be this one (Matching): used
    only on the registrar's word.

    ``problems`` are those that only this scan can tell; what the filled fields say about themselves stands
    in ``field_problems``. ``agrees``: the zone says what the form held from the card's code already.
    """

    draft: Draft
    card: Card
    problems: tuple[Problem, ...]
    matched: RosterPerson | None
    suggestions: tuple[RosterPerson, ...]
    mends: tuple[Mend, ...] = ()
    is_in_doubt: bool = False
    agrees: bool = False

    @property
    def wants_comparing(self) -> bool:
        """Text was mended, lacks every accent, or contradicts the form: the registrar looks at the card."""
        return bool(self.mends or self.problems) or self.is_in_doubt


@dataclass(frozen=True, repr=False)
class AnotherPerson(Private):
    """The card belongs to somebody else than the form: begin a new form, or leave it."""

    card: Card


@dataclass(frozen=True, repr=False)
class TypedOtherwise(Private):
    """These fields were typed and the passport says something else: nothing is filled until the registrar
    has said which of the two holds."""

    card: PassportZone
    fields: tuple[Field, ...]


class Typed(Enum):
    """What becomes of typed text that the passport contradicts."""

    ASK = auto()
    GIVES_WAY = auto()
    STAYS = auto()


@dataclass(frozen=True)
class NotRead:
    """The text is not a card we know; ``code`` is a key of the locales."""

    code: str


Taken = Scanned | AnotherPerson | TypedOtherwise | NotRead


class Scanning:
    """Takes the text of a code, from whichever reader or scanner."""

    def __init__(self, roster: RosterStore, clock: Clock) -> None:
        self._matching = Matching(roster, clock)
        self._clock = clock

    def take(self, draft: Draft, text: str, typed: Typed = Typed.ASK) -> Taken:
        """The draft filled from the card. Blocking: asks the list."""
        match read_zone_text(text, self._clock.today()):
            case Problem() as problem:
                return NotRead(problem.code)
            case Mrz() as zone:
                return self._zone(draft, zone)
            case PassportZone() as zone:
                return self._passport(draft, zone, typed)
        mended = mend(text)
        if mended.loss is not None:
            return NotRead(mended.loss)
        card = recognise(mended.text)
        if isinstance(card, Foreign):
            return NotRead(card.reason_code)
        if _belongs_to_another(draft, card):
            return AnotherPerson(card)
        if isinstance(card, InsuranceCard):
            return self._insurance_card(draft, card)
        scanned = self._identity_card(draft, card)
        return replace(scanned, mends=mended.mends, is_in_doubt=mended.is_in_doubt)

    def use(self, draft: Draft, person: RosterPerson) -> Draft:
        """The registrar says that this row of a list is the person."""
        return with_listed(draft, person)

    def match(self, draft: Draft) -> Match:
        """What was typed, matched with the lists as a card is. Blocking."""
        return self._matching.match(draft)

    def listed(self, draft: Draft) -> RosterPerson | None:
        """Whom a draft that comes back to the table was matched with. Blocking."""
        return self._matching.listed(draft)

    def _identity_card(self, draft: Draft, card: IdentityCard) -> Scanned:
        filled = draft.with_values(
            {
                Field.FULL_NAME: card.full_name,
                Field.DOCUMENT_KIND: "citizen_id",
                Field.DOCUMENT_NUMBER: card.number.value,
                Field.BIRTH: card.birth.shown(),
                Field.SEX: card.sex.value,
                Field.ISSUED: card.issued.isoformat() if card.issued else "",
                Field.CARD: card.kind.value,
                Field.ADDRESS: card.address,
            },
            Source.CARD,
        )
        filled = replace(filled, verification=None)  # another card asks for another look at the person
        return self._matched(filled, card, ())

    def _zone(self, draft: Draft, zone: Mrz) -> Scanned | AnotherPerson:
        """The back: compared with what a code filled in, or filling what it alone can tell."""
        today = self._clock.today()
        if is_anothers(zone, draft, today):
            return AnotherPerson(zone)
        filled = filled_from(zone, draft)
        problems = mrz_problems(zone, card_facts(filled, today))
        if not filled.value(Field.ISSUED):  # with it the end is computed, and said by the fields
            problems += end_problems(zone, today)
        has_name, has_code = bool(draft.value(Field.FULL_NAME)), bool(draft.value(Field.CARD))
        scanned = self._matched(filled, zone, problems)
        return replace(scanned, is_in_doubt=not has_name, agrees=has_code and not problems)

    def _passport(
        self, draft: Draft, zone: PassportZone, typed: Typed
    ) -> Scanned | AnotherPerson | TypedOtherwise:
        """A passport fills the form alone: it has no code to be compared with."""
        today = self._clock.today()
        otherwise = typed_otherwise(zone, draft, today)
        if typed is Typed.ASK:
            if is_another_passport(zone, draft, today):
                return AnotherPerson(zone)
            if otherwise:
                return TypedOtherwise(zone, otherwise)
        stays = otherwise if typed is Typed.STAYS else ()
        return self._matched(filled_from_passport(zone, draft, today, stays), zone, ())

    def _matched(self, filled: Draft, card: Card, problems: tuple[Problem, ...]) -> Scanned:
        old_number = card.old_number if isinstance(card, IdentityCard) else ""
        found = self._matching.match(filled, old_number)
        return Scanned(found.draft, card, problems, found.matched, found.suggestions)

    def _insurance_card(self, draft: Draft, card: InsuranceCard) -> Scanned:
        filled = draft.with_value(Field.INSURANCE_CODE, card.code.value, Source.CARD)
        filled = filled.with_value(Field.INSURANCE_UNKNOWN, "")
        if not filled.value(Field.FULL_NAME):
            filled = filled.with_values(
                {Field.FULL_NAME: card.full_name, Field.BIRTH: card.birth.shown()}, Source.CARD
            )
        return self._matched(filled, card, card_problems(card, self._clock.today()))


def _belongs_to_another(draft: Draft, card: IdentityCard | InsuranceCard) -> bool:
    """An identity card with another number, or a health card with another birth date, is somebody else's."""
    if isinstance(card, IdentityCard):
        return draft.document_was_read and draft.value(Field.DOCUMENT_NUMBER) != card.number.value
    birth = draft.value(Field.BIRTH)
    return bool(birth) and not _same_birth(birth, card.birth)


def _same_birth(shown: str, birth: BirthDate) -> bool:
    """A year alone on the health card agrees with any day of that year."""
    return shown == birth.shown() or (birth.month is None and shown.endswith(str(birth.year)))
