"""zbar as a second eye, asked for bytes: its own idea of character sets corrupts Vietnamese silently.

Without being told otherwise zbar guesses: UTF-8 names come back as valid but wrong text. From 0.23.1 on a
setting hands out the raw bytes; pyzbar does not reach it, so its library is called directly. The Windows
library that ships with pyzbar is older and refuses the setting: its text is then suspect.
"""

from __future__ import annotations

import ctypes
import logging
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyzbar import zbar_library

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

_ENABLE, _BINARY = 0, 4  # ZBAR_CFG_ENABLE, ZBAR_CFG_BINARY
_ANY_SYMBOL, _QR = 0, 64
_GREY = 0x30303859  # the four letters "Y800"
_P, _I, _U, _UL = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint, ctypes.c_ulong
_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "image_scanner_create": (_P, []),
    "image_scanner_destroy": (None, [_P]),
    "image_scanner_set_config": (_I, [_P, _I, _I, _I]),
    "image_create": (_P, []),
    "image_destroy": (None, [_P]),
    "image_set_format": (None, [_P, _UL]),
    "image_set_size": (None, [_P, _U, _U]),
    "image_set_data": (None, [_P, _P, _UL, _P]),
    "scan_image": (_I, [_P, _P]),
    "image_first_symbol": (_P, [_P]),
    "symbol_next": (_P, [_P]),
    "symbol_get_data": (_P, [_P]),
    "symbol_get_data_length": (_U, [_P]),
}


@dataclass(frozen=True, repr=False)
class Seen:
    """The bytes of one code; ``exact`` is False when zbar may have guessed a character set."""

    data: bytes
    exact: bool


class _Scanner:
    """One zbar scanner for QR codes only; not to be shared between threads."""

    def __init__(self, functions: dict[str, Callable[..., Any]], *, raw: bool) -> None:
        self._call = functions
        self._scanner = functions["image_scanner_create"]()
        configure = functions["image_scanner_set_config"]
        configure(self._scanner, _ANY_SYMBOL, _ENABLE, 0)
        configure(self._scanner, _QR, _ENABLE, 1)
        self.exact = raw and configure(self._scanner, _QR, _BINARY, 1) == 0

    def __del__(self) -> None:
        self._call["image_scanner_destroy"](self._scanner)

    def scan(self, grey: NDArray[np.uint8]) -> list[bytes]:
        height, width = grey.shape
        image = self._call["image_create"]()
        try:
            self._call["image_set_format"](image, _GREY)
            self._call["image_set_size"](image, width, height)
            self._call["image_set_data"](image, grey.ctypes.data, width * height, None)
            if self._call["scan_image"](self._scanner, image) <= 0:
                return []
            return self._symbols(image)
        finally:
            self._call["image_destroy"](image)

    def _symbols(self, image: int) -> list[bytes]:
        found, symbol = [], self._call["image_first_symbol"](image)
        while symbol:
            start, length = (self._call[f"symbol_get_data{end}"](symbol) for end in ("", "_length"))
            found.append(ctypes.string_at(start, length))
            symbol = self._call["symbol_next"](symbol)
        return found


class ZbarEye:
    """Reads QR codes with zbar where it is installed; sees nothing where it is not."""

    def __init__(self, *, raw: bool = True) -> None:
        self._raw = raw
        self._functions = _load()
        self._own = threading.local()

    @property
    def present(self) -> bool:
        return self._functions is not None

    def see(self, grey: NDArray[np.uint8]) -> list[Seen]:
        """The codes in a contiguous grey picture; a guessed text with impossible letters is left out."""
        if self._functions is None:
            return []
        scanner: _Scanner | None = getattr(self._own, "scanner", None)
        if scanner is None:
            scanner = self._own.scanner = _Scanner(self._functions, raw=self._raw)
        seen = scanner.scan(grey)
        return [Seen(data, scanner.exact) for data in seen if scanner.exact or not guessed_wrongly(data)]


def guessed_wrongly(data: bytes) -> bool:
    """True for text with letters that only a wrong character set brings: CJK, kana, private use."""
    names = (unicodedata.name(letter, "PRIVATE") for letter in data.decode("utf-8", errors="replace"))
    foreign = ("PRIVATE", "CJK", "KATAKANA", "HIRAGANA", "HALFWIDTH", "FULLWIDTH", "HANGUL", "REPLACEMENT")
    return any(name.startswith(foreign) for name in names)


def _load() -> dict[str, Callable[..., Any]] | None:
    try:
        library, _needed = zbar_library.load()
        prototypes = {name: ctypes.CFUNCTYPE(result, *args) for name, (result, args) in _FUNCTIONS.items()}
        return {name: make((f"zbar_{name}", library)) for name, make in prototypes.items()}
    except (ImportError, OSError, AttributeError):
        # libzbar or, on Windows, the Visual C++ 2013 runtime is missing: zxing alone reads on
        log.warning("zbar_absent")
        return None
