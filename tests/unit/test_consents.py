"""What was agreed to can be shown again years later: version, language, purposes, digest of the words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from declaration.declaration import problems_of
from declaration.draft import Consent, Draft, LegalBasis, Purpose
from declaration.wire.declaration_content import ConsentContent
from declaration.wire.handouts import StationSettings
from desk import i18n
from desk.registration.consents import VERSIONS, consent_text
from desk.registration.declarations import Registration
from desk.storage.draft_json import draft_from_json, draft_to_json
from desk.storage.vault.station_key import StationKey
from tests.builders import NOON, TODAY, BuiltStation, built_station, whole_draft

SHOWN = {
    ("vi", "consent-2026-02"): "b987f14ddabe88f1b03f04d99e1d210e7a8980adffde201bf07e2b1ac596dc17",
    ("en", "consent-2026-02"): "8b91c0dcd5dd25da9203bd8843b5f661fbd69e1a618051ab00a1fcc6dc3d5b52",
    ("vi", "notice-2026-01"): "1940606a84467b2a98ef9e4bcc206b35548c720c4d83136ef12dd99dc6dbb984",
    ("en", "notice-2026-01"): "57a7f3dead136fca3548cd5fc5bf51f895f0b8950dfe93fec6bf063bfc806a8d",
}
"""What each version says, by its digest: other words are another version, never another digest here."""


@pytest.mark.parametrize("basis", LegalBasis)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_words_of_a_version_never_change(basis: LegalBasis, language: str) -> None:
    i18n.use(language, strict=True)
    try:
        text = consent_text(basis)
    finally:
        i18n.use(i18n.VIETNAMESE)
    assert text.digest == SHOWN[language, VERSIONS[basis]]


@pytest.fixture
def station(tmp_path: Path) -> BuiltStation:
    return built_station(tmp_path / "station")


def unticked() -> Draft:
    return replace(whole_draft(), consent=None)


def consent_problems(draft: Draft) -> list[str]:
    return [problem.code for problem in problems_of(draft, TODAY) if problem.field == "consent"]


def test_each_purpose_is_a_tick_of_its_own_and_only_the_accounts_is_needed(station: BuiltStation) -> None:
    registration = station.registration
    assert consent_problems(unticked()) == ["consent_missing"]
    news = registration.consented(unticked(), True, "vi", Purpose.NEWS)
    assert consent_problems(news) == ["consent_missing"]
    both = registration.consented(news, True, "vi")
    assert both.consent is not None
    assert both.consent.purposes == (Purpose.ACCOUNT, Purpose.NEWS)
    assert not consent_problems(both)
    alone = registration.consented(both, False, "vi", Purpose.NEWS)
    assert alone.consent is not None
    assert alone.consent.purposes == (Purpose.ACCOUNT,)
    assert registration.consented(alone, False, "vi").consent is None


def test_what_was_shown_is_kept_by_its_digest(station: BuiltStation) -> None:
    consent = station.registration.consented(unticked(), True, "vi").consent
    assert consent is not None
    assert (consent.text_version, consent.basis, consent.at) == ("consent-2026-02", LegalBasis.CONSENT, NOON)
    assert consent.text_sha256 == consent_text(LegalBasis.CONSENT).digest


def test_where_the_agency_acts_by_duty_the_person_is_told_and_not_asked(station: BuiltStation) -> None:
    file, key = station.file, StationKey(station.file.station_key().private_bytes, "station-mau")
    registration = Registration(
        file.drafts,
        file.declarations,
        key,
        station.clock,
        "mau",
        "MAU01",
        lambda: None,
        basis=LegalBasis.PUBLIC_DUTY,
    )
    assert list(registration.consent_text.purposes) == [Purpose.ACCOUNT]
    told = registration.consented(unticked(), True, "vi").consent
    assert told is not None
    assert (told.text_version, told.basis) == ("notice-2026-01", LegalBasis.PUBLIC_DUTY)


def test_a_draft_keeps_it_and_one_of_an_older_program_is_still_read() -> None:
    consent = Consent("c", "vi", NOON, (Purpose.ACCOUNT, Purpose.NEWS), "a" * 64, LegalBasis.PUBLIC_DUTY)
    text = draft_to_json(replace(whole_draft(), consent=consent))
    assert draft_from_json(text).consent == consent
    older = json.loads(text)
    for name in ("purposes", "text_sha256", "basis"):
        del older["consent"][name]
    assert draft_from_json(json.dumps(older)).consent == Consent("c", "vi", NOON)


def test_a_record_of_an_older_station_is_still_read() -> None:
    older = ConsentContent.model_validate({"text_version": "1", "language": "vi", "at": NOON.isoformat()})
    assert (older.purposes, older.text_sha256, older.basis) == (("account",), "", "consent")


def test_the_agencys_setting_travels() -> None:
    settings = StationSettings(legal_basis="public_duty")
    assert StationSettings.model_validate_json(settings.model_dump_json()) == settings
