"""Every word these two screens put together from a code exists, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from declaration.wire.reasons import ReasonLists
from declaration.wire.records import REFUSALS
from declaration.wire.review import Decision
from desk import i18n
from desk.ports.service import Denied, NoAnswer, Reason
from desk.supervising.supervising import Attention
from desk.views.review.concerns import Concern
from desk.views.review.forms import MARKABLE, reasons_for
from desk.views.review.queue import STATUSES
from desk.views.review.trouble import WayOut, decision_trouble_words, trouble_words, way_out
from desk.views.supervision.columns import COLUMNS

SERVICE_CODES = (
    "not_found",
    "version_changed",
    "not_possible_now",
    "reasons_missing",
    "reason_unknown",
    "fields_missing",
    "insurance_code_missing",
    "insurance_code_not_10_digits",
    "insurance_code_differs",
    "contact_in_use",
    "already_has_account",
    "account_missing",
    "account_stopped",
    "older_open",
    "role_missing",
    "request_invalid",
)


@pytest.fixture(params=i18n.LANGUAGES, autouse=True)
def language(request: pytest.FixtureRequest) -> Iterator[None]:
    i18n.use(request.param, strict=True)
    yield
    i18n.use(i18n.VIETNAMESE)


def test_every_key_made_of_a_code_has_its_words() -> None:
    lists = ReasonLists()
    keys = [
        *(f"review.act.{way}" for way in WayOut),
        *(f"review.concern.{concern}" for concern in Concern),
        *(f"review.done_{decision}" for decision in Decision),
        *(f"review.{decision}.{part}" for decision in Decision for part in ("title", "confirm")),
        *(f"review.filter.{status or 'all'}" for status in STATUSES),
        *(f"field.{name}" for name in MARKABLE),
        *(f"{decision}_reason.{code}" for decision in Decision for code in reasons_for(decision, lists)),
        *(f"supervision.attention.{reason}" for reason in Attention),
        *(f"supervision.column.{column.key}" for column in COLUMNS),
        *(f"reason.{code}" for code in REFUSALS),
    ]
    assert [key for key in keys if not i18n.has(key)] == []


@pytest.mark.parametrize("code", SERVICE_CODES)
def test_every_refusal_of_the_service_is_said_in_words(code: str) -> None:
    assert code not in trouble_words(Denied(code, 409))


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_for_no_answer_is_its_own_sentence(reason: Reason) -> None:
    words = trouble_words(NoAnswer(reason))
    assert all(words != trouble_words(NoAnswer(other)) for other in Reason if other is not reason)
    assert decision_trouble_words(NoAnswer(reason)).startswith(words)


@pytest.mark.parametrize(
    ("code", "way"),
    [
        ("account_missing", WayOut.RETURN),
        ("account_stopped", WayOut.REJECT),
        ("guardian_account_missing", WayOut.LIST),
    ],
)
def test_what_trying_again_cannot_help_leads_elsewhere(code: str, way: WayOut) -> None:
    assert way_out(Denied(code, 409)) is way


def test_a_code_nobody_knows_is_shown_and_can_be_tried_again() -> None:
    unknown = Denied("a_newer_code", 409)
    assert "a_newer_code" in trouble_words(unknown)
    assert way_out(unknown) is WayOut.RETRY
