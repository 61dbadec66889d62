"""Older and newer: services that say more than a station knows, or less, are still the service."""

from __future__ import annotations

import pytest

from tests.faults.sync_versions import OTHER_VERSIONS
from tests.faults.table import Table


@pytest.mark.parametrize("version", OTHER_VERSIONS)
async def test_a_service_of_another_version_takes_everything_and_is_called_by_no_wrong_name(
    table: Table, version: str
) -> None:
    """The newer one adds to what it signs and calls its state by a name of its own; the older says less."""
    for name, part in OTHER_VERSIONS[version](table.office.service).items():
        object.__setattr__(table.office.service, name, part)
    table.declare(1)
    await table.rounds()
    assert table.trouble() is None
    table.delivered_once()
