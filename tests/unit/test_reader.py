"""The reader: exact text or none, whichever eye saw it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
import segno

from desk.capture.reader import CodeReader
from desk.capture.zbar import ZbarEye, guessed_wrongly
from desk.ports.camera import CardReader, Pixels
from practice.drawn_cards import card_back, card_front, insurance_card, seen_by_camera
from practice.people import identity_payload, insurance_payload, invented_person

SHORT_NAME = "001090123456||Lê Hoà|01011990|Nam|Xã Thử, An Giang|15072022"


def drawn(text: bytes, module: int = 4) -> Pixels:
    rows = segno.make(text, micro=False, error="m").matrix
    code = np.pad(np.array([bytearray(row) for row in rows]), 4)
    grey = np.kron(np.where(code == 1, 0, 255), np.ones((module, module))).astype(np.uint8)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def blurred(pixels: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), dtype=np.uint8)


@pytest.mark.parametrize("seed", range(12))
def test_every_drawn_card_is_read_letter_by_letter(seed: int) -> None:
    reader: CardReader = CodeReader()
    person = invented_person(seed)
    front, back = (seen_by_camera(side(person), seed) for side in (card_front, card_back))
    readings = [reader.read(front).text, reader.read(back).text]
    assert sorted(text or "" for text in readings) == ["", identity_payload(person)]
    assert reader.read(seen_by_camera(insurance_card(person), seed)).text == insurance_payload(person)


def test_an_empty_table_has_no_code() -> None:
    reading = CodeReader().read(seen_by_camera(None, 1))
    assert (reading.text, reading.engine, reading.sure) == (None, "", False)
    assert reading.ms > 0
    assert repr(reading) == "<Reading>"


def test_a_grey_picture_is_read_as_well() -> None:
    grey = np.ascontiguousarray(drawn(SHORT_NAME.encode())[:, :, 0])
    assert CodeReader().read(grey).text == SHORT_NAME


def test_a_small_code_is_read_on_the_doubled_picture() -> None:
    small = blurred(drawn(SHORT_NAME.encode(), module=2), 0.9)
    reading = CodeReader().read(small)
    assert (reading.text, reading.engine) == (SHORT_NAME, "zxing_doubled")


def test_a_card_is_preferred_to_any_other_code() -> None:
    other, card = drawn(b"https://example.vn/poster"), drawn(SHORT_NAME.encode())
    height = max(other.shape[0], card.shape[0])
    for pair in ((other, card), (card, other)):
        sides = [np.pad(p, ((0, height - p.shape[0]), (8, 8), (0, 0)), constant_values=255) for p in pair]
        assert CodeReader().read(np.hstack(sides)).text == SHORT_NAME


def test_a_code_that_is_no_utf8_gives_no_text() -> None:
    assert CodeReader().read(drawn("Lê Hoà".encode("latin-1"))).text is None


def test_a_micro_code_is_never_read() -> None:
    rows = segno.make_micro("70821").matrix
    grey = np.kron(np.pad(1 - np.array([bytearray(r) for r in rows]), 4, constant_values=1), np.ones((9, 9)))
    assert CodeReader().read((grey * 255).astype(np.uint8)).text is None


@pytest.fixture(name="zbar")
def _zbar() -> ZbarEye:
    eye = ZbarEye()
    if not eye.present:
        pytest.skip("no zbar library on this machine")
    return eye


@pytest.mark.parametrize("name", ["Lê Hoà", "Đỗ Ửng", "Hồ Ê", "Ơ", "Phan Ư Ề", "Lỗ Thị Mỹ", "Nguyễn Văn Mẫu"])
def test_zbar_hands_out_bytes_not_guesses(zbar: ZbarEye, name: str) -> None:
    text = SHORT_NAME.replace("Lê Hoà", name).encode()
    (seen,) = zbar.see(np.ascontiguousarray(drawn(text)[:, :, 0]))
    assert seen.data == text or not seen.exact


def test_an_older_zbar_is_suspect_and_its_foreign_letters_are_dropped() -> None:
    eye = ZbarEye(raw=False)
    wrong = 0
    for name in ("Lê Hoà", "Đỗ Ửng", "Hồ Ê", "Ơ", "Phan Ư Ề", "Võ Á", "Tạ Ý", "Ngô Ờ"):
        for seen in eye.see(np.ascontiguousarray(drawn(name.encode())[:, :, 0])):
            assert not seen.exact
            assert not guessed_wrongly(seen.data)
            wrong += seen.data != name.encode()
    assert wrong <= 8


@pytest.mark.parametrize("text", ["L礙 H簷a", "ﾃﾊ Hoa", "カ", "Lê \uf8fc", "Lê \ufffd"])
def test_letters_of_a_wrong_guess_are_known(text: str) -> None:
    assert guessed_wrongly(text.encode())
    assert not guessed_wrongly("Nguyễn Ửng, Ấp 5|Nữ".encode())


def test_a_station_without_zbar_reads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ImportError("Unable to find zbar shared library")

    monkeypatch.setattr("pyzbar.zbar_library.load", missing)
    eye = ZbarEye()
    assert (eye.present, eye.see(np.zeros((9, 9), np.uint8))) == (False, [])
    assert CodeReader(eye).read(drawn(SHORT_NAME.encode())).text == SHORT_NAME


def test_many_threads_read_at_once(zbar: ZbarEye) -> None:
    cards = {text: drawn(text) for text in (f"{seed}|Lê Hoà Ửng".encode() for seed in range(24))}
    meet = threading.Barrier(4)

    def read(mine: list[bytes]) -> list[bytes]:
        meet.wait()
        return [zbar.see(np.ascontiguousarray(cards[text][:, :, 0]))[0].data for text in mine]

    texts = list(cards)
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(read, [texts[at::4] for at in range(4)])
        assert [list(answer) for answer in answers] == [texts[at::4] for at in range(4)]
