"""For all tests: ``desk.capture`` first, so that numpy finds the thread setting that reading depends on.

With a thread for each core the reader's small matrices take ten times as long on a busy machine. Files are
made in memory where the system has a folder for that: waiting for a disk proves nothing about a rule. Nor
does clearing memory for each picture anew, as the desk asks for, which gives it back in between; and what
was imported and collected stays to the end, so nobody looks through it for what may be let go.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import approval.outside
import approval.stores
import desk.capture
import desk.storage.opening
from tests.fakes.postgresql import PostgreSQL
from tests.fakes.remembered import Remembered

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own in it
_FAULTS = Path(__file__).parent / "faults"
_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1  # of <malloc.h>


# How quick something is benchmarks say: a machine that is busy fails no test.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure() -> None:
    if os.access(_IN_MEMORY, os.W_OK):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_IN_MEMORY))


def pytest_sessionstart() -> None:
    """The pictures' memory is kept for the next one."""
    keep = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if keep is not None:
        keep(_MMAP_THRESHOLD, 32 << 20)
        keep(_TRIM_THRESHOLD, 256 << 20)


def pytest_collection_finish() -> None:
    gc.freeze()


@pytest.hookimpl(tryfirst=True)  # before pytest picks by mark
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is among the faults, and what asks a PostgreSQL server, by its fixture or as one of two
    engines."""
    for item in items:
        if item.path.is_relative_to(_FAULTS):
            item.add_marker(pytest.mark.faults)
        one_of = getattr(item, "callspec", None)
        engines = [each for each in (one_of.params.values() if one_of else ()) if isinstance(each, str)]
        if "postgresql" in (*getattr(item, "fixturenames", ()), *engines):
            item.add_marker(pytest.mark.postgresql)


@pytest.fixture(autouse=True, scope="session")
def migrations_run_once() -> Iterator[None]:
    """For a process; the tests of the migrations call them by their own name, and so for real."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (approval.stores, desk.storage.opening):
            patch.setattr(module, "upgrade", Remembered(module.upgrade))
        yield


@pytest.fixture(autouse=True, scope="session")
def the_services_passwords_cost_little() -> Iterator[None]:
    """Its real cost, half a second of processor time for each person, is promised by a test of its own."""
    from tests.fakes.field_station import QUICK_HASHER  # the whole service: not for a process without tests

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(approval.outside, "PasswordHasher", lambda: QUICK_HASHER)
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """Started once, by the first test that asks for it."""
    server = PostgreSQL()
    yield server
    server.stop()
