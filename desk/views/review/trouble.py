"""What went wrong when asking the service, in plain words, and the one way out of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from math import ceil
from typing import Final, TypeAlias

from declaration.problems import Problem
from desk.i18n import has, places, t
from desk.ports.service import WAIT, Denied, NoAnswer, Reason
from desk.views import shown

Trouble: TypeAlias = Denied | NoAnswer


_LEFT_OPEN: Final = "…"


class WayOut(StrEnum):
    """The next act after trouble; keys of the locales under ``review.act``."""

    RETRY = "retry"
    RELOAD = "reload"
    LIST = "list"
    ASK_CODE = "ask_code"
    RETURN = "return"
    REJECT = "reject"
    SIGN_IN = "sign_in"


_AFTER_DENIED: Final[Mapping[str, WayOut]] = {
    "version_changed": WayOut.RELOAD,
    "not_possible_now": WayOut.RELOAD,
    "not_found": WayOut.LIST,
    "held_by_other": WayOut.RELOAD,
    "contact_in_use": WayOut.RETURN,
    "already_has_account": WayOut.REJECT,
    "account_missing": WayOut.RETURN,
    "account_stopped": WayOut.REJECT,
    "guardian_account_missing": WayOut.LIST,
    "older_open": WayOut.LIST,
    "consent_taken_back": WayOut.RELOAD,
    "insurance_code_missing": WayOut.ASK_CODE,
    "insurance_code_not_10_digits": WayOut.ASK_CODE,
    "insurance_code_differs": WayOut.RETURN,
    "role_missing": WayOut.SIGN_IN,
}


def way_out(trouble: Trouble) -> WayOut:
    """What helps against it; trying again where nothing else does."""
    if isinstance(trouble, Denied):
        return _AFTER_DENIED.get(trouble.code, WayOut.RETRY)
    return WayOut.SIGN_IN if trouble.reason is Reason.SIGN_IN else WayOut.RETRY


def trouble_words(trouble: Trouble) -> str:
    """What happened and what is kept."""
    if isinstance(trouble, NoAnswer):
        return t(f"denied.no_answer.{trouble.reason}")
    if trouble.code == WAIT and trouble.retry_after is not None:
        return t("denied.wait_so_long", span=shown.countdown(ceil(trouble.retry_after)))
    return code_words(trouble.code)


def code_words(code: str) -> str:
    """Why the service did not do it; a code this program does not know is shown as such."""
    key = f"denied.{code}"
    return t(key) if has(key) else t("denied.unknown", code=code)


def decision_trouble_words(trouble: Trouble) -> str:
    """The same after a decision: without an answer nobody knows yet whether it was taken."""
    words = trouble_words(trouble)
    if isinstance(trouble, NoAnswer) and trouble.reason is not Reason.SIGN_IN:
        return f"{words} {t('denied.no_answer.decision')}"
    return words


def problem_words(problem: Problem) -> str:
    """A mistake in what was entered here, or a warning the desk noted."""
    for key in (f"denied.{problem.code}", f"problem.{problem.code}"):
        if has(key):
            return t(key, **{**dict.fromkeys(places(t(key)), _LEFT_OPEN), **problem.details})
    return t("review.unknown_code", code=problem.code)
