"""The data codewords of a symbol as the bytes they encode (clauses 7.4.1 to 7.4.6 and 7.4.9, 7.4.10)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from declaration.privacy import Private
from desk.capture.qr_decoder import Array

_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_END, _NUMERIC, _ALPHA, _BYTES, _ECI = 0, 1, 2, 4, 7
# bits of the character count by version: 1 to 9, 10 to 26, 27 to 40 (table 3)
_COUNT_BITS = {_NUMERIC: (10, 12, 14), _ALPHA: (9, 11, 13), _BYTES: (8, 16, 16)}
_PAD = (0xEC, 0x11)


@dataclass(frozen=True, repr=False)
class Message(Private):
    """``standard_padding`` is False when the words after the message are not those of 7.4.10."""

    data: bytes
    standard_padding: bool


class _NotAMessageError(Exception):
    """The bits break a rule; the caller answers None."""


class _Bits:
    def __init__(self, codewords: Array) -> None:
        self._bits = np.unpackbits(codewords.astype(np.uint8))
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._bits) - self._at

    def take(self, count: int) -> int:
        if count > self.left:
            raise _NotAMessageError
        value = 0
        for bit in self._bits[self._at : self._at + count]:
            value = value << 1 | int(bit)
        self._at += count
        return value

    def take_bytes(self, count: int) -> bytes:
        return bytes(self.take(8) for _ in range(count))

    def rest(self) -> Array:
        """The whole words after the bits taken."""
        return np.packbits(self._bits[-(-self._at // 8) * 8 :])


def read_message(codewords: Array, version: int) -> Message | None:
    """The message of a symbol's data codewords, or None where they break the structure."""
    bits = _Bits(codewords)
    try:
        data = _segments(bits, 0 if version < 10 else 1 if version < 27 else 2)
    except _NotAMessageError:
        return None
    return Message(data, _is_padding(bits.rest()))


def _segments(bits: _Bits, version_class: int) -> bytes:
    parts = []
    while bits.left >= 4 and (mode := bits.take(4)) != _END:
        if mode == _ECI:
            _skip_eci(bits)
        elif mode in _COUNT_BITS:
            count = bits.take(_COUNT_BITS[mode][version_class])
            parts.append(_segment(bits, mode, count))
        else:
            raise _NotAMessageError  # kanji, FNC1, structured append: on no card
    return b"".join(parts)


def _segment(bits: _Bits, mode: int, count: int) -> bytes:
    if mode == _BYTES:
        return bits.take_bytes(count)
    return _digits(bits, count) if mode == _NUMERIC else _alphanumerics(bits, count)


def _skip_eci(bits: _Bits) -> None:
    """The character set named is not asked for: cards hold UTF-8, which is tried anyway."""
    first = bits.take(8)
    if first & 0x80:
        bits.take(16 if first & 0x40 else 8)


def _digits(bits: _Bits, count: int) -> bytes:
    text = ""
    for width in [3] * (count // 3) + ([count % 3] if count % 3 else []):
        value = bits.take((0, 4, 7, 10)[width])
        if value >= 10**width:
            raise _NotAMessageError
        text += f"{value:0{width}d}"
    return text.encode("ascii")


def _alphanumerics(bits: _Bits, count: int) -> bytes:
    letters = []
    for _ in range(count // 2):
        pair = bits.take(11)
        letters += [pair // 45, pair % 45]
    letters += [bits.take(6)] if count % 2 else []
    if any(letter >= len(_ALPHANUMERIC) for letter in letters):
        raise _NotAMessageError
    return "".join(_ALPHANUMERIC[letter] for letter in letters).encode("ascii")


def _is_padding(words: Array) -> bool:
    """True for the standard's own padding; some encoders put a zero word first, or zeros only."""
    pads = np.resize(_PAD, len(words))
    one_zero = len(words) > 0 and words[0] == 0 and bool(np.all(words[1:] == pads[:-1]))
    return bool(np.all(words == pads)) or not words.any() or one_zero
