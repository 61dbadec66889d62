"""A station that needs someone is never overlooked, and one that does not is left in peace."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from declaration.wire.sign_in import ServiceState
from declaration.wire.supervision import StationOverview, StationsPage
from desk.supervising.supervising import Attention, attention, totals
from desk.views.supervision.model import worst_first
from tests.fakes.for_review import Report, station

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
QUIET = Report()


def page_of(*stations: StationOverview) -> StationsPage:
    return StationsPage(stations=stations, as_of=NOW)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (QUIET, ()),
        (replace(QUIET, waiting=500, oldest_age=90_000), ()),
        (replace(QUIET, refused={"content_invalid": 1}), (Attention.REFUSED,)),
        (replace(QUIET, set_aside=1), (Attention.SET_ASIDE,)),
        (replace(QUIET, at_risk=1), (Attention.AT_RISK,)),
        (replace(QUIET, clock_error=120.0), ()),
        (replace(QUIET, clock_error=-121.0), (Attention.CLOCK,)),
        (replace(QUIET, clock_error=None), ()),
        (replace(QUIET, free_space=1_999_999_999), (Attention.SPACE,)),
        (replace(QUIET, at_risk=2, free_space=1), (Attention.AT_RISK, Attention.SPACE)),
    ],
)
def test_each_reason_to_look_is_found_and_no_other(report: Report, expected: tuple[Attention, ...]) -> None:
    one = station(1, NOW, report=report)
    assert attention(one, page_of(one)) == expected


@pytest.mark.parametrize(
    ("silent", "expected"),
    [
        (timedelta(hours=4), ()),
        (timedelta(hours=4, seconds=1), (Attention.SILENT,)),
        (None, (Attention.NEVER_SEEN,)),
    ],
)
def test_silence_is_noticed_after_four_hours(
    silent: timedelta | None, expected: tuple[Attention, ...]
) -> None:
    one = station(1, NOW, silent=silent)
    assert attention(one, page_of(one)) == expected


def test_one_that_was_in_contact_and_said_nothing_of_itself_yet_is_not_called_unheard_of() -> None:
    one = station(1, NOW).model_copy(update={"report": None})
    assert attention(one, page_of(one)) == ()
    locked = station(2, NOW, silent=None).model_copy(update={"state": ServiceState.LOCKED})
    assert attention(locked, page_of(locked)) == (Attention.NEVER_SEEN, Attention.LOCKED)


def test_the_totals_count_every_station_also_one_never_heard_of() -> None:
    busy = Report(waiting=7, at_risk=2, refused={"content_invalid": 2, "revision_gap": 1})
    found = totals(page_of(station(1, NOW, report=busy), station(2, NOW), station(3, NOW, silent=None)))
    assert (found.stations, found.waiting, found.at_risk, found.refused) == (3, 7, 2, 3)
    assert (found.received, found.activated) == (240, 180)


def test_the_worst_stand_first_and_the_quiet_ones_by_name() -> None:
    stations = [
        station(5, NOW),
        station(4, NOW),
        station(3, NOW, silent=timedelta(hours=5)),
        station(2, NOW, silent=timedelta(hours=9)),
        station(1, NOW, report=replace(QUIET, refused={"content_invalid": 1})),
    ]
    order = [each.station_name for each, _ in worst_first(page_of(*stations))]
    assert order == ["Quầy 01", "Quầy 02", "Quầy 03", "Quầy 04", "Quầy 05"]


def test_a_station_with_more_reasons_stands_before_one_with_the_same_worst_reason() -> None:
    more = replace(QUIET, at_risk=1, free_space=1)
    both = [station(1, NOW, report=replace(QUIET, at_risk=1)), station(2, NOW, report=more)]
    assert [each.station_name for each, _ in worst_first(page_of(*both))] == ["Quầy 02", "Quầy 01"]


def test_a_broken_audit_trail_needs_someone() -> None:
    one = station(1, NOW).model_copy(update={"trail_broken_at": NOW})
    assert attention(one, page_of(one)) == (Attention.TRAIL,)


def test_a_trail_from_a_restored_copy_is_said_as_what_it_is() -> None:
    one = station(1, NOW).model_copy(update={"trail_restored_at": NOW})
    assert attention(one, page_of(one)) == (Attention.RESTORED,)
