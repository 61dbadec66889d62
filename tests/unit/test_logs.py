"""The log keeps ids, codes and places; no person can be found in it, whatever a library says."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk import logs

SECRET = "Nguyễn Văn Mẫu 001090123456"


@pytest.fixture(autouse=True)
def _levels_as_they_were() -> Iterator[None]:
    names = (None, "declaration", "desk", "approval", "practice")
    before = {name: logging.getLogger(name).level for name in names}
    yield
    logs.stop()
    logging.raiseExceptions = True
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return logs.configure(tmp_path)


def _read(log: Path) -> str:
    return log.read_text(encoding="utf-8")


def test_our_own_words_are_written_in_utf8_with_their_time(log: Path) -> None:
    logging.getLogger("desk.sync").info("revision %s refused: %s", "019570d0", "content_invalid — đã từ chối")
    line = _read(log)
    assert line.endswith("INFO desk.sync: revision 019570d0 refused: content_invalid — đã từ chối\n")
    assert line[10] == "T"


@pytest.mark.parametrize("name", ["flet", "flet_web.fastapi", "httpx", "uvicorn.error", "asyncio", "deskx"])
def test_of_a_library_only_the_place_is_written(log: Path, name: str) -> None:
    logging.getLogger(name).error("value %s of field", SECRET)
    logging.getLogger(name).error(f"event {SECRET}")  # as libraries do
    assert "Mẫu" not in _read(log)
    assert _read(log).count(f"ERROR {name}: at test_logs:") == 2


@pytest.mark.parametrize("name", ["flet", "desk.views"])
def test_of_an_exception_the_types_and_places_are_written_and_never_the_words(log: Path, name: str) -> None:
    def inner() -> None:
        raise ValueError(SECRET)

    try:
        try:
            inner()
        except ValueError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError:
        logging.getLogger(name).exception("handler failed")
    told = _read(log)
    assert "Mẫu" not in told
    assert "RuntimeError test_logs.py:" in told
    assert "ValueError test_logs.py:" in told
    assert "inner" in told


def test_what_another_handler_has_rendered_before_does_not_come_back(log: Path) -> None:
    other = logging.StreamHandler()
    logging.getLogger().handlers.insert(0, other)
    try:
        try:
            raise ValueError(SECRET)
        except ValueError:
            logging.getLogger("desk").exception("failed", stack_info=True)
    finally:
        logging.getLogger().removeHandler(other)
    assert "Mẫu" not in _read(log)


def test_libraries_are_heard_from_warning_on_and_we_from_the_level_asked(tmp_path: Path) -> None:
    log = logs.configure(tmp_path, logging.DEBUG)
    for name in ("httpx", "sqlalchemy.engine", "flet_controls"):
        logging.getLogger(name).info("quiet")
    logging.getLogger("desk.sync").debug("heard")
    assert _read(log).count("\n") == 1


def test_a_warning_is_told_by_its_place(log: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(SECRET, stacklevel=1)
    assert "py.warnings" in _read(log)
    assert "Mẫu" not in _read(log)


def test_the_log_turns_over_and_keeps_a_few(log: Path) -> None:
    for _ in range(800):
        logging.getLogger("desk").info("x" * 10_000)
    files = sorted(path.name for path in log.parent.iterdir())
    assert files == ["desk.log", *(f"desk.log.{n}" for n in range(1, 6))]
    assert log.stat().st_size <= 1_000_000


def test_configuring_again_moves_the_log_and_never_doubles_it(tmp_path: Path) -> None:
    first, second = logs.configure(tmp_path / "a"), logs.configure(tmp_path / "b")
    logging.getLogger("desk").info("once")
    assert _read(first) == ""
    assert _read(second).count("once") == 1
    logs.stop()
    logging.getLogger("desk").info("nobody listens")
    assert _read(second).count("\n") == 1
