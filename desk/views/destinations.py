"""The screens there are, and who has which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import flet as ft

from desk.views.administration.view import administration_screen
from desk.views.answers.parts import answers_in_parts
from desk.views.audit.view import audit_screen
from desk.views.care.concerning import CARE
from desk.views.care.view import care_screen
from desk.views.declarations.parts import declarations_in_parts
from desk.views.office.view import OFFICE, office_screen
from desk.views.own_sign_in.view import own_sign_in_screen
from desk.views.place import Place
from desk.views.program import Role, SignedIn
from desk.views.review.view import review_screen
from desk.views.rosters.view import rosters_screen
from desk.views.shell import Destination
from desk.views.supervision.parts import supervision_in_parts
from desk.views.sync.view import sync_screen

DESK = "desk"
_OFFICE = Destination(OFFICE, "nav.office", ft.Icons.FORUM_OUTLINED)
_BY_ROLE: Mapping[Role, tuple[Destination, ...]] = {
    Role.REGISTRAR: (
        Destination(DESK, "nav.desk", ft.Icons.BADGE_OUTLINED),
        Destination("declarations", "nav.declarations", ft.Icons.DESCRIPTION_OUTLINED),
        Destination("rosters", "nav.rosters", ft.Icons.GROUPS_OUTLINED),
        Destination("sync", "nav.sync", ft.Icons.SYNC_ROUNDED),
        Destination("answers", "nav.answers", ft.Icons.MARK_EMAIL_READ_OUTLINED),
        Destination(CARE, "nav.care", ft.Icons.HEALTH_AND_SAFETY_OUTLINED),
    ),
    Role.REVIEWER: (Destination("review", "nav.review", ft.Icons.FACT_CHECK_OUTLINED), _OFFICE),
    Role.SUPERVISOR: (
        Destination("supervision", "nav.supervision", ft.Icons.MONITOR_HEART_OUTLINED),
        _OFFICE,
    ),
    Role.ADMINISTRATOR: (
        Destination("administration", "nav.administration", ft.Icons.MANAGE_ACCOUNTS_OUTLINED),
    ),
    Role.AUDITOR: (Destination("audit", "nav.audit", ft.Icons.POLICY_OUTLINED),),
}
_OWN: Final = Destination("own", "nav.own", ft.Icons.PHONELINK_LOCK_OUTLINED)
"""Whoever signs in to the service keeps their own sign-in."""
SCREENS: Mapping[str, Callable[[Place], ft.Control]] = {
    "declarations": declarations_in_parts,
    "rosters": rosters_screen,
    "sync": sync_screen,
    "answers": answers_in_parts,
    CARE: care_screen,
    "review": review_screen,
    OFFICE: office_screen,
    "supervision": supervision_in_parts,
    "administration": administration_screen,
    "audit": audit_screen,
    "own": own_sign_in_screen,
}


def destinations_of(person: SignedIn) -> tuple[Destination, ...]:
    """Everywhere this person may go, once each, in one fixed order."""
    places = (each for role, of_role in _BY_ROLE.items() if role in person.roles for each in of_role)
    found = tuple(dict.fromkeys(places))
    return found if Role.REGISTRAR in person.roles else (*found, _OWN)
