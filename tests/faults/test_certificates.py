"""TLS: the system's trust decides, a wrong clock locks nobody out, and every cause is called by its name."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from declaration.wire.sign_in import Hello
from desk.ports.service import NoAnswer, Reason
from desk.remote import trust
from desk.remote.door import Door
from desk.remote.errors import cause_of
from desk.remote.station_service import RemoteStation
from tests.fakes.certificates import Authority
from tests.fakes.program import SetClock
from tests.fakes.tls_front import tls_front
from tests.faults.table import START, Enrolled, ServiceClock

YEARS = timedelta(days=1095)
NOW = datetime.now(UTC)
HERE = ["127.0.0.1"]


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Believed by this system."""
    made = Authority(tmp_path / "ca")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    return made


@asynccontextmanager
async def standing(
    at: Enrolled, certificate: tuple[Path, Path], service_time: datetime = NOW
) -> AsyncIterator[RemoteStation]:
    """The station before a service that shows this certificate and believes it is that time."""
    office = at.open_service(ServiceClock(service_time))
    port = int((await office.start()).rsplit(":", 1)[1])
    file = at.open_file(SetClock(START))
    async with tls_front(port, *certificate) as address:
        door = Door(address, longest_pause=0.01)
        yield RemoteStation(door, file.service_keys())
        await door.close()
    await office.stop()
    file.close()


async def test_a_certificate_the_system_believes_is_believed(at: Enrolled, authority: Authority) -> None:
    async with standing(at, authority.certify(HERE)) as station:
        assert isinstance(await station.hello(), Hello)


async def test_a_certificate_of_a_stranger_is_somebody_else(
    at: Enrolled, authority: Authority, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path / "stranger")
    async with standing(at, stranger.certify(HERE)) as station:
        assert await station.hello() == NoAnswer(Reason.STRANGER)


async def test_a_certificate_for_another_place_is_somebody_else(at: Enrolled, authority: Authority) -> None:
    async with standing(at, authority.certify(["192.0.2.1"])) as station:
        assert await station.hello() == NoAnswer(Reason.STRANGER)


@pytest.mark.parametrize("wrong", [YEARS, -YEARS])
async def test_a_clock_three_years_off_locks_nobody_out(
    at: Enrolled, authority: Authority, wrong: timedelta
) -> None:
    """The service's time, and with it the certificate's, is three years from this machine's."""
    there = NOW + wrong
    span = (there - timedelta(days=30), there + timedelta(days=60))
    async with standing(at, authority.certify(HERE, span), there) as station:
        for _ in range(2):
            said = await station.hello()
            assert isinstance(said, Hello)
            assert abs(said.time - there) < timedelta(minutes=1)


@pytest.mark.parametrize("code", [9, 10, 0x800B0101])
def test_a_certificate_out_of_time_is_the_clocks_on_every_system(code: int) -> None:
    refused = ssl.SSLCertVerificationError("not within its validity period")
    refused.verify_code = code  # the last is CERT_E_EXPIRED, as truststore hands it on from Windows
    error = httpx.ConnectError("refused")
    error.__cause__ = refused
    assert cause_of(error) is Reason.CLOCK


@pytest.mark.parametrize("wrong", [YEARS, -YEARS])
async def test_where_the_system_always_heeds_dates_its_roots_are_believed_without_it(
    at: Enrolled, authority: Authority, wrong: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "_SYSTEM_ALWAYS_HEEDS_DATES", True)
    there = NOW + wrong
    span = (there - timedelta(days=30), there + timedelta(days=60))
    async with standing(at, authority.certify(HERE, span), there) as station:
        for _ in range(2):
            assert isinstance(await station.hello(), Hello)
    async with standing(at, authority.certify(HERE, span), NOW) as station:
        for _ in range(2):
            assert await station.hello() == NoAnswer(Reason.CERTIFICATE)
    async with standing(at, authority.certify(["192.0.2.1"], span), there) as station:
        assert await station.hello() == NoAnswer(Reason.STRANGER)


async def test_a_certificate_that_ran_out_is_called_that_and_stays_refused(
    at: Enrolled, authority: Authority
) -> None:
    span = (NOW - timedelta(days=60), NOW - timedelta(days=1))
    async with standing(at, authority.certify(HERE, span)) as station:
        for _ in range(3):
            assert await station.hello() == NoAnswer(Reason.CERTIFICATE)


async def test_a_stranger_is_not_let_in_by_a_wrong_clock(
    at: Enrolled, authority: Authority, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path / "stranger")
    span = (NOW + YEARS, NOW + YEARS + timedelta(days=60))
    async with standing(at, stranger.certify(HERE, span), NOW + YEARS) as station:
        assert await station.hello() in (NoAnswer(Reason.STRANGER), NoAnswer(Reason.CLOCK))
