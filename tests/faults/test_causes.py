"""Each cause by its own name, made at the wire: what the screen says of it, and what it offers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from declaration.wire.problem import MEDIA_TYPE
from declaration.wire.sign_in import ServiceState
from desk import i18n
from desk.ports.service import Reason
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from desk.views.connection import connection
from desk.views.sync.truth import WayOut, clock_words, line_words, way_out
from desk.views.theme import Tone
from tests.fakes.certificates import Authority
from tests.fakes.flaky_proxy import Answered
from tests.fakes.tls_front import tls_front
from tests.faults.table import Table
from tests.faults.test_foreign import PORTALS
from tests.faults.test_late import UNKNOWN
from tests.faults.test_replayed import Replaying

YEARS = timedelta(days=1095)
HERE = ["127.0.0.1"]


class Field:
    """A table and what happens around it; what was put up for it is taken down at the end."""

    def __init__(self, table: Table, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.table = table
        self.folder = folder
        self._monkeypatch = monkeypatch
        self.stack = AsyncExitStack()

    async def behind(self, shown: Authority, believed: Authority, age: timedelta = timedelta()) -> None:
        """The same service behind TLS, with a certificate by ``shown``; this system believes ``believed``."""
        self._monkeypatch.setenv("SSL_CERT_FILE", str(believed.file))
        now = datetime.now(UTC) - age
        files = shown.certify(HERE, (now - timedelta(days=30), now + timedelta(days=30)))
        port = int(self.table.proxy.address.rsplit(":", 1)[1])
        address = await self.stack.enter_async_context(tls_front(port, *files))
        door = Door(address, longest_pause=0.01)
        self.stack.push_async_callback(door.close)
        self.table.service_clock.now = datetime.now(UTC)
        self.table.parts.service = RemoteStation(door, self.table.parts.keys)
        self.table.restart()


async def no_network(field: Field) -> None:
    field.table.proxy.unplugged = True


def portal(name: str) -> Callable[[Field], Awaitable[None]]:
    async def put_up(field: Field) -> None:
        field.table.proxy.choose = lambda _method, _path: PORTALS[name]

    return put_up


async def token_refused(field: Field) -> None:
    field.table.proxy.choose = lambda _method, path: UNKNOWN if path.endswith("/token") else None


NOT_KNOWN = Answered(
    404, json.dumps({"status": 404, "code": "not_found"}).encode(), (("Content-Type", MEDIA_TYPE),)
)


async def token_unknown(field: Field) -> None:
    field.table.proxy.choose = lambda _method, path: NOT_KNOWN if path.endswith("/token") else None


async def station_locked(field: Field) -> None:
    field.table.office.office.set_active(field.table.file.station_key().station, False)


async def service_locked(field: Field) -> None:
    field.table.office.office.set_state(ServiceState.LOCKED)


async def service_down(field: Field) -> None:
    field.table.proxy.choose = lambda _method, _path: Answered(503)


async def program_too_old(field: Field) -> None:
    object.__setattr__(field.table.office.service.greeting, "minimum_version", "2")


async def service_too_old(field: Field) -> None:
    field.table.proxy.choose = lambda _method, path: NOT_KNOWN if path == "/v1/records" else None


async def strange_certificate(field: Field) -> None:
    await field.behind(Authority(field.folder / "stranger"), Authority(field.folder / "ca"))


async def certificate_ran_out(field: Field) -> None:
    own = Authority(field.folder / "ca")
    await field.behind(own, own, age=timedelta(days=31))


async def hello_of_another_day(field: Field) -> None:
    await field.table.engine.round()
    field.table.proxy.choose = Replaying("GET", "/v1/hello")


NETWORK = "Chưa nối được mạng. Cứ tiếp tục tiếp nhận"
WIFI = "Mạng này còn chờ đăng nhập (Wi-Fi công cộng). Mở trình duyệt để đăng nhập"
CAUSES = {
    "no network": (no_network, Reason.NO_NETWORK, NETWORK, "Ngoại tuyến"),
    "a portal's page": (portal("a page"), Reason.FOREIGN, WIFI, "Wi-Fi chờ đăng nhập"),
    "a portal's redirect": (portal("a redirect"), Reason.FOREIGN, WIFI, "Wi-Fi chờ đăng nhập"),
    "a portal's 403": (portal("a page with 403"), Reason.FOREIGN, WIFI, "Wi-Fi chờ đăng nhập"),
    "a portal's 511": (
        portal("network authentication required"),
        Reason.FOREIGN,
        WIFI,
        "Wi-Fi chờ đăng nhập",
    ),
    "token refused": (
        token_refused,
        Reason.SIGN_IN,
        "Cơ quan chưa nhận ra quầy này. Cứ tiếp tục tiếp nhận và báo người phụ trách",
        "Chưa nhận ra quầy",
    ),
    "station locked": (
        station_locked,
        Reason.LOCKED,
        "Cơ quan đang tạm khóa quầy này. Hãy gọi người phụ trách; tờ khai vẫn còn nguyên",
        "Quầy bị tạm khóa",
    ),
    "service locked": (
        service_locked,
        Reason.LOCKED,
        "Cơ quan đang tạm khóa quầy này. Hãy gọi người phụ trách; tờ khai vẫn còn nguyên",
        "Quầy bị tạm khóa",
    ),
    "service down": (
        service_down,
        Reason.SERVICE_DOWN,
        "Hệ thống của cơ quan tạm nghỉ. Quầy tự thử lại",
        "Cơ quan tạm nghỉ",
    ),
    "program too old": (
        program_too_old,
        Reason.TOO_OLD,
        "Cơ quan cần bản phần mềm mới hơn của quầy. Hãy cập nhật chương trình",
        "Cần cập nhật",
    ),
    "service too old": (
        service_too_old,
        Reason.SERVICE_OLD,
        "Hệ thống của cơ quan chưa có phần mà quầy cần. Hãy báo người phụ trách",
        "Hệ thống bản cũ",
    ),
    "token unknown there": (
        token_unknown,
        Reason.SERVICE_OLD,
        "Hệ thống của cơ quan chưa có phần mà quầy cần. Hãy báo người phụ trách",
        "Hệ thống bản cũ",
    ),
    "a stranger's certificate": (
        strange_certificate,
        Reason.STRANGER,
        "Mạng này có thể còn chờ đăng nhập Wi-Fi: hãy mở trình duyệt để đăng nhập, hoặc đổi sang mạng khác.",
        "Nơi trả lời lạ",
    ),
    "a certificate that ran out": (
        certificate_ran_out,
        Reason.CERTIFICATE,
        "Chứng chỉ của hệ thống cơ quan đã hết hạn. Hãy báo người phụ trách",
        "Chứng chỉ hết hạn",
    ),
    "a hello of another day": (
        hello_of_another_day,
        Reason.STRANGER,
        "Mạng này có thể còn chờ đăng nhập Wi-Fi: hãy mở trình duyệt để đăng nhập, hoặc đổi sang mạng khác.",
        "Nơi trả lời lạ",
    ),
}


@pytest.mark.parametrize("cause", CAUSES)
async def test_a_cause_is_called_by_its_name_with_what_to_do_and_nothing_is_lost(
    table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cause: str
) -> None:
    i18n.use("vi", strict=True)
    put_up, reason, sentence, word = CAUSES[cause]
    field = Field(table, tmp_path, monkeypatch)
    async with field.stack:
        await put_up(field)
        table.declare(1)
        await table.engine.round()
        state = table.engine.state
    assert state.reason is reason
    assert line_words(state)[1].startswith(sentence)
    assert way_out(state) is WayOut.TRY
    assert connection(state, table.books)[1] == f"{word} · 1 chờ gửi"
    assert table.books.waiting == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [(YEARS, "Đồng hồ máy này nhanh 1.095 ngày"), (-YEARS, "Đồng hồ máy này chậm 1.094 ngày")],
)
async def test_a_clock_three_years_off_sends_all_and_is_said_with_the_way_to_it(
    table: Table, wrong: timedelta, words: str
) -> None:
    i18n.use("vi", strict=True)
    table.clock.forward(wrong)
    table.declare(1)
    await table.engine.round()
    table.delivered_once()
    state = table.engine.state
    assert words in (clock_words(state) or "")
    assert way_out(state) is WayOut.STATION
    assert connection(state, table.books) == (Tone.SUCCESS, "Đã đồng bộ")
