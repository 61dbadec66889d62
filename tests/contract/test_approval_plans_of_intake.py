"""What every submission asks for is found by index, however many are settled together."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from approval.contents import Declared, read_declared
from approval.storage import contact_codes, declarations, records, withdrawals
from approval.storage.database import Session
from tests.fakes.field_station import content
from tests.fakes.query_plans import Plans

pytestmark = pytest.mark.timeout(300)  # many rows, on a machine that may be busy
ASKED: dict[str, Callable[[Session, int], object]] = {
    "somebody alike": lambda session, n: declarations.have_nobody_alike(session, _people(n)),
    "somebody like one": lambda session, n: [
        declarations.is_alone(session, uuid4(), each) for each in _people(n)
    ],
    "records": lambda session, n: records.standings(session, dict.fromkeys(_ids(n), 1)),
    "declarations": lambda session, n: declarations.standings(session, _ids(n)),
    "withdrawals": lambda session, n: withdrawals.any_of(session, _ids(n)),
    "codes": lambda session, n: contact_codes.having_any(session, _ids(n)),
}


@pytest.mark.parametrize("together", [1, 2, 5, 8, 25])
@pytest.mark.parametrize("asked", ASKED)
def test_nothing_an_intake_asks_goes_through_a_whole_table(plans: Plans, asked: str, together: int) -> None:
    with plans.service.database.writing() as session:
        ASKED[asked](session, together)
        session.rollback()
    assert plans.told()
    assert plans.scans() == []


def _ids(count: int) -> list[UUID]:
    return [uuid4() for _ in range(count)]


def _people(count: int) -> list[Declared]:
    said = [
        content(
            full_name=f"Nguyễn Văn {'Mẫu ' * (n % 3 + 1)}".strip(),
            birth=f"{1950 + n}-03-02",
            document={"kind": "citizen_id", "value": f"001090{n:06}"},
            insurance_code=f"01{n:08}",
            phone=f"+8491{n:07}",
            email=f"mau{n}@example.com",
        )
        for n in range(count)
    ]
    return [each for each in map(read_declared, said) if isinstance(each, Declared)]
