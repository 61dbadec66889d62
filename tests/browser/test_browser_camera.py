"""The browser's camera in a real Chromium: what it sees, what it says, and that it leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import cv2
import flet as ft
import numpy as np
import pytest
from playwright.sync_api import Browser

from desk.capture.photo import DeskPhotoLab
from desk.ports.camera import CameraState, Pixels
from desk.views.components import browser_camera
from desk.views.components.browser_camera import BrowserCamera
from tests.browser.driver import ServedDesk, Window, chromium, served
from tests.views.camera_stage import CameraStage

pytestmark = pytest.mark.browser
WIDTH, HEIGHT = 1280, 720
RED, BLUE = (0, 0, 220), (220, 0, 0)
# A page with two cameras that can be pulled out, put back, and used by another program.
_SOCKETS = """(() => {
  const media = navigator.mediaDevices, streams = [];
  const ask = media.getUserMedia.bind(media), list = media.enumerateDevices.bind(media);
  window.trouble = null;
  window.pull = (why) => {
    window.trouble = why;
    for (const stream of streams) for (const track of stream.getTracks()) track.stop();
  };
  window.live = () => streams.filter((stream) => stream.active).length;
  media.getUserMedia = async (wanted) => {
    if (window.trouble) throw new DOMException("", window.trouble);
    window.second = wanted.video?.deviceId?.exact === "second";
    const stream = await ask(window.second ? { video: true } : wanted);
    streams.push(stream);
    return stream;
  };
  media.enumerateDevices = async () => [
    ...(await list()), { kind: "videoinput", deviceId: "second", label: "Máy ảnh thứ hai" },
  ];
  const { createObjectURL, revokeObjectURL } = URL;
  window.addresses = new Set();
  URL.createObjectURL = (thing) => {
    const address = createObjectURL.call(URL, thing);
    if (thing.type === "image/jpeg") window.addresses.add(address);
    return address;
  };
  URL.revokeObjectURL = (address) => {
    window.addresses.delete(address);
    revokeObjectURL.call(URL, address);
  };
})()"""


@dataclass
class Shown:
    """One window's camera on a page of its own, and how to reach it from a test."""

    desk: ServedDesk
    cameras: list[BrowserCamera] = field(default_factory=list)
    pages: list[ft.Page] = field(default_factory=list)
    stages: list[CameraStage] = field(default_factory=list)

    def main(self, page: ft.Page) -> None:
        camera = BrowserCamera(DeskPhotoLab().open)
        stage = CameraStage(camera)
        self.cameras.append(camera)
        self.pages.append(page)
        self.stages.append(stage)
        stage.main(page)
        camera.start()

    @property
    def camera(self) -> BrowserCamera:
        return self.cameras[-1]

    def until(self, window: Window, state: CameraState) -> None:
        for _ in range(300):
            if self.camera.state is state:
                return
            window.page.wait_for_timeout(50)
        raise AssertionError(f"{self.camera.state} instead of {state}")

    def seen(self) -> Pixels:
        frame = self.camera.latest()
        assert frame is not None
        return frame.pixels


@pytest.fixture(autouse=True)
def _sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_camera, "LOOK_AGAIN_SECONDS", 0.5)


@pytest.fixture(scope="module")
def seeing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium whose camera sees red on the left, blue on the right, and a little noise."""
    video = tmp_path_factory.mktemp("video") / "halves.mjpeg"
    chance = np.random.default_rng(1)
    picture = np.full((HEIGHT, WIDTH, 3), RED, np.uint8)
    picture[:, WIDTH // 2 :] = BLUE
    with video.open("wb") as out:
        for _ in range(10):
            noisy = cv2.add(picture, chance.integers(0, 9, picture.shape, dtype=np.uint8))
            out.write(cv2.imencode(".jpg", noisy)[1].tobytes())
    # without the switch that answers for a person: leave is given to each window by its test
    halves = f"--use-file-for-fake-video-capture={video}"
    with chromium("--use-fake-device-for-media-stream", halves) as running:
        yield running


@pytest.fixture
def shown() -> Iterator[Shown]:
    made: list[Shown] = []

    def main(page: ft.Page) -> None:
        made[0].main(page)

    with served(main) as desk:
        made.append(Shown(desk))
        yield made[0]
        for camera in made[0].cameras:
            desk.do(camera.stop)


@contextmanager
def opened(browser: Browser, shown: Shown, *, leave: bool = True) -> Iterator[Window]:
    with Window(browser) as window:
        if leave:
            window.context.grant_permissions(["camera"])
        window.page.add_init_script(_SOCKETS)
        yield window.open(shown.desk.launch_url(), until="máy ảnh")
        assert not window.outside


def test_frames_and_preview_are_not_mirrored_and_pictures_are_not_kept(seeing: Browser, shown: Shown) -> None:
    with opened(seeing, shown) as window:
        shown.until(window, CameraState.READY)
        pixels = shown.seen()
        assert pixels.shape == (HEIGHT, WIDTH, 3)
        assert _is_red_left_of_blue(pixels)
        window.page.wait_for_timeout(1500)  # a dozen pictures
        assert window.page.evaluate("addresses.size") <= 2
        preview = cv2.imdecode(np.frombuffer(window.page.screenshot(), np.uint8), cv2.IMREAD_COLOR)
        assert _is_red_left_of_blue(np.asarray(preview, np.uint8)[:360, :640])
        assert not window.errors


def _is_red_left_of_blue(pixels: Pixels) -> bool:
    height, width = pixels.shape[:2]
    left, right = pixels[height // 2, width // 4], pixels[height // 2, width * 3 // 4]
    return bool(left[2] > 150 > 100 > left[0] and right[0] > 150 > 100 > right[2])


def test_leaving_the_screen_in_the_middle_of_a_picture_lets_the_camera_go_and_keeps_the_window(
    seeing: Browser, shown: Shown
) -> None:
    with opened(seeing, shown) as window:
        shown.until(window, CameraState.READY)
        page = shown.pages[-1]
        connection = page.session.connection
        shown.desk.do(lambda: shown.stages[-1].show(False))
        shown.until(window, CameraState.STARTING)
        window.page.wait_for_timeout(700)
        assert page.session.connection is connection, "the window lost its connection"
        assert window.page.evaluate("live()") == 0
        shown.desk.do(lambda: shown.stages[-1].show(True))
        shown.until(window, CameraState.READY)
        shown.desk.do(shown.camera.stop)
        window.page.wait_for_timeout(300)
        assert window.page.evaluate("live()") == 0


def test_a_camera_pulled_out_is_lost_and_put_back_is_ready_without_a_reload(
    seeing: Browser, shown: Shown
) -> None:
    with opened(seeing, shown) as window:
        shown.until(window, CameraState.READY)
        window.page.evaluate("pull('NotFoundError')")
        shown.until(window, CameraState.LOST)
        assert shown.camera.latest() is None
        window.page.evaluate("trouble = 'NotReadableError'")
        shown.until(window, CameraState.BUSY)
        window.page.evaluate("trouble = null")
        shown.until(window, CameraState.READY)
        window.reload()
        shown.until(window, CameraState.READY)


def test_leave_refused_is_said_and_leave_given_later_is_enough(seeing: Browser, shown: Shown) -> None:
    with opened(seeing, shown, leave=False) as window:
        shown.until(window, CameraState.NOT_ALLOWED)
        window.context.grant_permissions(["camera"])
        shown.until(window, CameraState.READY)
        first, second = shown.camera.devices
        for name in (second, first):
            shown.desk.do(lambda name=name: shown.camera.choose(name))  # type: ignore[misc]
            shown.until(window, CameraState.READY)
            assert shown.camera.name == name
            assert window.page.evaluate("second") is (name == "Máy ảnh thứ hai")
