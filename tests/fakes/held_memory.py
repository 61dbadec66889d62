"""How much a thing keeps in memory: the arrays it can reach, for proving that it keeps no pictures."""

from __future__ import annotations

import gc
from types import BuiltinFunctionType, FunctionType, ModuleType

import numpy as np

_SHARED = (type, ModuleType, FunctionType, BuiltinFunctionType)


def held_bytes(thing: object) -> int:
    """Bytes of all arrays reached from a thing, each once; what modules and classes hold is not its own."""
    seen: set[int] = set()
    waiting, total = [thing], 0
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, _SHARED):
            continue
        seen.add(id(one))
        if isinstance(one, np.ndarray) and one.base is not None:
            waiting.append(one.base)  # a view keeps the whole
        elif isinstance(one, np.ndarray):
            total += one.nbytes
        else:
            waiting.extend(gc.get_referents(one))
    return total
