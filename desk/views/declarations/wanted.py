"""Which declaration another screen wants to see opened here: kept for one window, taken once."""

from __future__ import annotations

from uuid import UUID

import flet as ft

from desk.views.place import Place

_STORE_KEY = "declarations.wanted"
DECLARATIONS = "declarations"


def look_at(place: Place, declaration_id: UUID) -> None:
    """Go to the declarations screen with this one open."""
    ft.context.page.session.store.set(_STORE_KEY, declaration_id)
    place.go(DECLARATIONS)


def take_wanted() -> UUID | None:
    """The declaration to open on entering, once; None when nobody asked for one."""
    store = ft.context.page.session.store
    wanted = store.get(_STORE_KEY)
    store.set(_STORE_KEY, None)
    return wanted if isinstance(wanted, UUID) else None
