"""What a scanner types is a card when it is whole: its code, or the three lines of its back."""

from __future__ import annotations

import asyncio

import flet as ft
import pytest

from declaration.draft import Field
from desk.views.desk.scanner import ZoneLines, is_whole_card
from desk.views.desk.view import desk_screen
from desk.views.theme import Tone
from practice.people import identity_payload, insurance_payload, invented_person, machine_readable_zone
from tests.views.at_the_desk import Desk, a_desk, said, until
from tests.views.at_the_desk import desk as desk
from tests.views.desk_in_sight import SCANNER
from tests.views.harness import Screen
from tests.views.standing import Standing

ONE, TWO = invented_person(1), invented_person(2)
LINES = machine_readable_zone(ONE)


@pytest.mark.parametrize("text", [identity_payload(ONE), insurance_payload(ONE), "".join(LINES)])
def test_a_card_is_whole_with_its_last_letter_and_not_before(text: str) -> None:
    assert is_whole_card(text)
    assert not is_whole_card(text[:29])
    assert not is_whole_card("".join(LINES)[:89])


def test_a_zone_whose_reader_ends_each_line_is_put_together_again() -> None:
    lines = ZoneLines()
    assert [lines.add(line) for line in LINES] == [None, None, "".join(LINES)]
    assert lines.add(identity_payload(ONE)) == identity_payload(ONE)


def test_what_is_no_further_line_ends_a_begun_zone() -> None:
    lines = ZoneLines()
    assert lines.add(LINES[0]) is None
    assert lines.add(identity_payload(TWO)) == identity_payload(TWO)
    assert (lines.add(LINES[0]), lines.add(LINES[1])) == (None, None)
    assert lines.begun == LINES[0] + LINES[1]
    assert lines.add("xin chào") == "xin chào"
    assert lines.begun == ""


def test_a_first_line_begins_anew_whatever_came_before() -> None:
    lines = ZoneLines()
    assert lines.add(LINES[0]) is lines.add(LINES[0] + LINES[1]) is None
    assert lines.add(LINES[0]) is None
    assert [lines.add(line) for line in LINES[1:]] == [None, "".join(LINES)]
    assert lines.add(LINES[0]) is None
    lines.forget()
    assert lines.add(LINES[1]) == LINES[1], "somebody else's is no further line"


async def test_a_zone_typed_into_the_scanners_line_fills_the_form_and_asks_for_a_look() -> None:
    desk = a_desk()
    await desk.model.open()
    await desk.model.codes.submit_scan("".join(LINES))
    assert desk.model.draft.value(Field.DOCUMENT_NUMBER) == ONE.number
    assert desk.model.said is not None
    assert desk.model.said.tone is Tone.WARNING
    await desk.model.codes.take_text(identity_payload(ONE))
    await desk.model.codes.submit_scan("".join(LINES))
    assert (desk.model.said.tone, desk.model.said.key) == (Tone.SUCCESS, "desk.said.read.zone")


async def test_somebody_elses_zone_asks_whether_to_begin_with_them() -> None:
    desk = a_desk()
    await desk.model.open()
    await desk.model.codes.take_text(identity_payload(TWO))
    await desk.model.codes.submit_scan("".join(LINES))
    assert desk.model.other_card
    await desk.model.begin_with_other_card()
    assert desk.model.draft.value(Field.DOCUMENT_NUMBER) == ONE.number


async def test_a_scanner_without_enter_is_heard_when_its_card_is_whole(desk: Desk) -> None:
    for end in range(1, len(desk.code) + 1):
        desk.model.codes.type_scan(desk.code[:end])
    assert desk.model.draft.is_empty
    await asyncio.sleep(0.4)
    assert desk.model.draft.value(Field.DOCUMENT_NUMBER) == desk.person.number


async def test_a_scanner_that_types_into_a_field_fills_the_form_and_the_field_has_its_own_back(
    desk: Desk,
) -> None:
    desk.model.filling.type(Field.PHONE, "0912 000 111")
    await asyncio.sleep(0.6)
    for end in range(1, len(desk.code) + 1):
        desk.model.filling.type(Field.PHONE, "0912 000 111" + desk.code[:end])
    await desk.model.filling.leave(Field.PHONE, "0912 000 111" + desk.code)
    assert desk.model.draft.value(Field.PHONE) == "0912 000 111"
    assert desk.model.draft.value(Field.DOCUMENT_NUMBER) == desk.person.number


async def test_letters_a_scanner_lost_are_refused_and_said(desk: Desk) -> None:
    number, old, _, *rest = desk.code.split("|")
    await desk.model.codes.submit_scan("|".join((number, old, "Nguy?n V?n M?u", *rest)))
    assert desk.model.said is not None
    assert desk.model.said.tone is Tone.WARNING
    assert desk.model.draft.is_empty


async def test_accents_a_scanner_mistyped_are_mended_and_the_registrar_is_told_to_compare(desk: Desk) -> None:
    letters = desk.code.encode("ascii", errors="xmlcharrefreplace").decode()  # as some scanners type them
    await desk.model.codes.submit_scan(letters)
    assert desk.model.draft.value(Field.FULL_NAME) == desk.person.full_name
    assert desk.model.said is not None
    assert (desk.model.said.tone, desk.model.said.key) == (Tone.WARNING, "desk.said.mended")


async def test_lines_of_a_zone_that_end_early_are_said_to_be_short(desk: Desk) -> None:
    first, second, _ = machine_readable_zone(desk.person)
    await desk.model.codes.submit_scan(first)
    await desk.model.codes.submit_scan(second)
    assert desk.model.said is None
    await until(lambda: said(desk) == "problem.mrz_unreadable")


async def test_whoever_types_a_zone_by_hand_goes_on_with_the_next_line_after_a_while(desk: Desk) -> None:
    first, *others = machine_readable_zone(desk.person)
    await desk.model.codes.submit_scan(first)
    await until(lambda: said(desk) == "problem.mrz_unreadable")
    for line in others:
        await desk.model.codes.submit_scan(line)
    assert desk.model.draft.value(Field.DOCUMENT_NUMBER) == desk.person.number


async def test_a_reader_that_ends_each_line_types_on_without_losing_the_cursor_or_a_letter(
    desk: Desk,
) -> None:
    lines = "".join(f"{line}\n" for line in machine_readable_zone(desk.person))
    async with Screen(Standing(desk.program).at(lambda place: desk_screen(place, desk.model))) as screen:
        await screen.until(lambda: screen.sees("Mở thêm"))
        line = screen.field(SCANNER)
        assert isinstance(line, ft.TextField)
        assert line.multiline, "in a field of one line Enter takes the cursor away"
        await screen.type(line, lines)
        await until(lambda: desk.model.draft.value(Field.DOCUMENT_NUMBER) == desk.person.number)
        await screen.until(lambda: screen.field(SCANNER).value == "")
