"""What a person no longer consents to, above what was declared: when it was said, to whom, what follows."""

from __future__ import annotations

import flet as ft

from declaration.draft import Purpose
from declaration.wire.consent_withdrawn import ConsentTakenBack
from declaration.wire.review import Decision
from desk.i18n import t
from desk.views.components.feedback import banner
from desk.views.review.opened import Opened
from desk.views.review.said import coded_words, moment
from desk.views.theme import Tone


def consent_banners(opened: Opened) -> list[ft.Control]:
    """One a purpose that does not hold; nothing where it was given anew."""
    detail = opened.detail
    taken = detail.consents_taken_back if detail else ()
    return [_banner(opened, each) for each in taken if not each.is_given_anew]


def _banner(opened: Opened, taken: ConsentTakenBack) -> ft.Control:
    registrars = opened.detail.registrars if opened.detail else {}
    hinders = taken.purpose == Purpose.ACCOUNT and opened.possible(Decision.APPROVE)
    words = t(
        "review.consent.taken_back",
        purpose=coded_words("taking_back.purpose", taken.purpose),
        at=moment(taken.at),
        by=registrars.get(taken.by, taken.by),
        version=taken.text_version,
        language=taken.language,
    )
    follows = _follows(taken.purpose, hinders=hinders)
    return banner(Tone.ERROR if hinders else Tone.WARNING, " ".join((words, follows)).strip())


def _follows(purpose: str, *, hinders: bool) -> str:
    if hinders:
        return t("review.consent.hinders")
    known = {Purpose.ACCOUNT: "account_stays", Purpose.NEWS: "news"}
    return t(f"review.consent.{known[Purpose(purpose)]}") if purpose in set(Purpose) else ""
