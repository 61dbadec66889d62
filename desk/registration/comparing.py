"""A photographed card side or passport's page against the form: zone, printed number and code it shows.

Looking takes a third of a second and depends on the photo alone; comparing takes none and is done anew
whenever the form has changed. Nothing compared here fills a field: it only speaks for or against what is
there.
"""

from __future__ import annotations

from dataclasses import dataclass

from declaration.cards.cross_checks import CardFacts, mrz_problems, printed_number_problems, side_problems
from declaration.cards.identity_card import IdentityCard
from declaration.cards.mrz import Mrz, read_mrz
from declaration.cards.passport_checks import passport_page_problems
from declaration.cards.passport_zone import PassportZone, read_passport_zone
from declaration.cards.recognise import recognise
from declaration.draft import Draft, Field, PhotoRole
from declaration.form_values import card_facts, passport_facts
from declaration.privacy import Private
from declaration.problems import Problem, warning
from desk.ports.camera import CardReader, PhotoLab, Pixels
from desk.ports.print_reader import PrintReader, ZoneLook
from desk.ports.store import Photo

_LOOKED_AT = (PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK, PhotoRole.PASSPORT_PAGE)


@dataclass(frozen=True, repr=False)
class SideRead(Private):
    """What was read for certain on the photo of one role; None and () where nothing was. ``passport``: what
    the look at a passport's page gave."""

    role: PhotoRole
    zone: Mrz | None = None
    numbers: tuple[str, ...] = ()
    card: IdentityCard | None = None
    passport: ZoneLook | None = None


@dataclass(frozen=True)
class Comparison:
    """What one side says about the form. ``problems`` warn, stand at the role and carry no details, so their
    codes may be kept; ``agrees`` are keys of the locales under ``agrees``: mrz, printed_number, code,
    passport_zone.
    """

    role: PhotoRole
    problems: tuple[Problem, ...] = ()
    agrees: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(problem.code for problem in self.problems)


class Comparing:
    """Reads card sides as they are filed. May be called from any thread."""

    def __init__(self, prints: PrintReader, codes: CardReader, lab: PhotoLab) -> None:
        self._prints = prints
        self._codes = codes
        self._lab = lab

    def compare(self, draft: Draft, photo: Photo) -> Comparison:
        """Look and compare at once. Blocking."""
        return compared(draft, self.look(photo))

    def look(self, photo: Photo) -> SideRead:
        """What the photo of a card side or a passport shows for certain; nothing for any other role.
        Blocking."""
        if photo.role not in _LOOKED_AT:
            return SideRead(photo.role)
        frame = self._lab.open(photo.data)
        if isinstance(frame, Problem):
            return SideRead(photo.role)
        if photo.role is PhotoRole.PASSPORT_PAGE:
            return SideRead(photo.role, passport=self._prints.passport_zone(frame.pixels))
        card = self._card(frame.pixels)
        if photo.role is PhotoRole.CARD_FRONT:
            return SideRead(photo.role, numbers=self._prints.numbers(frame.pixels), card=card)
        zone = read_mrz(self._prints.zone(frame.pixels) or "")
        return SideRead(photo.role, zone=zone if isinstance(zone, Mrz) else None, card=card)

    def _card(self, pixels: Pixels) -> IdentityCard | None:
        reading = self._codes.read(pixels)
        card = recognise(reading.text) if reading.text is not None and reading.sure else None
        return card if isinstance(card, IdentityCard) else None


def compared(draft: Draft, read: SideRead) -> Comparison:
    """What a photo that was looked at says about the form as it is now; of another document than the form's
    nothing."""
    if read.role is PhotoRole.PASSPORT_PAGE:
        return _compared_page(draft, read)
    facts = card_facts(draft, draft.declared_on)
    if facts.number is None:
        return Comparison(read.role)
    code, zone = _code_problems(read, facts), _zone_problems(read, facts)
    printed = printed_number_problems(read.numbers, facts.number, read.role)
    agrees = {
        "mrz": read.zone is not None and not zone,
        "printed_number": read.numbers == (facts.number.value,),
        "code": read.card is not None and not code,
    }
    return Comparison(
        read.role, code + zone + printed, tuple(what for what, agree in agrees.items() if agree)
    )


def _compared_page(draft: Draft, read: SideRead) -> Comparison:
    text = read.passport.text if read.passport is not None else None
    zone = read_passport_zone(text or "", draft.declared_on)
    is_passport = draft.value(Field.DOCUMENT_KIND) == "passport" and draft.value(Field.DOCUMENT_NUMBER)
    if not isinstance(zone, PassportZone) or not is_passport:
        return Comparison(read.role)
    problems = passport_page_problems(zone, passport_facts(draft, draft.declared_on), read.role)
    return Comparison(read.role, problems, () if problems else ("passport_zone",))


def _code_problems(read: SideRead, facts: CardFacts) -> tuple[Problem, ...]:
    if read.card is None:
        return ()
    other = read.card.number != facts.number
    number = (warning(read.role, "code_number_differs"),) if other else ()
    return number + side_problems(facts.kind, read.card.kind, read.role)


def _zone_problems(read: SideRead, facts: CardFacts) -> tuple[Problem, ...]:
    return () if read.zone is None else mrz_problems(read.zone, facts, read.role)
