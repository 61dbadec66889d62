"""Reads QR codes that threshold-first libraries give up on: blurred, dark, small, shadowed or bent ones.

The grey values are kept to the end. ``frame_search`` tries one place after the other: ``windows`` (dense
texture) and ``finder_windows``, ``uprighting`` and ``locating`` (three finder patterns), ``posing`` and
``registering`` (all function patterns fitted at once), ``sampling`` (greys per module), ``equalising`` and
``turbo`` (blur undone), ``decoding`` with ``blocks`` (Reed-Solomon with erasures in ``galois``, then
``ordered_statistics``), ``segments`` (bytes). ``searching`` is the door: a frame with those before it, which
``aligning`` and ``stacking`` lay upon each other and ``fusing`` reads together, then the frame by itself.

Clause numbers are those of ISO/IEC 18004:2015. Only numpy and OpenCV are needed. A word is handed out only
when every block decodes with redundancy to spare; one that needed more than plain Reed-Solomon says so.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
"""Numbers whose shape and meaning the docstring beside them gives."""
Grey: TypeAlias = NDArray[np.uint8]
"""A picture: (height, width), 0 black to 255 white."""
