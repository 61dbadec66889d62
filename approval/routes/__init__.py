"""HTTP: words of the protocol in, values out. No rule of the field lives here."""

from __future__ import annotations

from fastapi import FastAPI

from approval.routes import (
    administration,
    after,
    audit,
    blobs,
    changes,
    contact_codes,
    days,
    docs,
    figures,
    handouts,
    health,
    lookups,
    notices,
    online,
    people,
    reasons,
    records,
    recovery,
    reviews,
    stations,
    supervision,
)
from approval.routes.guards import HeadersGuard, SizeGuard
from approval.routes.problems import install


def all_routes(app: FastAPI) -> None:
    """Hang every route, every error translation and the guards into the application."""
    asked_by_stations = (blobs, records, stations, handouts, changes, days, recovery, lookups, online)
    asked_by_people = (
        people,
        administration,
        audit,
        reviews,
        contact_codes,
        notices,
        reasons,
        after,
        supervision,
        figures,
    )
    for module in (*asked_by_stations, *asked_by_people, health, docs):
        # As they are: include_router would build each route anew, at an application's first requests.
        app.router.routes.extend(module.router.routes)
    install(app)
    app.add_middleware(SizeGuard)
    app.add_middleware(HeadersGuard)
