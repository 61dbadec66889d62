"""For all tests: ``desk.capture`` first, so that numpy finds the thread setting that reading depends on.

With a thread for each core the reader's small matrices take ten times as long on a busy machine.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import desk.capture  # noqa: F401
from tests.fakes.postgresql import PostgreSQL


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """Started once, by the first test that asks for it."""
    server = PostgreSQL()
    yield server
    server.stop()
