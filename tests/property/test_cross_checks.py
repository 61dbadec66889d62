"""Zones and forms, for every person and every slip: a card agrees with itself, and with nobody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from declaration.cards.cross_checks import CardFacts, facts_problems, mrz_problems
from declaration.cards.identity_card import IdentityCard
from declaration.cards.mrz import Mrz, read_mrz
from declaration.cards.recognise import recognise
from declaration.cards.zone_text import is_begun_zone, is_whole_zone, read_zone_text
from declaration.person import BirthDate
from practice.people import PracticePerson, identity_payload, invented_person, machine_readable_zone
from tests.property.test_cards import names

people = st.integers(0, 5000).map(invented_person)
ZONE_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"


def facts_of(person: PracticePerson) -> CardFacts:
    """What the form holds after the card's code was read."""
    card = recognise(identity_payload(person))
    assert isinstance(card, IdentityCard)
    return CardFacts(card.number, card.full_name, card.birth, card.sex, card.kind, card.issued)


def zone_of(person: PracticePerson) -> str:
    return "\n".join(machine_readable_zone(person))


@given(people)
def test_a_person_agrees_with_their_own_card_in_all_checks(person: PracticePerson) -> None:
    zone = read_mrz(zone_of(person))
    assert isinstance(zone, Mrz)
    assert mrz_problems(zone, facts_of(person)) == ()
    assert facts_problems(facts_of(person), person.issued) == ()


@given(people, names)
def test_any_name_agrees_with_the_zone_it_is_written_in(person: PracticePerson, name: str) -> None:
    named = replace(person, full_name=name)
    zone = read_mrz(zone_of(named))
    assert isinstance(zone, Mrz)
    assert mrz_problems(zone, facts_of(named)) == ()


@given(people, people)
def test_swapped_cards_always_give_a_problem(one: PracticePerson, other: PracticePerson) -> None:
    assume(one.number != other.number)
    zone = read_mrz(zone_of(other))
    assert isinstance(zone, Mrz)
    assert "mrz_number_differs" in {problem.code for problem in mrz_problems(zone, facts_of(one))}


@given(people, st.integers(0, 91), st.sampled_from(ZONE_SIGNS))
def test_no_single_changed_sign_is_taken_for_another_zone_unnoticed(
    person: PracticePerson, at: int, sign: str
) -> None:
    text = zone_of(person)
    assume(text[at] not in ("\n", sign))
    read = read_mrz(text[:at] + sign + text[at + 1 :])
    if isinstance(read, Mrz) and read != read_mrz(text):
        assert mrz_problems(read, facts_of(person)) != ()
        # neither name nor sex stands under a check digit; without a form the number tells the sex
        assert read.number.value == person.number
        assert (read.birth, read.expiry) == (person.birth, _sound(text).expiry)


def _sound(text: str) -> Mrz:
    zone = read_mrz(text)
    assert isinstance(zone, Mrz)
    return zone


@given(
    st.text(max_size=120)
    | st.text(ZONE_SIGNS + "\n |;é", max_size=90).map("IDVNM{}".format)
    | st.text(ZONE_SIGNS, min_size=85, max_size=85).map("IDVNM{}".format)
)
def test_no_text_at_all_raises(text: str) -> None:
    read_zone_text(text, date(2026, 3, 2))
    is_whole_zone(text)
    is_begun_zone(text)


@given(people, st.none() | people, st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.none() | names)
def test_comparing_anything_with_anything_raises_nothing(
    person: PracticePerson, other: PracticePerson | None, day: date, name: str | None
) -> None:
    facts = facts_of(other) if other else CardFacts(birth=BirthDate(day.year))
    facts = replace(facts, issued=day, full_name=name or "")
    assert all(not problem.blocks for problem in mrz_problems(_sound(zone_of(person)), facts))
    assert all(not problem.blocks for problem in facts_problems(facts, day))
