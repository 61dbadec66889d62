"""The contract of consent taken back: kept once, before or after its declaration, and honoured."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from approval.service import Service
from declaration.wire.records import Record
from tests.contract.reviewer import APPROVE, Reviewer
from tests.contract.reviewer import lan as lan
from tests.fakes.field_station import (
    FieldStation,
    KeptMail,
    KeptSms,
    SetClock,
    content,
    photo,
    receipt_in,
)

pytest_plugins = ["tests.fakes.approval_fixtures"]


def taken_back(station: FieldStation, of: Record, *purposes: str, **changed: Any) -> Record:
    said = {
        "declaration": str(of.id),
        "revision": of.revision,
        "purposes": list(purposes or ("account",)),
        "text_version": "consent-2026-02",
        "language": "vi",
    }
    return station.record(
        kind="consent_withdrawn", form_version="consent-withdrawn-1", content=said | changed
    )


async def declared(station: FieldStation, **changed: Any) -> Record:
    record = station.record(content=content(**changed))
    receipt_in(await station.put(record))
    return record


async def test_the_reviewer_sees_who_took_it_down_when_and_which_words_and_cannot_approve(
    station: FieldStation, lan: Reviewer
) -> None:
    record = await declared(station)
    back = taken_back(station, record, "account", "news")
    receipt_in(await station.put(back))
    detail = await lan.detail(record)
    assert [(each.purpose, each.at, each.by) for each in detail.consents_taken_back] == [
        ("account", back.sealed_at, "hoa"),
        ("news", back.sealed_at, "hoa"),
    ]
    assert {each.text_version for each in detail.consents_taken_back} == {"consent-2026-02"}
    line = next(each for each in detail.history if each.event == "consent_withdrawn")
    assert (line.by, line.note) == ("hoa", "account news consent-2026-02 vi")
    refused = await lan.decide(record, APPROVE)
    assert (refused.status_code, refused.json()["code"]) == (409, "consent_taken_back")
    rejected = await lan.decide(record, {"decision": "reject", "reasons": ["other"]})
    assert rejected.status_code == 200


async def test_the_same_again_changes_nothing(station: FieldStation, lan: Reviewer) -> None:
    record = await declared(station)
    back = taken_back(station, record)
    first, second = await station.put(back), await station.put(back)
    assert (first.status_code, second.status_code) == (201, 200)
    assert receipt_in(first) == receipt_in(second)
    assert len((await lan.detail(record)).consents_taken_back) == 1


async def test_one_that_overtakes_its_declaration_is_honoured_when_that_comes(
    station: FieldStation, lan: Reviewer
) -> None:
    data = photo(1)
    record = station.record(data)
    assert (await station.put(record)).status_code == 202
    receipt_in(await station.put(taken_back(station, record)))
    assert (await station.put_blob(data)).status_code in (200, 201, 204)
    receipt_in(await station.put(record))
    assert (await lan.decide(record, APPROVE)).json()["code"] == "consent_taken_back"


async def test_a_later_revision_gives_it_anew(station: FieldStation, lan: Reviewer) -> None:
    record = await declared(station)
    receipt_in(await station.put(taken_back(station, record)))
    receipt_in(await station.put(station.record(id=record.id, revision=2)))
    [seen] = (await lan.detail(record)).consents_taken_back
    assert seen.is_given_anew
    assert (await lan.decide(record, APPROVE)).status_code == 200


async def test_an_account_that_was_issued_stays_and_it_is_shown(
    service: Service, station: FieldStation, lan: Reviewer, sms: KeptSms
) -> None:
    record = await declared(station)
    assert (await lan.decide(record, APPROVE)).status_code == 200
    receipt_in(await station.put(taken_back(station, record)))
    service.background.notice_worker.run_due()
    detail = await lan.detail(record)
    assert (detail.summary.status, len(detail.consents_taken_back)) == ("activated", 1)
    assert sms.sent


async def test_without_news_only_the_password_is_sent(
    service: Service, station: FieldStation, lan: Reviewer, sms: KeptSms, mail: KeptMail, clock: SetClock
) -> None:
    record = await declared(station, email="mau@example.vn")
    receipt_in(await station.put(taken_back(station, record, "news")))
    assert (await lan.decide(record, APPROVE)).status_code == 200
    mail.sent.clear()  # the letter by which the address was confirmed had been asked for
    service.background.notice_worker.run_due()
    assert ([len(sms.sent), mail.sent], (await lan.detail(record)).summary.status) == ([1, []], "activated")
    assert {(each.channel, each.state) for each in (await lan.detail(record)).notices} == {
        ("sms", "sent"),
        ("email", "stopped"),
    }
    clock.now += timedelta(days=180)
    assert service.background.password_age.run() == 1
    service.background.notice_worker.run_due()
    assert [len(sms.sent), mail.sent] == [1, []]


async def test_what_is_owed_when_it_comes_is_not_sent_any_more(
    service: Service, station: FieldStation, lan: Reviewer, sms: KeptSms, mail: KeptMail
) -> None:
    record = await declared(station)
    rejected = await lan.decide(record, {"decision": "reject", "reasons": ["other"]})
    assert rejected.status_code == 200
    receipt_in(await station.put(taken_back(station, record, "news")))
    service.background.notice_worker.run_due()
    assert (sms.sent, [each for each in mail.sent if "mã" not in each[1]]) == ([], [])


async def test_no_station_takes_back_what_was_said_at_another(
    service: Service, client: httpx.AsyncClient, station: FieldStation, clock: SetClock, lan: Reviewer
) -> None:
    record = await declared(station)
    other = await FieldStation.ready(service, client, clock)
    answer = await other.put(taken_back(other, record))
    assert (answer.status_code, answer.json()["code"]) == (409, "other_station")
    assert (await lan.detail(record)).consents_taken_back == ()


@pytest.mark.parametrize(
    "changed", [{"declaration": "mau"}, {"revision": 0}, {"purposes": []}, {"purposes": ["Nguyễn Văn Mẫu"]}]
)
async def test_what_says_nothing_sound_is_refused(station: FieldStation, changed: dict[str, Any]) -> None:
    record = await declared(station)
    answer = await station.put(taken_back(station, record, **changed))
    assert (answer.status_code, answer.json()["code"]) == (422, "content_invalid")


async def test_one_of_a_newer_form_is_refused_as_such(station: FieldStation) -> None:
    record = await declared(station)
    newer = taken_back(station, record).model_copy(update={"form_version": "consent-withdrawn-9"})
    assert (await station.put(newer)).json()["code"] == "form_version_unknown"
