"""The screens there are, and who has which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import flet as ft

from desk.views.administration.view import administration_screen
from desk.views.answers.view import answers_screen
from desk.views.audit.view import audit_screen
from desk.views.care.concerning import CARE
from desk.views.care.view import care_screen
from desk.views.declarations.view import declarations_screen
from desk.views.own_sign_in.view import own_sign_in_screen
from desk.views.place import Place
from desk.views.program import Role, SignedIn
from desk.views.review.view import review_screen
from desk.views.rosters.view import rosters_screen
from desk.views.shell import Destination
from desk.views.supervision.view import supervision_screen
from desk.views.sync.view import sync_screen

DESK = "desk"
_BY_ROLE: Mapping[Role, tuple[Destination, ...]] = {
    Role.REGISTRAR: (
        Destination(DESK, "nav.desk", ft.Icons.BADGE_OUTLINED),
        Destination("declarations", "nav.declarations", ft.Icons.DESCRIPTION_OUTLINED),
        Destination("rosters", "nav.rosters", ft.Icons.GROUPS_OUTLINED),
        Destination("sync", "nav.sync", ft.Icons.SYNC_ROUNDED),
        Destination("answers", "nav.answers", ft.Icons.MARK_EMAIL_READ_OUTLINED),
        Destination(CARE, "nav.care", ft.Icons.HEALTH_AND_SAFETY_OUTLINED),
    ),
    Role.REVIEWER: (Destination("review", "nav.review", ft.Icons.FACT_CHECK_OUTLINED),),
    Role.SUPERVISOR: (Destination("supervision", "nav.supervision", ft.Icons.MONITOR_HEART_OUTLINED),),
    Role.ADMINISTRATOR: (
        Destination("administration", "nav.administration", ft.Icons.MANAGE_ACCOUNTS_OUTLINED),
    ),
    Role.AUDITOR: (Destination("audit", "nav.audit", ft.Icons.POLICY_OUTLINED),),
}
_OWN: Final = Destination("own", "nav.own", ft.Icons.PHONELINK_LOCK_OUTLINED)
"""Whoever signs in to the service keeps their own sign-in."""
SCREENS: Mapping[str, Callable[[Place], ft.Control]] = {
    "declarations": declarations_screen,
    "rosters": rosters_screen,
    "sync": sync_screen,
    "answers": answers_screen,
    CARE: care_screen,
    "review": review_screen,
    "supervision": supervision_screen,
    "administration": administration_screen,
    "audit": audit_screen,
    "own": own_sign_in_screen,
}


def destinations_of(person: SignedIn) -> tuple[Destination, ...]:
    """Everywhere this person may go, in one fixed order."""
    found = tuple(
        destination for role, places in _BY_ROLE.items() if role in person.roles for destination in places
    )
    return found if Role.REGISTRAR in person.roles else (*found, _OWN)
