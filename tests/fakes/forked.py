"""Processes forked from a server that has imported what they need: each one's own, and there at once.

A program started anew spends seconds of processor time on its imports alone.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any

_NEEDED = ("pytest", "tests.builders", "tests.fakes.declared", "tests.faults.service_process")


def process(act: Callable[..., None], *arguments: Any, imports: tuple[str, ...] = ()) -> BaseProcess:
    """Not started yet; ``act`` goes there by name, so it is a module's function."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn").Process(target=act, args=arguments, daemon=True)
    context = multiprocessing.get_context("forkserver")  # the server has no threads
    context.set_forkserver_preload([*_NEEDED, act.__module__, *imports])
    return context.Process(target=act, args=arguments, daemon=True)
