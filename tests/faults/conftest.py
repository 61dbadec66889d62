"""Fixtures of the fault tests: an enrolled station, copied for each test, and its table laid."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.table import Enrolled, Table, enrolled, laid


@pytest.fixture(scope="session")
def enrolment(tmp_path_factory: pytest.TempPathFactory) -> Enrolled:
    """Made once; never worked on."""
    return asyncio.run(enrolled(tmp_path_factory.mktemp("enrolled")))


@pytest.fixture
def at(enrolment: Enrolled, tmp_path: Path) -> Enrolled:
    """A copy of one's own."""
    return enrolment.copy(tmp_path / "at")


@pytest.fixture
async def table(at: Enrolled) -> AsyncIterator[Table]:
    async with laid(at) as table:
        yield table
