"""The word about the line is a proof over receipts, or the cause by its name; never more than is known."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from desk import i18n
from desk.ports.outbox import Books
from desk.ports.service import Activity, Reason, SyncState
from desk.views.connection import connection
from desk.views.theme import Tone

ONLINE = SyncState(reached_once=True)


@pytest.fixture(autouse=True)
def in_vietnamese() -> None:
    i18n.use("vi", strict=True)


def books(waiting: int = 0, delivered: int = 0, refused: int = 0, set_aside: int = 0, lost: int = 0) -> Books:
    return Books(waiting + delivered + refused + set_aside + lost, waiting, delivered, refused, set_aside)


def test_synced_is_said_only_on_a_line_that_answers_and_with_a_receipt_for_everything() -> None:
    states = [ONLINE, SyncState(), replace(ONLINE, activity=Activity.STOPPED)]
    states += [replace(ONLINE, reason=reason) for reason in Reason]
    for state, *counted in product(states, range(2), range(2), range(2), range(2), range(2)):
        tone, words = connection(state, books(*counted))
        is_proven = state is ONLINE and counted == [0, 1, 0, 0, 0]
        assert (tone is Tone.SUCCESS) is (words == "Đã đồng bộ") is is_proven


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (books(waiting=12, delivered=3), "Trực tuyến · 12 chờ gửi"),
        (books(delivered=3, refused=1, set_aside=1), "Trực tuyến · 2 cần xử lý"),
        (books(waiting=4, refused=1), "Trực tuyến · 4 chờ gửi"),
        (books(), "Trực tuyến"),
        (None, "Trực tuyến · chưa đếm được"),
    ],
)
def test_on_a_line_that_answers_what_has_no_receipt_is_counted(counted: Books | None, words: str) -> None:
    assert connection(ONLINE, counted) == (Tone.NEUTRAL, words)


def test_books_that_do_not_balance_are_said_whatever_the_line() -> None:
    for state in (ONLINE, SyncState(), replace(ONLINE, reason=Reason.NO_NETWORK)):
        assert connection(state, books(delivered=2, lost=1)) == (Tone.ERROR, "Sổ chưa khớp")


@pytest.mark.parametrize(
    ("state", "tone", "words"),
    [
        (replace(ONLINE, reason=Reason.NO_NETWORK), Tone.OFFLINE, "Ngoại tuyến · 7 chờ gửi"),
        (SyncState(reason=Reason.NO_NETWORK), Tone.OFFLINE, "Ngoại tuyến · 7 chờ gửi"),
        (SyncState(), Tone.OFFLINE, "Đang nối · 7 chờ gửi"),
        (replace(ONLINE, activity=Activity.STOPPED), Tone.ERROR, "Dừng gửi · 7 chờ gửi"),
        (replace(ONLINE, reason=Reason.CLOCK), Tone.WARNING, "Sai ngày giờ · 7 chờ gửi"),
        (replace(ONLINE, reason=Reason.SIGN_IN), Tone.WARNING, "Chưa nhận ra quầy · 7 chờ gửi"),
        (replace(ONLINE, reason=Reason.LOCKED), Tone.WARNING, "Quầy bị tạm khóa · 7 chờ gửi"),
        (replace(ONLINE, reason=Reason.SERVICE_DOWN), Tone.OFFLINE, "Cơ quan tạm nghỉ · 7 chờ gửi"),
        (replace(ONLINE, reason=Reason.TOO_OLD), Tone.WARNING, "Cần cập nhật · 7 chờ gửi"),
        (replace(ONLINE, reason=Reason.SERVICE_OLD), Tone.WARNING, "Hệ thống bản cũ · 7 chờ gửi"),
    ],
)
def test_a_line_in_trouble_is_called_by_its_cause_with_its_number(
    state: SyncState, tone: Tone, words: str
) -> None:
    assert connection(state, books(waiting=7)) == (tone, words)


def test_no_two_causes_are_called_alike_and_none_but_the_network_is_called_offline() -> None:
    said = {reason: connection(replace(ONLINE, reason=reason), books())[1] for reason in Reason}
    assert len(set(said.values())) == len(said)
    assert [reason for reason, words in said.items() if "Ngoại tuyến" in words] == [Reason.NO_NETWORK]
