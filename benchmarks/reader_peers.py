"""The libraries our reader is measured against, each alone and as it comes, and the union of them.

A peer's answer counts when its bytes are the payload's; another answer is a wrong text.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from pyzbar import pyzbar

Grey = NDArray[np.uint8]
_PLAIN, _ARUCO = cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco()
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)


def by_zxing(grey: Grey) -> list[bytes]:
    return [code.bytes for code in zxingcpp.read_barcodes(grey, formats=_QR) if code.valid]


def by_pyzbar(grey: Grey) -> list[bytes]:
    try:
        return [code.data for code in pyzbar.decode(grey, symbols=[pyzbar.ZBarSymbol.QRCODE])]
    except ValueError:  # it gives up on a whole picture when zbar does not know one code's direction
        return []


def by_cv2(grey: Grey) -> list[bytes]:
    return _detected(_PLAIN, grey)


def by_cv2_aruco(grey: Grey) -> list[bytes]:
    return _detected(_ARUCO, grey)


def _detected(detector: cv2.GraphicalCodeDetector, grey: Grey) -> list[bytes]:
    try:
        data, _corners, _straight = detector.detectAndDecodeBytes(grey)
    except cv2.error:
        return []  # it raises on some pictures with half a code
    return [bytes(data)] if data else []


PEERS: dict[str, Callable[[Grey], list[bytes]]] = {
    "pyzbar": by_pyzbar,
    "zxing": by_zxing,
    "cv2": by_cv2,
    "cv2_aruco": by_cv2_aruco,
}
