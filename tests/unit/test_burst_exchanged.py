"""A card exchanged for another between two frames: the text of the one or of the other, never of both."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

import cv2
import numpy as np
import pytest
import segno

from declaration.cards.card import CardKind
from desk.capture.burst import LiveReader
from desk.capture.qr_decoder.fusing import Fuser
from desk.capture.qr_decoder.searching import search
from desk.capture.reader import CodeReader
from desk.ports.camera import Pixels
from practice.drawn_cards import card_back, card_front
from practice.people import PracticePerson, identity_payload, invented_person
from tests.unit.test_reader import blurred, drawn

_CODE_AROUND = np.s_[0:280, 720:1012]  # where a drawn card has its code
PAIRS, TRIED = 30, 20
MIXING = (2, 17)  # of sixty pairs, those whose frames do decode to a mixture


def relative(chance: random.Random) -> str:
    """One of a family: what differs are some figures and a word."""
    number = f"0010{chance.choice(('90', '91'))}{chance.randint(100_000, 999_999)}"
    name = f"Nguyễn Văn {chance.choice(('Mẫu', 'Thử', 'Hòa'))}"
    home = f"Tổ {chance.randint(1, 9)}, Ấp Ví Dụ, Xã {chance.choice(('Thử', 'Mẫu'))}, Huyện Mẫu, An Giang"
    return f"{number}||{name}|0{chance.randint(1, 3)}011990|Nam|{home}|{chance.randint(10, 28)}072022"


def alike(seed: int) -> tuple[str, str]:
    """Two relatives whose codes have one version, one level and one mask."""
    chance = random.Random(seed)
    one, other = "", ""
    while one == other or _shape(one) != _shape(other):
        one, other = relative(chance), relative(chance)
    return one, other


def _shape(text: str) -> tuple[object, ...]:
    code = segno.make(text.encode(), micro=False, error="m")
    return code.version, code.error, code.mask


def table_with(text: str, seed: int) -> Pixels:
    seen = np.pad(drawn(text.encode(), module=3), ((90, 60), (80, 70), (0, 0)), constant_values=200)
    moved = np.roll(seen, (seed % 5, -(seed % 7)), (0, 1)).astype(np.float32) * 0.5 + 60
    noise = np.random.default_rng(seed).standard_normal(moved.shape[:2])[:, :, None] * 9
    return np.clip(moved + noise, 0, 255).astype(np.uint8)


def mixtures_of(seed: int) -> list[bytes]:
    """What two frames of relatives' cards decode to beside their own texts, as the fuser's check saw it.

    Only such a mixture would be accepted, so that frames good enough to be read alone are added up at all.
    """
    both, mixtures = alike(seed), []
    own = [text.encode() for text in both]

    def neither(data: bytes, sure: bool) -> bool:
        if data not in own:
            mixtures.append(data)
        return data not in own

    fuser = Fuser()
    for text in both:
        grey = cv2.cvtColor(table_with(text, seed), cv2.COLOR_BGR2GRAY)
        assert search(np.asarray(grey, np.uint8), neither, fuser) is None
    return mixtures


def test_no_block_of_one_card_is_ever_joined_to_a_block_of_the_other() -> None:
    mixtures = [mixtures_of(seed) for seed in MIXING]
    assert any(mixtures)  # else nothing was tried


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(TRIED))
def test_no_two_relatives_are_ever_joined(seed: int) -> None:
    mixtures_of(seed)


def poor(person: PracticePerson, looks: Iterable[int]) -> Iterator[Pixels]:
    """The code of a person's drawn card, so small, dim and grainy that a single frame is not enough."""
    card = card_front(person) if person.card_kind is CardKind.CCCD else card_back(person)
    near = np.pad(card[_CODE_AROUND], ((40, 40), (40, 40), (0, 0)), mode="edge")
    small = np.asarray(cv2.resize(near, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA))
    for look in looks:
        moved = np.roll(small, (look % 5, -(look % 7)), (0, 1))
        dim = blurred(np.asarray(moved, np.uint8), 1.4).astype(np.float32) * 0.2 + 60
        chance = np.random.default_rng([int(person.number), look])
        yield np.clip(dim + chance.standard_normal(dim.shape[:2])[:, :, None] * 16, 0, 255).astype(np.uint8)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(TRIED))
def test_a_card_exchanged_while_its_frames_are_added_up_leaves_nothing_of_itself(seed: int) -> None:
    people = invented_person(seed), invented_person(seed + PAIRS)
    live = LiveReader(CodeReader(budget_ms=300))
    seen = [*poor(people[0], range(2)), *poor(people[1], range(3))]
    readings = [live.read(pixels) for pixels in seen]
    own, other = (identity_payload(person) for person in people)
    assert {reading.text for reading in readings} <= {own, other, None}
    assert {reading.text for reading in readings[2:] if reading.sure} <= {other}
