"""What USB scanners do to a card's text on its way through the keyboard, and what can be undone for certain.

A scanner types. Many type bytes instead of letters, in ways that can be turned back exactly; some lose
information, and then nothing is guessed: a letter is never invented. Mended in names and addresses only, so
house numbers and the number itself stay as they came. What was mended is named, for the registrar to see.

The forms were seen in the field (forums of scanner vendors and public bug reports); each is one function.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from declaration.cards.card import clean_payload
from declaration.privacy import Private


class Mend(StrEnum):
    """How a text was damaged, and undone."""

    UTF8_AS_CP1252 = "utf8_as_cp1252"
    BYTES_IN_DECIMAL = "bytes_in_decimal"
    CODE_POINTS_IN_DECIMAL = "code_points_in_decimal"
    ENTITIES = "entities"
    PERCENT = "percent"
    PIPES_DOUBLED = "pipes_doubled"
    PIPES_REPLACED = "pipes_replaced"


class Loss(StrEnum):
    """Why a text cannot be used: the letters are gone, or an input method rewrote them."""

    LETTERS_LOST = "scanner_letters_lost"
    INPUT_METHOD_ON = "scanner_input_method_on"


@dataclass(frozen=True, repr=False)
class Mended(Private):
    """The text after mending; ``mends`` is empty when nothing had to be done.

    ``loss`` says why the text cannot be used. ``is_in_doubt``: whole in structure, but not one accented
    letter in it, which is rare, or digits left that may have been letters: compare with the card.
    """

    text: str
    mends: tuple[Mend, ...] = ()
    loss: Loss | None = None
    is_in_doubt: bool = False


def mend(text: str) -> Mended:
    """Undo what can be undone for certain. Every str is allowed; never an exception."""
    payload = clean_payload(text)
    mends: list[Mend] = []
    for kind, step in _STEPS:
        after = step(payload)
        if after != payload:
            mends.append(kind)
            payload = clean_payload(after)
    left_over = Mend.CODE_POINTS_IN_DECIMAL in mends and bool(_LEFT_OVER.search(payload))
    return Mended(payload, tuple(mends), _loss(payload), left_over or _lacks_every_accent(payload))


# -- the separators ------------------------------------------------------------------------------------

_IDENTITY = re.compile(
    r"(?P<number>[0-9]{12})(?P<sep>[^0-9A-Za-zÀ-ỹ ,.\-/|]{1,3})(?P<old>[0-9]{0,12})(?P=sep)"
    r"(?P<name>.+?)(?P=sep)(?P<birth>[0-9]{4,8})(?P=sep)(?P<sex>Nam|N.{1,12}?)(?P=sep)(?P<rest>.*)",
    re.DOTALL,
)


def _single_pipes(text: str) -> str:
    """``||`` everywhere where one was meant: only when no single pipe is left over."""
    parts = text.split("||")
    whole = len(parts) in (7, 11, 17) and not any("|" in part for part in parts)
    return "|".join(parts) if whole else text


def _true_pipes(text: str) -> str:
    """Another sign on every pipe's place, as a foreign keyboard layout types it."""
    found = None if "|" in text else _IDENTITY.fullmatch(text)
    return text.replace(found["sep"], "|") if found else text


# -- the letters ---------------------------------------------------------------------------------------

_BYTE = r"0(?:12[89]|1[3-9][0-9]|2[0-4][0-9]|25[0-5])"
_BYTE_RUN = re.compile(rf"(?:{_BYTE}){{2,}}")
_LETTER = "A-Za-zÀ-ỹ"
_DIGIT_RUN = re.compile(r"(?<![0-9])[0-9]{3,}(?![0-9])")
_LEFT_OVER = re.compile(rf"(?<![0-9])[0-9]{{3,4}}[{_LETTER}]")
_VIETNAMESE = frozenset(
    ord(letter)
    for letter in "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư" + "".join(map(chr, range(0x1EA0, 0x1EFA)))
)


def _from_cp1252(text: str) -> str:
    """UTF-8 bytes that were shown one by one as Windows-1252 (``Nguyá»…n``): exact, because reversible."""
    try:
        return b"".join(_cp1252_byte(letter) for letter in text).decode("utf-8")
    except (UnicodeError, KeyError):
        return text


def _cp1252_byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        if 0x80 <= ord(letter) <= 0x9F:  # the five places Windows-1252 leaves empty
            return bytes([ord(letter)])
        raise


def _from_decimal_bytes(text: str) -> str:
    """Each byte from 128 on typed as four decimal digits (``Ng022501870141c``): whole UTF-8 letters only."""
    return _in_words(text, lambda word: _BYTE_RUN.sub(_decimal_bytes, word))


def _decimal_bytes(found: re.Match[str]) -> str:
    digits = found.group()
    try:
        letters = bytes(int(digits[i : i + 4]) for i in range(0, len(digits), 4)).decode("utf-8")
    except UnicodeDecodeError:
        return digits
    return letters if all(ord(letter) in _VIETNAMESE for letter in letters) else digits


def _from_code_points(text: str) -> str:
    """Letters typed as their number (``Nguy7877n``); a house number before a lone capital is left alone."""
    return _in_words(text, lambda word: _DIGIT_RUN.sub(lambda found: _code_points(word, found), word))


def _code_points(word: str, found: re.Match[str]) -> str:
    digits, before, behind = found.group(), word[: found.start()], word[found.end() :]
    is_inside = bool(re.search(rf"[{_LETTER}]$", before))
    long_enough = len(behind) > 1 or len(digits) >= 4  # "192a" may be a house, "7844p" hardly is one
    leads_a_word = not before and long_enough and bool(re.match("[a-zà-ỹ]", behind))
    if not (is_inside or leads_a_word):
        return digits
    readings = _readings(digits)
    return readings[0] if len(readings) == 1 else digits


def _readings(digits: str) -> list[str]:
    """Every way to read digits as Vietnamese letters' numbers; more than one is no certainty."""
    if not digits:
        return [""]
    found = []
    for width in (3, 4):
        number = int(digits[:width]) if len(digits) >= width else 0
        if number in _VIETNAMESE and len(str(number)) == width:
            found += [chr(number) + rest for rest in _readings(digits[width:])]
    return found


def _from_entities(text: str) -> str:
    """``&#7885;`` back to its letter, also when the ampersand itself was escaped."""
    bare = text.replace("&amp;#", "&#")
    return re.sub(r"&#(?:[0-9]{2,5}|x[0-9A-Fa-f]{2,4});", lambda found: html.unescape(found.group()), bare)


def _from_percent(text: str) -> str:
    """``%E1%BB%8D`` back to its letter; a run that is no UTF-8 stays."""

    def back(found: re.Match[str]) -> str:
        try:
            return unquote(found.group(), errors="strict")
        except UnicodeDecodeError:
            return found.group()

    return re.sub(r"(?:%[89A-Fa-f][0-9A-Fa-f]){2,}", back, text)


_STEPS: tuple[tuple[Mend, Callable[[str], str]], ...] = (
    (Mend.PIPES_DOUBLED, _single_pipes),
    (Mend.PIPES_REPLACED, _true_pipes),
    (Mend.ENTITIES, _from_entities),
    (Mend.PERCENT, _from_percent),
    (Mend.UTF8_AS_CP1252, _from_cp1252),
    (Mend.BYTES_IN_DECIMAL, _from_decimal_bytes),
    (Mend.CODE_POINTS_IN_DECIMAL, _from_code_points),
)
_WORDY_FIELDS = (2, 4, 5)  # name, sex (Nữ), address; numbers and dates are never touched


def _in_words(text: str, change: Callable[[str], str]) -> str:
    fields = text.split("|")
    if len(fields) < 7 or not re.fullmatch(r"[^0-9]*[0-9]{12} *", fields[0]):
        return text
    for index in _WORDY_FIELDS:
        fields[index] = "".join(change(part) for part in re.split(r"([ ,]+)", fields[index]))
    return "|".join(fields)


# -- what cannot be undone -----------------------------------------------------------------------------

_LOST = re.compile(r"[\u2190-\u2bff\ufffd\u00a1-\u00bf?]")
_HEX_FIELDS = (1, 4, 10, 15)


def _loss(payload: str) -> Loss | None:
    fields = payload.split("|")
    if len(fields) >= 15:
        return Loss.INPUT_METHOD_ON if _hex_was_rewritten(fields) else None
    if len(fields) < 7:
        return None
    if any(_LOST.search(fields[index]) for index in _WORDY_FIELDS):
        return Loss.LETTERS_LOST
    sex = fields[4].strip()
    if sex not in ("Nam", "Nữ") and sex[:1] in ("N", "n"):
        return Loss.INPUT_METHOD_ON if sex.isalpha() and not sex.isascii() else Loss.LETTERS_LOST
    return None


def _hex_was_rewritten(fields: list[str]) -> bool:
    """Hexadecimal with accented letters in it: Telex or VNI was on while the scanner typed."""
    return any(not fields[index].isascii() for index in _HEX_FIELDS if index < len(fields))


def _lacks_every_accent(payload: str) -> bool:
    fields = payload.split("|")
    return 7 <= len(fields) < 15 and fields[2].isascii() and fields[5].isascii()
