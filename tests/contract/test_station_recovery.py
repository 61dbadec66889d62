"""A station's recovery code at the service: in memory and over HTTP alike."""

from __future__ import annotations

from declaration.wire.recovery import RecoveryDeposit, RecoveryReceipt
from declaration.wire.signed import Purpose, Signed, digest
from desk.ports.service import Denied
from desk.storage.vault.recovery_slot import draw_recovery_slot
from tests.fakes.agency import MINUTE
from tests.fakes.both_services import SIGN_IN, Side
from tests.fakes.both_services import side as side


def _deposit(side: Side, number: int) -> Signed:
    sealing = side.keys().sealing_key
    assert sealing is not None
    return draw_recovery_slot(number, b"k" * 32, side.key, sealing, side.clock.now()).deposit


async def test_a_recovery_code_is_receipted_for_exactly_its_bytes_and_again_the_same(side: Side) -> None:
    await side.ready()
    deposit = _deposit(side, 1)
    receipt = await side.service.deposit_recovery(deposit)
    assert isinstance(receipt, Signed)
    assert side.keys().is_genuine(Purpose.RECOVERY_RECEIPT, receipt)
    said, sent = receipt.read(RecoveryReceipt), deposit.read(RecoveryDeposit)
    assert said is not None
    assert sent is not None
    assert (said.station, said.id, said.digest) == (sent.station, sent.id, digest(deposit.to_bytes()))
    side.clock.forward(MINUTE)
    assert await side.service.deposit_recovery(deposit) == receipt


async def test_a_newer_recovery_code_replaces_the_last_and_an_older_one_is_told_so(side: Side) -> None:
    await side.ready()
    older, newer = _deposit(side, 1), _deposit(side, 2)
    assert isinstance(await side.service.deposit_recovery(newer), Signed)
    assert await side.service.deposit_recovery(older) == Denied("recovery_code_older", 409)


async def test_a_recovery_code_nobody_here_could_open_is_denied(side: Side) -> None:
    await side.ready()
    sent = _deposit(side, 1).read(RecoveryDeposit)
    assert sent is not None
    foreign = sent.model_copy(update={"kid": "sealing-of-another"}).model_dump_json()
    unsigned = _deposit(side, 1).model_copy(update={"signature": "AAAA"})
    for deposit in (side.key.sign(Purpose.RECOVERY, foreign), unsigned):
        assert await side.service.deposit_recovery(deposit) == Denied("recovery_code_invalid", 422)


async def test_a_recovery_code_needs_a_token(side: Side) -> None:
    await side.enrol()
    assert await side.service.deposit_recovery(_deposit(side, 1)) == SIGN_IN
