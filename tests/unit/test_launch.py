"""A way in opens once, for a minute, for one browser."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from desk.serving.launch import TOKEN_SECONDS, LaunchTokens, launch_url
from desk.serving.one_time_files import KEPT_SECONDS, OneTimeFile, OneTimeFiles


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_token_is_exchanged_for_a_cookie_this_process_knows() -> None:
    tokens = LaunchTokens(Clock())
    cookie = tokens.redeem(tokens.issue())
    assert cookie is not None
    assert tokens.knows(cookie)


def test_a_token_opens_once() -> None:
    tokens = LaunchTokens(Clock())
    token = tokens.issue()
    assert tokens.redeem(token) is not None
    assert tokens.redeem(token) is None


@pytest.mark.parametrize(("seconds", "opens"), [(TOKEN_SECONDS - 0.1, True), (TOKEN_SECONDS, False)])
def test_a_token_opens_for_a_minute(seconds: float, opens: bool) -> None:
    clock = Clock()
    tokens = LaunchTokens(clock)
    token = tokens.issue()
    clock.now += seconds
    assert (tokens.redeem(token) is not None) is opens


@pytest.mark.parametrize("token", ["", "x", "ă" * 43, "\ud800"])
def test_what_was_never_issued_opens_nothing(token: str) -> None:
    tokens = LaunchTokens(Clock())
    tokens.issue()
    assert tokens.redeem(token) is None
    assert not tokens.knows(token)


def test_a_token_is_no_cookie_and_a_cookie_no_token() -> None:
    tokens = LaunchTokens(Clock())
    token, other = tokens.issue(), tokens.issue()
    cookie = tokens.redeem(token)
    assert cookie is not None
    assert not tokens.knows(token)
    assert not tokens.knows(other)
    assert tokens.redeem(cookie) is None


def test_tokens_have_256_bits_and_never_repeat() -> None:
    tokens = LaunchTokens(Clock())
    issued = {tokens.issue() for _ in range(200)}
    assert len(issued) == 200
    assert all(len(token) == 43 for token in issued)  # 32 bytes in base64url


def test_several_windows_may_be_open_until_all_are_shut_out() -> None:
    tokens = LaunchTokens(Clock())
    cookies = [tokens.redeem(tokens.issue()) or "" for _ in range(3)]
    assert all(tokens.knows(cookie) for cookie in cookies)
    tokens.forget_cookies()
    assert not any(tokens.knows(cookie) for cookie in cookies)


def test_the_address_carries_a_fresh_token() -> None:
    tokens = LaunchTokens(Clock())
    address, _, token = launch_url(tokens, 8123).partition("?token=")
    assert address == "http://127.0.0.1:8123/launch"
    assert tokens.redeem(token) is not None


def test_a_file_is_handed_out_once() -> None:
    files = OneTimeFiles(Clock())
    identity = files.register(b"%PDF", "application/pdf", "phieu.pdf").removeprefix("/file/")
    assert files.take(identity) == OneTimeFile(b"%PDF", "application/pdf", "phieu.pdf")
    assert files.take(identity) is None


def test_a_file_nobody_fetches_is_dropped_after_a_minute() -> None:
    clock = Clock()
    files = OneTimeFiles(clock)
    identity = files.register(b"x", "image/jpeg", "anh.jpg").removeprefix("/file/")
    clock.now += KEPT_SECONDS
    assert files.take(identity) is None


def test_locking_forgets_files_not_yet_fetched() -> None:
    files = OneTimeFiles(Clock())
    identity = files.register(b"x", "image/jpeg", "anh.jpg").removeprefix("/file/")
    files.forget_all()
    assert files.take(identity) is None


def test_a_file_in_memory_does_not_show_itself() -> None:
    assert "MAU" not in repr(OneTimeFile(b"MAU", "text/plain", "MAU.txt"))
