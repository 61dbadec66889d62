"""Photos of a card against the form: whoever's card lies in the wrong declaration is noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from declaration.draft import Draft, Field, PhotoRole
from declaration.problems import warning
from desk.capture.photo import DeskPhotoLab
from desk.capture.print_reader import CardPrintReader
from desk.capture.reader import CodeReader
from desk.i18n import LANGUAGES, load
from desk.ports.camera import Frame, Pixels, Reading
from desk.ports.store import Photo
from desk.registration.comparing import Comparing, Comparison, SideRead, compared
from desk.registration.scanning import Scanned, Scanning
from practice.drawn_cards import card_back, card_front
from practice.people import PracticePerson, identity_payload, insurance_payload, machine_readable_zone
from tests.builders import NOON, whole_draft
from tests.fakes.declared import picture
from tests.fakes.desk_eyes import HeldUp
from tests.fakes.photographs import NEWER, OLDER, PEOPLE, TILTED, lying
from tests.fakes.printed import SeenPrint
from tests.fakes.program import SetClock
from tests.fakes.shelf import Shelf
from tests.fakes.store import MemoryRoster

FRONT, BACK = PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK
LAB = DeskPhotoLab()
REAL = Comparing(CardPrintReader(), CodeReader(), LAB)


def form_of(person: PracticePerson) -> Draft:
    """The form as the card's code filled it."""
    scanned = Scanning(MemoryRoster(Shelf()), SetClock(NOON)).take(
        replace(whole_draft(), values={}, sources={}), identity_payload(person)
    )
    assert isinstance(scanned, Scanned)
    return scanned.draft


def filed(person: PracticePerson, role: PhotoRole) -> Photo:
    side = card_front(person) if role is FRONT else card_back(person)
    return LAB.photograph(Frame(lying(side, TILTED), taken_at=0), role).photo


def told(
    draft: Draft, role: PhotoRole, *, zone: str | None = None, numbers: tuple[str, ...] = (), code: str = ""
) -> Comparison:
    """What is said when these are seen on the photo of a side."""
    eyes = HeldUp()
    eyes.hold(code or None)
    return Comparing(SeenPrint(zone, numbers), eyes, LAB).compare(draft, picture(1, role))


def zone_of(person: PracticePerson) -> str:
    return "\n".join(machine_readable_zone(person))


@pytest.mark.parametrize("person", [OLDER, NEWER])
def test_a_person_agrees_with_the_photos_of_their_own_card(person: PracticePerson) -> None:
    form = form_of(person)
    front, back = (REAL.compare(form, filed(person, role)) for role in (FRONT, BACK))
    assert (front.problems, back.problems) == ((), ())
    coded = front if person is OLDER else back
    assert {"printed_number"} <= set(front.agrees)
    assert {"mrz"} <= set(back.agrees)
    assert "code" in coded.agrees


@pytest.mark.parametrize("form_is", [OLDER, NEWER])
@pytest.mark.parametrize("role", [FRONT, BACK])
def test_the_photo_of_somebody_elses_card_is_noticed(form_is: PracticePerson, role: PhotoRole) -> None:
    for person in (OLDER, NEWER):
        if person is not form_is:
            comparison = REAL.compare(form_of(form_is), filed(person, role))
            assert comparison.problems
            assert {problem.field for problem in comparison.problems} == {role}


@pytest.mark.parametrize("one", PEOPLE[:8])
@pytest.mark.parametrize("other", PEOPLE[8:12])
def test_swapped_sides_always_give_a_problem(one: PracticePerson, other: PracticePerson) -> None:
    form = form_of(one)
    assert "mrz_number_differs" in told(form, BACK, zone=zone_of(other)).codes
    assert told(form, FRONT, numbers=(other.number,)).codes == ("printed_number_differs",)
    assert "code_number_differs" in told(form, FRONT, code=identity_payload(other)).codes
    assert told(form, BACK, zone=zone_of(one)) == Comparison(BACK, (), ("mrz",))


def test_the_other_generation_of_ones_own_card_is_noticed() -> None:
    form = form_of(OLDER)
    newer = identity_payload(OLDER) + "||||"
    assert told(form, BACK, code=newer) == Comparison(BACK, (warning(BACK, "card_sides_differ"),))
    typed = form.with_value(Field.CARD, "")
    assert told(typed, BACK, code=newer) == Comparison(BACK, (), ("code",))


def test_what_was_not_read_says_nothing() -> None:
    form = form_of(OLDER)
    for role in (FRONT, BACK):
        assert told(form, role) == Comparison(role)
        assert told(form, role, zone="IDVNM", code="https://example.com") == Comparison(role)
        assert told(form, role, code=insurance_payload(OLDER)) == Comparison(role)
    assert told(form, FRONT, numbers=(OLDER.number, NEWER.number)) == Comparison(FRONT)


def test_one_misread_digit_is_no_news_and_no_agreement() -> None:
    misread = OLDER.number[:-1] + str((int(OLDER.number[-1]) + 1) % 10)
    assert told(form_of(OLDER), FRONT, numbers=(misread,)) == Comparison(FRONT)


def test_a_code_that_was_guessed_does_not_count() -> None:
    class Unsure(HeldUp):
        def read(self, pixels: Pixels) -> Reading:
            return replace(super().read(pixels), sure=False)

    eyes = Unsure()
    eyes.hold(identity_payload(NEWER))
    comparing = Comparing(SeenPrint(), eyes, LAB)
    assert comparing.compare(form_of(OLDER), picture(1, FRONT)) == Comparison(FRONT)


def test_other_photos_are_not_even_looked_at() -> None:
    prints, eyes = SeenPrint(zone_of(NEWER), (NEWER.number,)), HeldUp()
    comparing = Comparing(prints, eyes, LAB)
    for role in (PhotoRole.PORTRAIT, PhotoRole.SIGNATURE, PhotoRole.SIGNED_FORM):
        assert comparing.compare(form_of(OLDER), picture(1, role)) == Comparison(role)
    broken = replace(picture(1, BACK), data=b"no picture")
    assert comparing.look(broken) == SideRead(BACK)
    assert (prints.looks, eyes.looks) == (0, 0)


def test_a_side_once_read_is_compared_anew_with_a_changed_form() -> None:
    read = REAL.look(filed(OLDER, BACK))
    form = form_of(OLDER)
    assert compared(form, read).agrees[0] == "mrz"
    assert compared(form.with_value(Field.FULL_NAME, "Lê Văn Khác"), read).codes == ("mrz_name_differs",)
    passport = form.with_value(Field.DOCUMENT_KIND, "passport").with_value(Field.DOCUMENT_NUMBER, "C1234567")
    assert compared(passport, read) == Comparison(BACK)
    assert repr(read) == "<SideRead>"


def test_what_agrees_has_words() -> None:
    keys = {f"agrees.{what}" for what in ("mrz", "printed_number", "code", "passport_zone")}
    assert all(keys <= set(load(language).texts) for language in LANGUAGES)
