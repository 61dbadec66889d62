"""Figures about the service for Prometheus. The door to prometheus_client.

Labels are routes, methods and status codes: never an id, a name or anything else of a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from approval.clock import Clock
from approval.storage import health
from approval.storage.database import StorageUnavailableError

if TYPE_CHECKING:
    from approval.service import Service

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Meters:
    """One service's figures, apart from any other's in the same process."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "approval_requests", "Requests answered", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "approval_request_seconds",
            "Time to answer, waiting for news included",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._under_way = Gauge("approval_requests_under_way", "Requests now", registry=self._registry)
        self._waiting = Gauge(
            "approval_stations_waiting", "Stations that wait for news", registry=self._registry
        )
        self._connections = Gauge(
            "approval_database_connections", "Database connections in use", registry=self._registry
        )
        self._notices = Gauge("approval_notices_due", "Notices owed by now", registry=self._registry)
        self._database_up = Gauge(
            "approval_database_up", "Whether the database answered", registry=self._registry
        )

    def begun(self) -> None:
        self._under_way.inc()

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request that ``begun`` was told of."""
        self._under_way.dec()
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def page(self, service: Service) -> bytes:
        """All figures as Prometheus reads them."""
        self._waiting.set(service.feed.bells.waiting())
        self._connections.set(health.connections_in_use(service.database))
        try:
            self._notices.set(health.notices_due(service.database, self._clock()))
            self._database_up.set(1)
        except StorageUnavailableError:
            self._database_up.set(0)
        return generate_latest(self._registry)
