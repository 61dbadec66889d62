"""What the approval service promises, it promises on both engines; what a store promises, in both kinds."""

from __future__ import annotations

import pytest

from tests.fakes.both_stores import stores as stores
from tests.fakes.postgresql import PostgreSQL
from tests.fakes.query_plans import filled as filled
from tests.fakes.query_plans import plans as plans


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite, and a fresh database on a real PostgreSQL."""
    if request.param == "sqlite":
        return ""
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.fresh()
