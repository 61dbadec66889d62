"""What every store of photos promises; S3 is spoken with an emulator (moto) over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from approval.storage.blobs import Blobs, FolderBlobs
from approval.storage.s3_blobs import S3Blobs
from tests.fakes.field_station import photo

ACCESS = ("us-east-1", "an-id", "a-secret")


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a store with the bucket ``photos``."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    region, key, secret = ACCESS
    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name=region,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
    )
    client.create_bucket(Bucket="photos")
    client.close()
    yield address
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "folder":
        return FolderBlobs(tmp_path / "blobs")
    return S3Blobs("photos", request.getfixturevalue("s3"), *ACCESS)


def test_a_blob_is_there_whole_or_not_at_all(blobs: Blobs) -> None:
    data = photo(1, 5000)
    name = sha256(data).hexdigest()
    blobs.write("station-a", name, 0, data[:2000])
    assert (blobs.size(name), blobs.offset("station-a", name)) == (None, 2000)
    blobs.write("station-a", name, 2000, data[2000:])
    assert blobs.size(name) is None
    assert blobs.finish("station-a", name, 5000)
    assert (blobs.size(name), b"".join(blobs.chunks(name)), blobs.start(name, 3)) == (
        5000,
        data,
        b"\xff\xd8\xff",
    )
    assert blobs.offset("station-a", name) == 0


def test_no_station_can_spoil_anothers_upload(blobs: Blobs) -> None:
    data = photo(1)
    name = sha256(data).hexdigest()
    blobs.write("station-a", name, 0, data)
    blobs.write("station-b", name, 0, b"\0" * len(data))
    assert not blobs.finish("station-b", name, len(data))
    assert blobs.finish("station-a", name, len(data))


def test_what_a_broken_upload_left_too_long_is_cut_off(blobs: Blobs) -> None:
    data = photo(1)
    name = sha256(data).hexdigest()
    blobs.write("station-a", name, 0, data + b"left over")
    blobs.write("station-a", name, 0, data)
    assert blobs.finish("station-a", name, len(data))


def test_uploads_nobody_goes_on_with_are_swept_out(blobs: Blobs) -> None:
    blobs.write("station-a", "0" * 64, 0, b"x")
    assert blobs.forget_unfinished(60) == 0
    assert blobs.forget_unfinished(-1) == 1
    assert blobs.offset("station-a", "0" * 64) == 0


def test_a_photo_that_came_whole_is_there_at_once_and_again_the_same(blobs: Blobs) -> None:
    data = photo(7)
    name = sha256(data).hexdigest()
    assert blobs.keep("station-a", name, data)
    assert blobs.keep("station-b", name, data)
    assert (blobs.size(name), b"".join(blobs.chunks(name))) == (len(data), data)


def test_other_bytes_than_the_name_says_are_never_kept(blobs: Blobs) -> None:
    name = sha256(photo(8)).hexdigest()
    assert not blobs.keep("station-a", name, photo(9))
    assert blobs.size(name) is None


def test_an_upload_begun_at_one_instance_is_finished_at_another(s3: str) -> None:
    one, other = S3Blobs("photos", s3, *ACCESS), S3Blobs("photos", s3, *ACCESS)
    data = photo(10, 50_000)
    name = sha256(data).hexdigest()
    one.write("station-a", name, 0, data[:20_000])
    assert other.offset("station-a", name) == 20_000
    other.write("station-a", name, 20_000, data[20_000:])
    assert one.finish("station-a", name, len(data))
    assert other.size(name) == len(data)
    assert other.offset("station-a", name) == 0


def test_a_store_that_is_away_is_said_so_as_a_failing_disk_is() -> None:
    away = S3Blobs("photos", "http://127.0.0.1:9", *ACCESS)
    with pytest.raises(OSError, match="EndpointConnectionError"):
        away.size("0" * 64)
