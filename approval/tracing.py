"""Traces by setting: one span a request, sent to an OpenTelemetry collector. The door to opentelemetry."""

from __future__ import annotations

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PARENT = "traceparent"


class Tracer:
    """Says what was asked for, how it ended and how long it took; never an address with a value in it."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._provider = TracerProvider(resource=Resource.create({"service.name": "approval"}))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("approval")

    @classmethod
    def to(cls, endpoint: str) -> Tracer:
        """To a collector that takes OTLP over HTTP, such as ``http://collector:4318``."""
        return cls(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces"))

    def answered(
        self, method: str, route: str, status: int, begun_ns: int, ended_ns: int, parent: str
    ) -> None:
        """One request that is over; ``parent`` is its traceparent header, or ""."""
        context = TraceContextTextMapPropagator().extract({_PARENT: parent}) if parent else None
        span = self._tracer.start_span(
            f"{method} {route}",
            context=context,
            kind=SpanKind.SERVER,
            start_time=begun_ns,
            attributes={
                "http.request.method": method,
                "http.route": route,
                "http.response.status_code": status,
            },
        )
        span.end(ended_ns)

    def close(self) -> None:
        """Send what still waits."""
        self._provider.shutdown()
