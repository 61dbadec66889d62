"""For all tests: ``desk.capture`` first, so that numpy finds the thread setting that reading depends on.

With a thread for each core the reader's small matrices take ten times as long on a busy machine.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import desk.capture  # noqa: F401
from tests.fakes.postgresql import PostgreSQL


@pytest.hookimpl(tryfirst=True)  # before pytest picks by mark
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks a PostgreSQL server, by its fixture or as one of two engines."""
    for item in items:
        one_of = getattr(item, "callspec", None)
        engines = [each for each in (one_of.params.values() if one_of else ()) if isinstance(each, str)]
        if "postgresql" in (*getattr(item, "fixturenames", ()), *engines):
            item.add_marker(pytest.mark.postgresql)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """Started once, by the first test that asks for it."""
    server = PostgreSQL()
    yield server
    server.stop()
