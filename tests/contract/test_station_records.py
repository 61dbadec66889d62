"""What a station sends is receipted, waited for or refused: in memory and over HTTP alike."""

from __future__ import annotations

from declaration.wire.records import (
    BatchAnswer,
    ConflictAnswer,
    MissingAnswer,
    Receipt,
    ReceiptAnswer,
    RefusalAnswer,
)
from declaration.wire.signed import Purpose, digest
from desk.ports.service import Denied, NoAnswer, Reason, Stored
from desk.storage.vault.station_key import StationKey
from tests.fakes.both_services import Side
from tests.fakes.both_services import side as side
from tests.fakes.field_station import photo


async def test_a_receipt_names_exactly_the_bytes_and_is_given_again(side: Side) -> None:
    await side.ready()
    record = side.record()
    answer = await side.put(record)
    assert isinstance(answer, ReceiptAnswer)
    assert side.keys().is_genuine(Purpose.RECEIPT, answer.receipt)
    receipt = answer.receipt.read(Receipt)
    assert receipt is not None
    assert (receipt.id, receipt.revision, receipt.sequence) == (record.id, 1, 1)
    assert receipt.digest == digest(side.seal(record))
    assert await side.put(record) == answer
    batch = await side.service.put_batch([side.seal(record)])
    assert isinstance(batch, BatchAnswer)
    assert batch.items[0].answer == answer


async def test_a_receipt_waits_for_every_photo(side: Side) -> None:
    await side.ready()
    photos = [photo(1), photo(2)]
    record = side.record(*photos)
    for number, data in enumerate(photos):
        answer = await side.put(record)
        assert isinstance(answer, MissingAnswer)
        assert set(answer.blobs) == {digest(each) for each in photos[number:]}
        assert await side.service.put_blob(digest(data), data, "image/jpeg") == Stored()
    assert isinstance(await side.put(record), ReceiptAnswer)
    assert await side.service.put_blob(digest(photos[0]), photos[0], "image/jpeg") == Stored()


async def test_a_photo_that_is_not_what_its_name_says_is_not_stored(side: Side) -> None:
    await side.ready()
    answer = await side.service.put_blob(digest(photo(1)), photo(2), "image/jpeg")
    assert answer == Denied("blob_digest_differs", 422)
    assert isinstance(await side.put(side.record(photo(1))), MissingAnswer)


async def test_what_is_not_a_picture_refuses_its_record(side: Side) -> None:
    await side.ready()
    text = b"no picture at all" * 20
    record = side.record(text)
    await side.service.put_blob(digest(text), text, "image/jpeg")
    answer = await side.put(record)
    assert isinstance(answer, RefusalAnswer)
    assert answer.code == "blob_not_a_picture"


async def test_other_bytes_under_the_same_revision_are_a_conflict(side: Side) -> None:
    await side.ready()
    record = side.record()
    first = await side.put(record)
    answer = await side.put(record.model_copy(update={"registrar": "thu"}))
    assert isinstance(answer, ConflictAnswer)
    assert answer.code == "same_revision_other_bytes"
    assert await side.put(record) == first


async def test_every_line_of_a_batch_has_its_own_answer(side: Side) -> None:
    await side.ready()
    good, waiting = side.record(), side.record(photo(3))
    lines = [side.seal(good), b'{"not": "sealed"}', side.seal(waiting), side.seal(good, Purpose.HELLO)]
    answer = await side.service.put_batch(lines)
    assert isinstance(answer, BatchAnswer)
    assert [item.digest for item in answer.items] == [digest(line) for line in lines]
    kinds = [item.answer.outcome for item in answer.items]
    assert kinds == ["receipt", "refused", "missing", "refused"]
    codes = [item.answer.code for item in answer.items if isinstance(item.answer, RefusalAnswer)]
    assert codes == ["record_unreadable", "signature_invalid"]


async def test_a_record_of_another_station_and_a_misaddressed_one_are_not_taken(side: Side) -> None:
    await side.ready()
    stranger = StationKey(StationKey.make().private_bytes, "station-other")
    record = side.record()
    foreign = stranger.sign(Purpose.RECORD, record.model_dump_json()).to_bytes()
    answer = await side.service.put_record(record.id, 1, foreign)
    assert isinstance(answer, RefusalAnswer)
    assert answer.code == "station_mismatch"
    assert await side.service.put_record(record.id, 2, side.seal(record)) == NoAnswer(Reason.SHAPE)
