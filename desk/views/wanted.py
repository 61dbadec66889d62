"""What another screen wants to see opened: kept for one window, taken once by the screen that shows it."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

import flet as ft

from desk.views.place import Place

DECLARATIONS = "declarations"
ANSWERS = "answers"


class Wanted(StrEnum):
    """What may be wanted; each is kept under a key of its own."""

    DECLARATION = "wanted.declaration"
    BATCH = "wanted.batch"
    COMPLAINT = "wanted.complaint"


def look_at(place: Place, declaration_id: UUID) -> None:
    """Go to the declarations screen with this one open."""
    _want(place, DECLARATIONS, Wanted.DECLARATION, declaration_id)


def look_at_batch(place: Place, batch: UUID) -> None:
    """Go to the batches of papers with this one open."""
    _want(place, DECLARATIONS, Wanted.BATCH, batch)


def look_at_complaint(place: Place, complaint: UUID) -> None:
    """Go to the complaints, to where this one stands."""
    _want(place, ANSWERS, Wanted.COMPLAINT, complaint)


def is_wanted(what: Wanted) -> bool:
    """Whether somebody asked for one; it is still there to be taken."""
    return ft.context.page.session.store.get(what) is not None


def take_wanted(what: Wanted) -> UUID | None:
    """What to open on entering, once; None when nobody asked for one."""
    store = ft.context.page.session.store
    wanted = store.get(what)
    store.set(what, None)
    return wanted if isinstance(wanted, UUID) else None


def _want(place: Place, screen: str, what: Wanted, name: UUID) -> None:
    ft.context.page.session.store.set(what, name)
    place.go(screen)
