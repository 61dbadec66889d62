"""Reed-Solomon and ordered statistics, whatever the words and wherever the damage."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.galois import EXP, LOG, divide, mend, multiply, product, syndromes
from desk.capture.qr_decoder.ordered_statistics import likeliest_word

BYTES = some.integers(0, 255)


def encoded(data: list[int], parity: int) -> Array:
    """A block, by plain long division (7.5.2): the slow way, for comparison."""
    generator = [1]
    for power in range(parity):
        generator = product([EXP[power], 1], generator)
    rest = data + [0] * parity
    for place, word in enumerate(data):
        word = rest[place]
        for back, term in enumerate(reversed(generator)):
            rest[place + back] ^= multiply(word, term)
    return np.array(data + rest[len(data) :], np.int64)


@given(BYTES, BYTES, BYTES)
def test_the_field_is_one(a: int, b: int, c: int) -> None:
    assert multiply(a, b) == multiply(b, a)
    assert multiply(a, multiply(b, c)) == multiply(multiply(a, b), c)
    assert multiply(a, b ^ c) == multiply(a, b) ^ multiply(a, c)
    if b:
        assert multiply(divide(a, b), b) == a
        assert EXP[LOG[b]] == b


@some.composite
def damaged(draw: some.DrawFn) -> tuple[Array, Array, list[int], int]:
    """A block, the same with mendable damage, the places known to be damaged, and its parity."""
    parity = draw(some.integers(4, 30))
    block = encoded(draw(some.lists(BYTES, min_size=5, max_size=90)), parity)
    erased = draw(some.lists(some.integers(0, len(block) - 1), unique=True, max_size=parity))
    others = [place for place in range(len(block)) if place not in erased]
    wrong = draw(some.lists(some.sampled_from(others), unique=True, max_size=(parity - len(erased)) // 2))
    received = block.copy()
    for place in erased:
        received[place] = draw(BYTES)
    for place in wrong:
        received[place] ^= draw(some.integers(1, 255))
    return block, received, erased, parity


@given(damaged())
def test_damage_within_the_parity_is_mended(case: tuple[Array, Array, list[int], int]) -> None:
    block, received, erased, parity = case
    assert not any(syndromes(block, parity))
    mended = mend(received, parity, erased)
    assert mended is not None
    assert np.array_equal(mended.words, block)
    assert 2 * mended.errors + len(erased) <= parity or np.array_equal(received, block)
    assert repr(mended).startswith("<desk.")


@given(some.lists(BYTES, min_size=20, max_size=60), some.integers(8, 26))
def test_what_is_mended_is_a_word_of_the_code_or_nothing(words: list[int], parity: int) -> None:
    mended = mend(np.array(words, np.int64), parity)
    assert mended is None or not any(syndromes(mended.words, parity))


@settings(max_examples=25, deadline=None)
@given(some.lists(BYTES, min_size=40, max_size=70), some.integers(16, 26), some.integers(0, 2**32 - 1))
def test_ordered_statistics_mends_twice_what_reed_solomon_does(
    data: list[int], parity: int, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    block = encoded(data, parity)
    sent = 2.0 * np.unpackbits(block.astype(np.uint8)) - 1
    received = sent + 0.52 * chance.standard_normal(len(sent))  # one bit in 36 wrong, mostly the weak ones
    likely = likeliest_word(received, len(block), parity)
    assert likely is not None
    assert not any(syndromes(likely.words, parity))
    if likely.cost < 0.1:
        assert np.array_equal(likely.words, block)


@settings(max_examples=25, deadline=None)
@given(some.integers(0, 2**32 - 1))
def test_ordered_statistics_calls_noise_expensive(seed: int) -> None:
    chance = np.random.default_rng(seed)
    likely = likeliest_word(chance.standard_normal(60 * 8), 60, 18)
    assert likely is not None
    assert likely.cost > 0.25
