"""Every error as RFC 9457 application/problem+json with our ``code``; none repeats its question."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from approval.storage.database import StorageUnavailableError
from declaration.wire.problem import MEDIA_TYPE, HttpProblem

_CODES = {
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
}
_BUSY_SECONDS = "5"


class ProblemError(Exception):
    """An answer that is a problem; raised in routes only."""

    def __init__(self, status: int, code: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})


def problem_response(status: int, code: str, headers: Mapping[str, str] | None = None) -> Response:
    """The problem document as a response."""
    body = HttpProblem(status=status, title=HTTPStatus(status).phrase, code=code)
    return Response(body.model_dump_json(), status, dict(headers or {}), media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Translate every exception that can leave a route."""

    @app.exception_handler(ProblemError)
    async def ours(_request: Request, error: ProblemError) -> Response:
        return problem_response(error.status, error.code, error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, _error: RequestValidationError) -> Response:
        # 400, not FastAPI's 422: that status means a refused record here, for good.
        return problem_response(400, "request_invalid")

    @app.exception_handler(HTTPException)
    async def http(_request: Request, error: HTTPException) -> Response:
        return problem_response(
            error.status_code, _CODES.get(error.status_code, "request_invalid"), error.headers
        )

    @app.exception_handler(StorageUnavailableError)
    @app.exception_handler(OSError)
    async def storage(_request: Request, _error: Exception) -> Response:
        return problem_response(503, "storage_unavailable", {"Retry-After": _BUSY_SECONDS})

    @app.exception_handler(Exception)
    async def unexpected(_request: Request, _error: Exception) -> Response:
        return problem_response(500, "internal_error")
