"""The messages between the two programs: frozen, tolerant of what is newer, exact about what is signed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError

from declaration.wire.changes import Change
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.from_declaration import content_of
from declaration.wire.records import BlobRef, MissingAnswer, Record, RecordAnswer
from declaration.wire.signed import Purpose, Signed, digest, signing_input
from tests.builders import DRAFT_ID, NOON, whole_declaration

ANSWER: TypeAdapter[RecordAnswer] = TypeAdapter(RecordAnswer)
BLOB = {"sha256": "a" * 64, "size": 10, "media_type": "image/jpeg", "role": "portrait"}


def _record(**changed: object) -> Record:
    given = {
        "kind": "declaration",
        "id": DRAFT_ID,
        "revision": 1,
        "form_version": "mau-01/2016",
        "sealed_at": NOON,
        "station": "station-mau",
        "registrar": "mau",
        "blobs": [BLOB],
        "content": {"full_name": "Nguyễn Văn Mẫu"},
    }
    return Record.model_validate({**given, **changed})


def test_a_declaration_travels_and_comes_back_as_it_was() -> None:
    content = content_of(whole_declaration())
    assert DeclarationContent.model_validate_json(content.model_dump_json()) == content
    assert Record.model_validate_json(_record().model_dump_json()) == _record()


def test_what_a_newer_peer_adds_is_ignored_in_a_message_and_kept_in_a_content() -> None:
    newer = json.loads(_record().model_dump_json()) | {"of_next_year": 1}
    newer["content"]["of_next_year"] = 2
    read = Record.model_validate(newer)
    assert not hasattr(read, "of_next_year")
    assert read.content["of_next_year"] == 2


def test_an_unknown_kind_of_change_or_record_is_read_and_not_refused() -> None:
    change = {"sequence": 1, "kind": "of_next_year", "at": "2026-03-02T05:00:00Z", "data": {"x": [1]}}
    assert Change.model_validate(change).kind == "of_next_year"
    assert _record(kind="of_next_year").kind == "of_next_year"


def test_a_message_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        _record().revision = 2


@pytest.mark.parametrize(
    "wrong",
    [{"revision": 0}, {"id": "x"}, {"blobs": [{**BLOB, "sha256": "A" * 64}]},
     {"blobs": [{**BLOB, "size": 0}]}, {"blobs": [{**BLOB, "media_type": "text/html"}]}],
)  # fmt: skip
def test_what_cannot_be_a_record_is_none(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        _record(**wrong)


def test_the_signature_covers_the_purpose_and_the_very_text() -> None:
    assert signing_input(Purpose.RECORD, '{"a":"ế"}') == 'bhxh-desk/1/record\n{"a":"ế"}'.encode()


def test_a_signed_message_is_one_line_and_keeps_its_text_to_the_letter() -> None:
    body = '{ "a" :  "dòng\\nmới" }'
    message = Signed(body=body, kid="k", signature="s")
    assert b"\n" not in message.to_bytes()
    again = Signed.from_bytes(message.to_bytes())
    assert again is not None
    assert again.body == body


@pytest.mark.parametrize("data", [b"", b"<html>", b"[]", b"\xff", b'{"body": 1}', b"null"])
def test_foreign_bytes_are_no_message(data: bytes) -> None:
    assert Signed.from_bytes(data) is None


def test_a_signed_body_of_another_kind_is_none() -> None:
    assert Signed(body='{"x": 1}', kid="k", signature="s").read(Record) is None


def test_an_answer_is_one_of_the_four_or_nothing() -> None:
    assert isinstance(ANSWER.validate_json('{"outcome": "missing", "blobs": []}'), MissingAnswer)
    for other in ('{"outcome": "fine"}', "{}", '"receipt"'):
        with pytest.raises(ValidationError):
            ANSWER.validate_json(other)


def test_digests_are_sha256_in_lower_case() -> None:
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert BlobRef.model_validate({**BLOB, "sha256": digest(b"x")}).size == 10


def test_times_keep_their_zone() -> None:
    read = Record.model_validate_json(_record(sealed_at="2026-03-02T12:00:00+07:00").model_dump_json())
    assert read.sealed_at == datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
    assert isinstance(read.id, UUID)
