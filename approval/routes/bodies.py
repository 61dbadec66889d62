"""Bodies that are bytes: read whole or refused, checked against their digest, unpacked within limits."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from hashlib import sha256

from fastapi import Request
from starlette.requests import ClientDisconnect

from approval.routes.problems import ProblemError

_SHA256 = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]*):\s*(?=,|$)")


async def whole_body(request: Request) -> bytes:
    """The body; when a Content-Digest (RFC 9530) came with it, known to be undamaged."""
    try:
        body = await request.body()
    except ClientDisconnect:
        raise ProblemError(400, "upload_broken_off") from None
    header = request.headers.get("Content-Digest")
    if header is not None:
        _check_digest(header, body)
    return body


def _check_digest(header: str, body: bytes) -> None:
    found = _SHA256.search(header)
    if found is None:
        return  # another algorithm: RFC 9530 lets it pass
    try:
        wanted = base64.b64decode(found.group(1), validate=True)
    except binascii.Error:
        raise ProblemError(400, "content_digest_unreadable") from None
    if wanted != sha256(body).digest():
        raise ProblemError(400, "content_digest_differs")


def unpacked(body: bytes, encoding: str, largest: int) -> bytes:
    """The body without its gzip wrapping; never unpacks more than ``largest`` bytes."""
    match encoding.strip().lower():
        case "" | "identity":
            return body
        case "gzip":
            return _gunzip(body, largest)
        case _:
            raise ProblemError(415, "unsupported_media_type")


def _gunzip(body: bytes, largest: int) -> bytes:
    unzip = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        data = unzip.decompress(body, largest + 1)
    except zlib.error:
        raise ProblemError(400, "gzip_damaged") from None
    if len(data) > largest:
        raise ProblemError(413, "too_large")
    if not unzip.eof:
        raise ProblemError(400, "gzip_damaged")
    return data
