"""A reviewer at the service, and the declarations that came in for them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from approval.service import Service
from declaration.wire.records import Record
from declaration.wire.review import ReviewDetail, ReviewPage
from tests.fakes.field_station import FieldStation, content, receipt_in, sign_in

RETURN = {"decision": "return", "fields": ["phone"], "reasons": ["contact_wrong"], "note": "xem lại"}
APPROVE = {"decision": "approve"}
OTHER_PERSON = {
    "full_name": "Trần Thị Thử",
    "document": {"kind": "citizen_id", "value": "001190654321"},
    "insurance_code": "9876543210",
    "phone": "+84987654321",
    "email": None,
    "sex": "female",
}


class Reviewer:
    """A signed-in reviewer at the service."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self.client, self.headers = client, headers

    async def page(self, **params: Any) -> ReviewPage:
        answer = await self.client.post("/v1/reviews/search", json=params, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return ReviewPage.model_validate_json(answer.content)

    async def detail(self, record: Record) -> ReviewDetail:
        answer = await self.client.get(f"/v1/reviews/{record.id}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return ReviewDetail.model_validate_json(answer.content)

    async def decide(self, record: Record, decision: dict[str, Any], **changed: Any) -> httpx.Response:
        seen = await self.detail(record)
        body = {"revision": seen.summary.revision, "version": seen.version} | decision | changed
        return await self.client.post(f"/v1/reviews/{record.id}/decisions", json=body, headers=self.headers)


@pytest.fixture
async def lan(service: Service, client: httpx.AsyncClient) -> Reviewer:
    return Reviewer(client, await sign_in(client, "lan"))


async def received(station: FieldStation, **changed: Any) -> Record:
    record = station.record(content=content(**changed))
    answer = await station.put(record)
    assert answer.status_code == 201, answer.text
    receipt_in(answer)
    return record
