"""Cameras: the newest frame or none, and unplugging is survived."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest

from desk.capture.cameras import FileCamera, OpenCvCamera, StreamCamera
from desk.capture.live import LiveCamera
from desk.ports.camera import Camera, CameraState, Pixels


def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something holds, fail when it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def picture(shade: int) -> Pixels:
    return np.full((48, 64, 3), shade, np.uint8)


class FakeDevice:
    """A device that can be plugged, unplugged and refused."""

    def __init__(self) -> None:
        self.answer = CameraState.READY
        self.plugged = True
        self.opened = self.closed = self.taken = 0

    def open(self) -> CameraState:
        self.opened += 1
        return self.answer

    def read(self) -> Pixels | None:
        time.sleep(0.002)
        self.taken += self.plugged
        return picture(self.taken % 256) if self.plugged else None

    def close(self) -> None:
        self.closed += 1


@pytest.fixture(name="device")
def _device() -> FakeDevice:
    return FakeDevice()


@pytest.fixture(name="camera")
def _camera(device: FakeDevice) -> Iterator[LiveCamera]:
    camera = LiveCamera("bàn 1", device, first_retry=0.01)
    yield camera
    camera.stop()


def test_a_camera_not_begun_is_off(camera: Camera) -> None:
    assert (camera.name, camera.state, camera.latest()) == ("bàn 1", CameraState.OFF, None)


def test_only_the_newest_frame_is_held(camera: Camera, device: FakeDevice) -> None:
    camera.start()
    until(lambda: device.taken > 20)
    seen_before = device.taken
    frame = camera.latest()
    assert frame is not None
    assert frame.pixels[0, 0, 0] >= seen_before - 1
    until(lambda: device.taken > seen_before + 3)
    later = camera.latest()
    assert later is not None
    assert later.taken_at > frame.taken_at


def test_an_unplugged_camera_is_lost_and_found_again(camera: Camera, device: FakeDevice) -> None:
    camera.start()
    until(lambda: camera.state is CameraState.READY)
    device.plugged, device.answer = False, CameraState.ABSENT
    until(lambda: camera.state is CameraState.LOST)
    assert camera.latest() is None
    tries = device.opened
    until(lambda: device.opened > tries + 1)
    assert camera.state is CameraState.LOST
    device.plugged, device.answer = True, CameraState.READY
    until(lambda: camera.state is CameraState.READY)
    assert camera.latest() is not None


@pytest.mark.parametrize("why", [CameraState.ABSENT, CameraState.NOT_ALLOWED, CameraState.BUSY])
def test_a_camera_says_why_it_does_not_begin(camera: Camera, device: FakeDevice, why: CameraState) -> None:
    device.answer = why
    camera.start()
    until(lambda: device.opened > 1)
    assert (camera.state, camera.latest()) == (why, None)


def test_a_camera_that_opens_and_shows_nothing_is_in_use_elsewhere(
    camera: Camera, device: FakeDevice
) -> None:
    device.plugged = False
    camera.start()
    until(lambda: camera.state is CameraState.BUSY)


def test_stopping_releases_the_device_at_once(camera: Camera, device: FakeDevice) -> None:
    camera.start()
    camera.start()
    until(lambda: camera.latest() is not None)
    camera.stop()
    assert (device.opened, device.closed) == (1, 1)
    assert (camera.state, camera.latest()) == (CameraState.OFF, None)
    assert not any(thread.name == "camera" for thread in threading.enumerate())
    camera.stop()
    camera.start()
    until(lambda: camera.state is CameraState.READY)


def test_stopping_does_not_wait_for_the_next_try(device: FakeDevice) -> None:
    device.answer = CameraState.ABSENT
    camera = LiveCamera("xa", device, first_retry=60)
    camera.start()
    until(lambda: device.opened == 1)
    began = time.monotonic()
    camera.stop()
    assert time.monotonic() - began < 2


def test_a_camera_plugged_in_later_is_found(camera: Camera, device: FakeDevice) -> None:
    device.answer = CameraState.ABSENT
    camera.start()
    until(lambda: camera.state is CameraState.ABSENT)
    device.answer = CameraState.READY
    until(lambda: camera.state is CameraState.READY)


def test_a_lost_camera_that_may_no_longer_be_used_says_so(camera: Camera, device: FakeDevice) -> None:
    camera.start()
    until(lambda: camera.state is CameraState.READY)
    device.plugged, device.answer = False, CameraState.NOT_ALLOWED
    until(lambda: camera.state is CameraState.NOT_ALLOWED)


class SlowDevice(FakeDevice):
    """A device that keeps one waiting until told to go on; ``hands`` are in it now, ``most`` ever."""

    def __init__(self, *, opening: bool) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.hands = self.most = 0
        self._opening = opening

    def open(self) -> CameraState:
        self.hands += 1
        self.most = max(self.most, self.hands)
        if self._opening:
            self.go_on.wait(5)
        return super().open()

    def read(self) -> Pixels | None:
        if self.taken and not self._opening:
            self.go_on.wait(5)
        return super().read()

    def close(self) -> None:
        super().close()
        self.hands -= 1


def test_a_device_that_keeps_its_reader_waiting_is_lost_until_it_goes_on() -> None:
    device = SlowDevice(opening=False)
    camera = LiveCamera("đứng hình", device, frozen_after=0.2)
    camera.start()
    until(lambda: camera.state is CameraState.READY)
    until(lambda: camera.state is CameraState.LOST)
    assert camera.latest() is None
    device.go_on.set()
    until(lambda: camera.state is CameraState.READY)
    assert camera.latest() is not None
    camera.stop()


def test_stopping_while_the_device_opens_is_off_at_once_and_lets_go_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desk.capture.live.STOP_SECONDS", 0.05)
    device = SlowDevice(opening=True)
    camera = LiveCamera("chậm", device)
    camera.start()
    until(lambda: device.hands == 1)
    camera.stop()
    assert (camera.state, device.hands) == (CameraState.OFF, 1)
    device.go_on.set()
    until(lambda: device.hands == 0)
    assert (camera.state, camera.latest()) == (CameraState.OFF, None)


def test_a_camera_begun_anew_waits_until_the_run_before_has_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.capture.live.STOP_SECONDS", 0.05)
    device = SlowDevice(opening=True)
    camera = LiveCamera("chậm", device)
    camera.start()
    until(lambda: device.hands == 1)
    camera.stop()
    began = time.monotonic()
    camera.start()
    assert time.monotonic() - began < 0.04, "starting must not wait: it is done on the event loop"
    until(lambda: camera.state is CameraState.BUSY)
    assert (device.hands, device.most) == (1, 1)
    device.go_on.set()
    until(lambda: camera.state is CameraState.READY)
    assert (device.opened, device.most) == (2, 1)
    camera.stop()
    assert device.hands == 0


class BrokenDevice(FakeDevice):
    def read(self) -> Pixels | None:
        raise ZeroDivisionError


def test_a_broken_source_is_shown_as_lost_not_as_starting_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: told.append(args.exc_type))
    device = BrokenDevice()
    camera = LiveCamera("hỏng", device)
    camera.start()
    until(lambda: camera.state is CameraState.LOST and bool(told))
    assert (device.closed, told) == (1, [ZeroDivisionError])
    camera.stop()


@pytest.fixture(name="recording")
def _recording(tmp_path: Path) -> Path:
    path = tmp_path / "quay.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 50, (64, 48))
    for shade in (40, 120, 200):
        writer.write(picture(shade))
    writer.release()
    return path


def test_a_recording_plays_over_and_over(recording: Path) -> None:
    camera: Camera = OpenCvCamera("ghi", recording)
    camera.start()
    shades: list[int] = []

    def seen_twice() -> bool:
        frame = camera.latest()
        shade = None if frame is None else round(int(frame.pixels[20, 20, 0]) / 40)
        if shade is not None and shades[-1:] != [shade]:
            shades.append(shade)
        return len(shades) >= 5

    until(seen_twice)
    camera.stop()
    assert set(shades) <= {1, 3, 5}


def test_a_camera_that_is_not_there_is_absent(tmp_path: Path) -> None:
    for camera in (
        OpenCvCamera("không", 97, first_retry=60),
        OpenCvCamera("không", tmp_path / "x.avi", first_retry=60),
        FileCamera("không", [tmp_path / "x.png"], first_retry=60),
    ):
        camera.start()
        until(lambda camera=camera: camera.state is CameraState.ABSENT)  # type: ignore[misc]
        camera.stop()


def test_picture_files_are_served_in_turn_and_broken_ones_passed_over(tmp_path: Path) -> None:
    for name, shade in (("a.png", 60), ("b.png", 180)):
        done, data = cv2.imencode(".png", picture(shade))
        assert done
        (tmp_path / name).write_bytes(bytes(data))
    (tmp_path / "c.png").write_bytes(b"no picture")
    paths = [tmp_path / name for name in ("a.png", "c.png", "b.png")]
    camera: Camera = FileCamera("tệp", paths, seconds_each=0.15)
    camera.start()
    shades: set[int] = set()

    def both_seen() -> bool:
        frame = camera.latest()
        shades.update(() if frame is None else {int(frame.pixels[0, 0, 0])})
        return shades == {60, 180}

    until(both_seen)
    camera.stop()


class _Phone(BaseHTTPRequestHandler):
    """A phone's camera page: JPEG after JPEG, without end."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        data = bytes(cv2.imencode(".jpg", picture(150))[1])
        try:
            while True:
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
                self.wfile.write(head.encode() + data + b"\r\n")
                time.sleep(0.02)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""


def test_a_phone_is_a_camera_by_its_address() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Phone)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    camera: Camera = StreamCamera("điện thoại", f"http://127.0.0.1:{server.server_port}/cam.mjpg")
    try:
        camera.start()
        until(lambda: camera.latest() is not None, 15)
        frame = camera.latest()
        assert frame is not None
        assert abs(int(frame.pixels[20, 20, 1]) - 150) < 8
    finally:
        camera.stop()
        server.shutdown()
        server.server_close()


def test_a_phone_that_does_not_answer_is_absent() -> None:
    camera = StreamCamera("xa", "http://127.0.0.1:9/cam.mjpg", first_retry=60)
    camera.start()
    until(lambda: camera.state is CameraState.ABSENT, 15)
    camera.stop()


def test_only_network_addresses_are_streams() -> None:
    with pytest.raises(ValueError, match="http, https, rtsp"):
        StreamCamera("tệp", "file:///etc/hostname")
