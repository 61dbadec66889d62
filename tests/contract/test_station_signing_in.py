"""How a station joins the service and signs in: in memory and over HTTP alike."""

from __future__ import annotations

from datetime import timedelta

from declaration.wire.changes import Changes
from declaration.wire.sign_in import EnrolAnswer, Hello, StationCertificate, Token
from declaration.wire.signed import Purpose, digest
from desk.ports.service import Denied, NoAnswer, Reason
from desk.storage.vault.station_key import StationKey
from tests.fakes.agency import MINUTE
from tests.fakes.both_services import SIGN_IN, Side
from tests.fakes.both_services import side as side
from tests.fakes.field_station import photo
from tests.fakes.turns import MemoryTurns


async def test_a_code_enrols_one_key_and_the_same_key_again(side: Side) -> None:
    code = side.make_code()
    first = await side.enrol(code)
    assert isinstance(first, EnrolAnswer)
    certificate = first.certificate.read(StationCertificate)
    assert side.keys().is_genuine(Purpose.STATION, first.certificate)
    assert certificate is not None
    assert (certificate.station, certificate.public_key) == (first.station, side.key.public_key)
    again = await side.enrol(code)
    assert isinstance(again, EnrolAnswer)
    assert (again.station, again.root_key) == (first.station, first.root_key)
    side.key = StationKey.make()
    assert await side.enrol(code) == Denied("code_used", 403)
    assert await side.enrol("no-such-code") == Denied("code_unknown", 403)


async def test_hello_tells_the_time_and_brings_the_keys(side: Side) -> None:
    await side.enrol()
    hello = await side.service.hello()
    assert isinstance(hello, Hello)
    assert (hello.time, hello.newest, hello.practice) == (side.clock.now(), 0, False)
    side.change_signing_key()
    later = await side.service.hello()
    assert isinstance(later, Hello), "believed although its key is a new one"
    assert later.kid != hello.kid


async def test_nothing_is_taken_without_a_token(side: Side) -> None:
    await side.enrol()
    record = side.record()
    assert await side.put(record) == SIGN_IN
    assert await side.service.put_batch([side.seal(record)]) == SIGN_IN
    assert await side.service.put_blob(digest(photo(1)), photo(1), "image/jpeg") == SIGN_IN
    assert await side.service.changes(0, 0) == SIGN_IN


async def test_an_assertion_is_good_once_and_for_its_own_time_only(side: Side) -> None:
    await side.enrol()
    once = side.key.assertion(side.clock.now())
    assert isinstance(await side.service.token(once), Token)
    assert await side.service.token(once) == SIGN_IN
    for wrong in (-60, 60):
        assert await side.service.token(side.key.assertion(side.clock.now() + wrong * MINUTE)) == SIGN_IN
    stranger = StationKey(StationKey.make().private_bytes, side.key.station)
    assert await side.service.token(stranger.assertion(side.clock.now())) == SIGN_IN


async def test_of_two_copies_of_a_station_one_goes_on_and_the_other_is_told(side: Side) -> None:
    await side.enrol()

    async def sign_in(turns: MemoryTurns) -> Token | NoAnswer:
        turn = turns.offer()
        assert turn is not None
        token = await side.service.token(side.key.assertion(side.clock.now(), turn), turn)
        if isinstance(token, Token):
            turns.agree(turn)
        return token

    ours = MemoryTurns()
    assert isinstance(await sign_in(ours), Token)
    copy = MemoryTurns()
    copy.held = ours.held
    assert isinstance(await sign_in(ours), Token)
    assert await sign_in(copy) == NoAnswer(Reason.FORKED)
    assert await sign_in(copy) == NoAnswer(Reason.FORKED)
    assert isinstance(await sign_in(ours), Token)


async def test_a_turn_whose_answer_was_lost_is_offered_again(side: Side) -> None:
    await side.enrol()
    turns = MemoryTurns()
    lost = turns.offer()
    for _ in range(2):
        assert turns.offer() == lost
        assert isinstance(await side.service.token(side.key.assertion(side.clock.now(), lost), lost), Token)
    assert lost is not None
    turns.agree(lost)
    following = turns.offer()
    assert following is not None
    assert following.after == lost.next
    assert isinstance(
        await side.service.token(side.key.assertion(side.clock.now(), following), following), Token
    )


async def test_a_token_ends_when_it_said(side: Side) -> None:
    await side.enrol()
    token = await side.service.token(side.key.assertion(side.clock.now()))
    assert isinstance(token, Token)
    side.clock.forward(timedelta(seconds=token.expires_in - 1))
    assert isinstance(await side.service.changes(0, 0), Changes)
    side.clock.forward(timedelta(seconds=2))
    assert await side.service.changes(0, 0) == SIGN_IN


async def test_a_locked_station_is_told_so_and_not_that_it_is_unknown(side: Side) -> None:
    await side.ready()
    side.lock(side.key.station, True)
    assert await side.put(side.record()) == NoAnswer(Reason.LOCKED)
    assert await side.service.token(side.key.assertion(side.clock.now())) == NoAnswer(Reason.LOCKED)
    side.lock(side.key.station, False)
    assert isinstance(await side.service.token(side.key.assertion(side.clock.now())), Token)
