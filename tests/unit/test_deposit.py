"""The recovery code on its way to the agency: offered until it is signed for, and never in anybody's way."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from declaration.wire.sign_in import EnrolAnswer
from declaration.wire.signed import Purpose, Signed
from desk.ports.service import NoAnswer, Reason
from desk.storage.vault.recovery_slot import draw_recovery_slot
from desk.storage.vault.service_keys import PinnedKeys, TrustedService
from desk.storage.vault.station_key import StationKey
from desk.sync.deposit import Deposit
from desk.sync.enrolment import enrol
from tests.builders import NOON
from tests.fakes.program import SetClock
from tests.fakes.station_service import FakeStationService
from tests.unit.test_courier_and_inbox import Joining


@dataclass
class Store:
    """One code after the other, drawn for real."""

    key: StationKey
    keys: TrustedService
    number: int = 1
    receipts: list[tuple[Signed, Signed]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.waiting: Signed | None = self._drawn()

    def pending(self) -> Signed | None:
        return self.waiting

    def receipted(self, deposit: Signed, receipt: Signed) -> None:
        self.receipts.append((deposit, receipt))
        self.waiting = None

    def renew(self) -> None:
        self.number += 1
        self.waiting = self._drawn()

    def _drawn(self) -> Signed:
        assert self.keys.sealing_key is not None
        return draw_recovery_slot(self.number, b"k" * 32, self.key, self.keys.sealing_key, NOON).deposit


@dataclass
class Line:
    service: FakeStationService
    store: Store
    keys: TrustedService

    async def send(self) -> None:
        await Deposit(self.service, self.store, self.keys).send()


@pytest.fixture
async def line() -> Line:
    clock = SetClock()
    service, joining = FakeStationService(clock), Joining()
    answer = await enrol(service, joining, service.make_code(), "mau", "1")
    assert isinstance(answer, EnrolAnswer)
    key = StationKey(joining.key.private_bytes, answer.station)
    await service.token(key.assertion(clock.now()))
    keys = TrustedService(PinnedKeys(answer.root_key, answer.keys), lambda _: None)
    return Line(service, Store(key, keys), keys)


async def test_it_is_offered_once_and_rests_when_it_is_signed_for(line: Line) -> None:
    sent = line.store.waiting
    await line.send()
    assert [deposit for deposit, _ in line.store.receipts] == [sent]
    await line.send()
    assert line.service.asked.count("deposit_recovery") == 1


async def test_a_lost_answer_means_that_the_same_code_is_offered_again(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, real = line.store.waiting, line.service.deposit_recovery

    async def lost(deposit: Signed) -> NoAnswer:
        await real(deposit)
        return NoAnswer(Reason.NO_NETWORK)

    with monkeypatch.context() as away:
        away.setattr(line.service, "deposit_recovery", lost)
        await line.send()
    assert line.store.waiting == sent
    await line.send()
    assert line.store.receipts == [line.service.deposit]


async def test_a_receipt_somebody_else_signed_or_for_something_else_is_not_believed(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, real = line.store.waiting, line.service.deposit_recovery
    assert sent is not None
    stranger = StationKey(StationKey.make().private_bytes, line.service.signing.station)
    genuine = await real(sent)
    assert isinstance(genuine, Signed)
    line.store.renew()
    for receipt in (
        genuine,  # for the code before
        stranger.sign(Purpose.RECOVERY_RECEIPT, genuine.body),
        line.service.signing.sign(Purpose.RECEIPT, genuine.body),
        line.service.signing.sign(Purpose.RECOVERY_RECEIPT, "{}"),
    ):

        async def answer(_: Signed, receipt: Signed = receipt) -> Signed:
            return receipt

        monkeypatch.setattr(line.service, "deposit_recovery", answer)
        await line.send()
    assert line.store.receipts == []


async def test_a_code_the_agency_holds_a_newer_one_than_is_drawn_anew_until_it_fits(line: Line) -> None:
    line.store.number = 3
    line.store.renew()
    await line.send()
    line.store.number, line.store.waiting = 1, line.store._drawn()  # a station restored from a backup
    for _ in range(5):
        await line.send()
    assert line.store.number > 3
    assert line.store.receipts[-1] == line.service.deposit


async def test_a_service_that_wants_none_is_asked_again_in_the_next_round(line: Line) -> None:
    line.service.sealing.kid = "sealing-2"
    for _ in range(2):
        await line.send()
    assert line.service.asked.count("deposit_recovery") == 2
    assert line.store.waiting is not None
