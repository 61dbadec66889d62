"""Small files of the service: whole for whoever reads, also while two instances write them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from approval.storage.key_files import write_whole

WORDS = (b"1" * 4000, b"2" * 4000)


def test_two_who_write_at_once_never_leave_a_torn_file_nor_any_other(tmp_path: Path) -> None:
    file = tmp_path / "mark.json"
    write_whole(file, WORDS[0])

    def write(content: bytes) -> None:
        for _ in range(60):
            write_whole(file, content)

    with ThreadPoolExecutor(2) as at_once:
        writing = [at_once.submit(write, content) for content in WORDS]
        while not all(each.done() for each in writing):
            assert file.read_bytes() in WORDS
        for each in writing:
            each.result()
    assert [each.name for each in tmp_path.iterdir()] == ["mark.json"]
