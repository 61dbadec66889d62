"""Every error as RFC 9457 application/problem+json with our ``code``; none repeats its question."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from approval.storage.database import StorageUnavailableError, UnfitValueError
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


EXPECTED: Final = (
    ProblemError,
    RequestValidationError,
    HTTPException,
    UnfitValueError,
    StorageUnavailableError,
    OSError,
)
"""What may leave a route and is no mistake of ours."""


def problem_response(status: int, code: str, headers: Mapping[str, str] | None = None) -> Response:
    """The problem document as a response."""
    body = HttpProblem(status=status, title=HTTPStatus(status).phrase, code=code)
    return Response(body.model_dump_json(), status, dict(headers or {}), media_type=MEDIA_TYPE)


def answer_to(error: Exception) -> Response:
    """What an exception that leaves a route is answered with; 500 when nobody expected it."""
    match error:
        case ProblemError():
            return problem_response(error.status, error.code, error.headers)
        case RequestValidationError() | UnfitValueError():
            # 400, not FastAPI's 422: that status means a refused record here, for good.
            return problem_response(400, "request_invalid")
        case HTTPException():
            code = _CODES.get(error.status_code, "request_invalid")
            return problem_response(error.status_code, code, error.headers)
        case StorageUnavailableError() | OSError():
            return problem_response(503, "storage_unavailable", {"Retry-After": _BUSY_SECONDS})
        case _:
            return problem_response(500, "internal_error")


def install(app: FastAPI) -> None:
    """Translate every exception that can leave a route."""

    async def answer(_request: Request, error: Exception) -> Response:
        return answer_to(error)

    for kind in (*EXPECTED, Exception):
        app.add_exception_handler(kind, answer)
