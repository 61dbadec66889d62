"""Memory of pictures goes back to the system when they are let go.

glibc raises by itself the size from which on it asks the system, up to 32 MB: after a minute of looking
every frame comes out of the heap, which then never shrinks. Measured over some minutes of looking at the
desk: 397 MB and growing before, 204 MB and level since. Windows' own heap asks the system for such sizes
anyway (not tried).
"""

from __future__ import annotations

import ctypes
import sys

_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD of <malloc.h>
_LARGE = 1 << 20
"""Bytes from which on a piece of memory is the system's own: less than a frame, more than a message."""


def give_pictures_back() -> bool:
    """Whether this machine's allocator had to be told, and heard it."""
    if sys.platform != "linux":
        return False
    tell = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none and needs none
    return tell is not None and tell(_MMAP_THRESHOLD, _LARGE) == 1
