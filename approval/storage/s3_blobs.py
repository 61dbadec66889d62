"""Photos in an S3-compatible store. The door to boto3.

Whole photos are ``whole/<ab>/<sha256>``. Such a store changes no object in place, so an unfinished upload is
a row of pieces, ``partial/<station>/<sha256>/<offset>``, that any instance can go on with and put together.
A photo is durable once the store has answered its PUT.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256 as digest_of
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

_CHUNK = 1 << 18
_NOT_THERE = ("404", "NoSuchKey", "NotFound")
_CONFIG = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"max_attempts": 3, "mode": "standard"},
    max_pool_connections=40,
    s3={"addressing_style": "path"},
)


class S3Blobs:
    """Blobs in one bucket, which must exist. Raises OSError when the store cannot serve."""

    def __init__(self, bucket: str, endpoint: str, region: str, key: str, secret: str) -> None:
        self._bucket = bucket
        self._store: Any = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=region,
            aws_access_key_id=key or None,
            aws_secret_access_key=secret or None,
            config=_CONFIG,
        )

    def size(self, sha256: str) -> int | None:
        with _translated():
            try:
                found = self._store.head_object(Bucket=self._bucket, Key=_whole(sha256))
            except ClientError as error:
                if error.response["Error"]["Code"] in _NOT_THERE:
                    return None
                raise
            return int(found["ContentLength"])

    def start(self, sha256: str, length: int) -> bytes:
        with _translated():
            found = self._store.get_object(
                Bucket=self._bucket, Key=_whole(sha256), Range=f"bytes=0-{length - 1}"
            )
            data: bytes = found["Body"].read()
            return data

    def chunks(self, sha256: str) -> Iterator[bytes]:
        with _translated():
            body = self._store.get_object(Bucket=self._bucket, Key=_whole(sha256))["Body"]
            yield from body.iter_chunks(_CHUNK)

    def keep(self, owner: str, sha256: str, data: bytes) -> bool:  # noqa: ARG002
        if digest_of(data).hexdigest() != sha256:
            return False
        with _translated():
            self._store.put_object(Bucket=self._bucket, Key=_whole(sha256), Body=data)
        return True

    def offset(self, owner: str, sha256: str) -> int:
        end = 0
        for start, size in self._pieces(owner, sha256):
            if start > end:
                break
            end = max(end, start + size)
        return end

    def write(self, owner: str, sha256: str, offset: int, data: bytes) -> None:
        if not data:
            return
        with _translated():
            key = f"{_partial(owner, sha256)}{offset:012d}"
            self._store.put_object(Bucket=self._bucket, Key=key, Body=data)

    def finish(self, owner: str, sha256: str, length: int) -> bool:
        done = self.size(sha256) is not None or self.keep(owner, sha256, self._joined(owner, sha256, length))
        self._remove([f"{_partial(owner, sha256)}{start:012d}" for start, _ in self._pieces(owner, sha256)])
        return done

    def forget_unfinished(self, older_than: float) -> int:
        limit = datetime.now(UTC) - timedelta(seconds=older_than)
        old = [each["Key"] for each in self._listed("partial/") if each["LastModified"] < limit]
        self._remove(old)
        return len(old)

    def _joined(self, owner: str, sha256: str, length: int) -> bytes:
        whole = bytearray()
        for start, _ in self._pieces(owner, sha256):
            with _translated():
                key = f"{_partial(owner, sha256)}{start:012d}"
                piece = self._store.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            whole[start : start + len(piece)] = piece
        return bytes(whole[:length])

    def _pieces(self, owner: str, sha256: str) -> list[tuple[int, int]]:
        """Where each piece begins and how long it is, in order."""
        found = self._listed(_partial(owner, sha256))
        return sorted((int(each["Key"].rpartition("/")[2]), int(each["Size"])) for each in found)

    def _listed(self, prefix: str) -> list[dict[str, Any]]:
        with _translated():
            pages = self._store.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
            return [each for page in pages for each in page.get("Contents", ())]

    def _remove(self, keys: list[str]) -> None:
        with _translated():
            for key in keys:  # one by one: the call for many at once is where the stores differ
                self._store.delete_object(Bucket=self._bucket, Key=key)


def _whole(sha256: str) -> str:
    return f"whole/{sha256[:2]}/{sha256}"


def _partial(owner: str, sha256: str) -> str:
    return f"partial/{owner}/{sha256}/"


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(f"the photo store does not serve: {type(error).__name__}") from None
