"""Only a genuine receipt for exactly these bytes delivers; only listed codes refuse; all else means later."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.wire.records import (
    REFUSALS,
    BlobRef,
    ConflictAnswer,
    MissingAnswer,
    Receipt,
    ReceiptAnswer,
    RecordAnswer,
    RefusalAnswer,
)
from declaration.wire.sign_in import KeyUse, ServiceKey
from declaration.wire.signed import Purpose, Signed, digest
from desk.ports.outbox import OutboxEntry
from desk.ports.service import NoAnswer, Reason
from desk.storage.vault.service_keys import PinnedKeys, TrustedService
from desk.storage.vault.station_key import StationKey
from desk.sync.outcome import Conflict, Deferred, Delivered, Missing, Refused, outcome_of

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ROOT, SIGNING, STRANGER = (StationKey(StationKey.make().private_bytes, kid) for kid in ("root", "s-1", "s-1"))
SEALING = StationKey(StationKey.make().private_bytes, "seal-1")


def _certificate(key: StationKey, use: KeyUse) -> Signed:
    made = ServiceKey(kid=key.station, use=use, public_key=key.public_key, certified_at=AT)
    return ROOT.sign(Purpose.KEY, made.model_dump_json())


KEYS = TrustedService(
    PinnedKeys(
        ROOT.public_key, (_certificate(SIGNING, KeyUse.SIGNING), _certificate(SEALING, KeyUse.SEALING))
    ),
    lambda _: None,
)
PHOTO = "a" * 64
ENTRY = OutboxEntry(
    record_id=UUID("018f0000-0000-7000-8000-000000000001"),
    revision=2,
    kind="declaration",
    digest=digest(b"sealed"),
    sealed=b"sealed",
    blobs=(BlobRef(sha256=PHOTO, size=10, media_type="image/jpeg", role="portrait"),),
    deadline=date(2026, 3, 12),
    created_at=AT,
    attempts=0,
    next_due=AT,
    urgent=False,
    last_reason="",
)


def receipt(**changed: object) -> Receipt:
    values = {
        "id": ENTRY.record_id,
        "revision": ENTRY.revision,
        "digest": ENTRY.digest,
        "station": "station-mau",
        "received_at": AT,
        "sequence": 1,
        "epoch": "1",
    }
    return Receipt.model_validate(values | changed)


def signed(made: Receipt, by: StationKey = SIGNING, purpose: Purpose = Purpose.RECEIPT) -> ReceiptAnswer:
    return ReceiptAnswer(receipt=by.sign(purpose, made.model_dump_json()))


def test_the_genuine_receipt_for_these_bytes_delivers() -> None:
    answer = signed(receipt())
    assert outcome_of(ENTRY, answer, KEYS) == Delivered(receipt(), answer.receipt)


@pytest.mark.parametrize("by", [STRANGER, ROOT, SEALING])
def test_a_receipt_by_any_other_key_is_not_genuine(by: StationKey) -> None:
    assert outcome_of(ENTRY, signed(receipt(), by), KEYS) == Deferred("receipt_not_genuine")


@pytest.mark.parametrize("purpose", [each for each in Purpose if each is not Purpose.RECEIPT])
def test_a_signature_given_for_something_else_is_no_receipt(purpose: Purpose) -> None:
    assert outcome_of(ENTRY, signed(receipt(), purpose=purpose), KEYS) == Deferred("receipt_not_genuine")


@pytest.mark.parametrize("changed", [{"id": uuid4()}, {"revision": 1}, {"digest": "0" * 64}])
def test_a_genuine_receipt_for_something_else_means_later(changed: dict[str, object]) -> None:
    assert outcome_of(ENTRY, signed(receipt(**changed)), KEYS) == Deferred("receipt_for_another")


def test_photos_we_do_not_have_are_not_asked_for_twice() -> None:
    assert outcome_of(ENTRY, MissingAnswer(blobs=(PHOTO, "b" * 64)), KEYS) == Missing((PHOTO,))
    assert outcome_of(ENTRY, MissingAnswer(blobs=("b" * 64,)), KEYS) == Deferred(Reason.SHAPE)
    assert outcome_of(ENTRY, MissingAnswer(blobs=()), KEYS) == Deferred(Reason.SHAPE)


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_a_listed_refusal_refuses(code: str) -> None:
    assert outcome_of(ENTRY, RefusalAnswer(code=code), KEYS) == Refused(code)


_texts = st.text(max_size=80)
_keys = st.sampled_from([SIGNING, STRANGER, ROOT, SEALING])
_receipts = st.builds(
    receipt,
    id=st.sampled_from([ENTRY.record_id, uuid4()]),
    revision=st.sampled_from([1, 2, 3]),
    digest=st.sampled_from([ENTRY.digest, "0" * 64]),
    sequence=st.integers(0, 5),
)
_signatures = st.one_of(
    st.builds(Signed, body=_texts, kid=st.sampled_from(["s-1", "root", ""]), signature=_texts),
    st.builds(
        lambda key, purpose, made: key.sign(purpose, made.model_dump_json()),
        _keys,
        st.sampled_from(Purpose),
        _receipts,
    ),
    st.builds(lambda made, body: signed(made).receipt.model_copy(update={"body": body}), _receipts, _texts),
)
_answers: st.SearchStrategy[RecordAnswer | NoAnswer] = st.one_of(
    st.builds(ReceiptAnswer, receipt=_signatures),
    st.builds(
        MissingAnswer, blobs=st.lists(st.sampled_from([PHOTO, "b" * 64, "c" * 64]), max_size=3).map(tuple)
    ),
    st.builds(ConflictAnswer, code=_texts),
    st.builds(RefusalAnswer, code=st.one_of(_texts, st.sampled_from(sorted(REFUSALS)))),
    st.builds(NoAnswer, st.sampled_from(Reason), st.none() | st.floats(0, 1e9)),
)


def is_ours(answer: RecordAnswer | NoAnswer) -> bool:
    """Known beforehand: the service's own signing key, for a receipt, over exactly this entry."""
    if not isinstance(answer, ReceiptAnswer):
        return False
    made = answer.receipt.read(Receipt)
    if made is None or (made.id, made.revision, made.digest) != (ENTRY.record_id, 2, ENTRY.digest):
        return False
    return answer.receipt == SIGNING.sign(Purpose.RECEIPT, answer.receipt.body)  # Ed25519 is deterministic


@given(_answers)
def test_whatever_is_answered_only_the_genuine_matching_receipt_delivers(
    answer: RecordAnswer | NoAnswer,
) -> None:
    outcome = outcome_of(ENTRY, answer, KEYS)
    assert isinstance(outcome, Delivered) == is_ours(answer)
    assert isinstance(outcome, Refused) == (isinstance(answer, RefusalAnswer) and answer.code in REFUSALS)
    assert isinstance(outcome, Conflict) == isinstance(answer, ConflictAnswer)
    if isinstance(outcome, Missing):
        assert set(outcome.blobs) <= {PHOTO}


@given(st.binary(max_size=300))
def test_bytes_that_are_no_answer_are_never_taken_for_one(body: bytes) -> None:
    message = Signed.from_bytes(body)
    assert message is None or not KEYS.is_genuine(Purpose.RECEIPT, message)
