"""Problems over HTTP (RFC 9457), with our stable ``code`` beside the standard members."""

from __future__ import annotations

from declaration.wire.model import Message

MEDIA_TYPE = "application/problem+json"


class HttpProblem(Message):
    type: str = "about:blank"
    title: str = ""
    status: int
    detail: str = ""
    code: str
