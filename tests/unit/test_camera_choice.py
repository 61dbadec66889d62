"""Choosing the desk's camera: what is offered, what is used, and what is still so tomorrow."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from desk import i18n
from desk.capture.camera_choice import DeskCameras
from desk.capture.camera_devices import Device
from desk.ports.camera import Camera, CameraChoice, CameraKind, CameraState
from desk.settings import CameraSettings
from desk.storage.remembered_camera import FILE, RememberedCamera
from tests.fakes.desk_eyes import HeldUp
from tests.unit.test_cameras import until

WEBCAM, DOC_CAM = Device("Integrated Webcam", 0, 200), Device("Máy chiếu vật thể", 2, 200)


def _attached() -> tuple[Device, ...]:
    return (DOC_CAM, WEBCAM)


def _cameras(
    folder: Path, settings: CameraSettings | None = None, practice: Camera | None = None
) -> DeskCameras:
    i18n.use("vi", strict=True)
    return DeskCameras(settings or CameraSettings(), RememberedCamera(folder), practice, _attached)


def _keys(cameras: DeskCameras) -> list[str]:
    return [offer.key for offer in cameras.offers()]


def test_on_the_first_day_the_browsers_camera_is_used_and_what_is_plugged_in_is_offered_first(
    tmp_path: Path,
) -> None:
    cameras = _cameras(tmp_path)
    assert (cameras.chosen.kind, cameras.camera) == (CameraKind.BROWSER, None)
    assert _keys(cameras) == ["device:Máy chiếu vật thể", "device:Integrated Webcam", "browser", "none"]
    assert [offer.name for offer in cameras.offers()][:2] == ["Máy chiếu vật thể", "Integrated Webcam"]


def test_a_choice_is_still_so_tomorrow(tmp_path: Path) -> None:
    _cameras(tmp_path).choose("device:Máy chiếu vật thể")
    tomorrow = _cameras(tmp_path)
    assert (tomorrow.chosen.name, tomorrow.chosen.kind) == ("Máy chiếu vật thể", CameraKind.DEVICE)
    assert tomorrow.camera is not None
    assert tomorrow.camera.name == "Máy chiếu vật thể"
    tomorrow.choose("browser", "USB (046d:0825)")
    after = _cameras(tmp_path)
    assert (after.chosen.key, after.camera, after.browser_device) == (
        "browser",
        None,
        "USB (046d:0825)",
    )


def test_going_to_another_camera_and_back_keeps_the_browsers_device(tmp_path: Path) -> None:
    cameras = _cameras(tmp_path)
    cameras.choose("browser", "mặt sau")
    cameras.choose("none")
    cameras.choose("browser")
    assert (cameras.browser_device, _cameras(tmp_path).browser_device) == ("mặt sau", "mặt sau")


@pytest.mark.parametrize(
    ("settings", "key", "kind"),
    [
        (CameraSettings("browser"), "browser", CameraKind.BROWSER),
        (CameraSettings("opencv", "2"), "device:2", CameraKind.DEVICE),
        (CameraSettings("opencv", "quay.avi"), "files", CameraKind.FILES),
        (CameraSettings("url", "rtsp://x"), "stream", CameraKind.STREAM),
        (CameraSettings("files", "a.png"), "files", CameraKind.FILES),
        (CameraSettings("none"), "none", CameraKind.NONE),
    ],
)
def test_a_camera_named_in_the_settings_is_used_whatever_was_chosen_before(
    tmp_path: Path, settings: CameraSettings, key: str, kind: CameraKind
) -> None:
    RememberedCamera(tmp_path).keep(CameraChoice("device:Integrated Webcam"))
    cameras = _cameras(tmp_path, settings, HeldUp())
    assert (cameras.chosen.key, cameras.chosen.kind) == (key, kind)
    assert (cameras.camera is None) is (kind is CameraKind.BROWSER)
    assert key in _keys(cameras)
    cameras.choose("practice")
    assert cameras.chosen.kind is CameraKind.PRACTICE  # until the desk ends
    assert _cameras(tmp_path, settings, HeldUp()).chosen.key == key


def test_a_camera_named_by_its_number_is_listed_once_by_its_name(tmp_path: Path) -> None:
    cameras = _cameras(tmp_path, CameraSettings("opencv", "2"))
    assert [(offer.key, offer.name) for offer in cameras.offers()][:2] == [
        ("device:2", "Máy chiếu vật thể"),
        ("device:Integrated Webcam", "Integrated Webcam"),
    ]


def test_in_practice_the_practice_camera_is_first_and_the_real_ones_are_there_too(tmp_path: Path) -> None:
    practice = HeldUp()
    cameras = _cameras(tmp_path, practice=practice)
    assert cameras.camera is practice
    assert _keys(cameras)[:2] == ["practice", "device:Máy chiếu vật thể"]
    cameras.choose("browser")
    assert _cameras(tmp_path, practice=practice).chosen.key == "browser"


def test_the_camera_before_is_let_go_of_and_the_new_one_is_not_begun(tmp_path: Path) -> None:
    practice = HeldUp()
    cameras = _cameras(tmp_path, practice=practice)
    practice.start()
    still_running = []
    for key in ("practice", "none"):
        cameras.choose(key)
        still_running.append(practice.is_running)
    assert still_running == [True, False]
    cameras.choose("device:Integrated Webcam")
    assert cameras.camera is not None
    assert cameras.camera.state is CameraState.OFF


def test_a_chosen_camera_that_is_unplugged_stays_in_the_list(tmp_path: Path) -> None:
    RememberedCamera(tmp_path).keep(CameraChoice("device:Ở nhà"))
    assert _keys(_cameras(tmp_path))[:3] == [
        "device:Máy chiếu vật thể",
        "device:Integrated Webcam",
        "device:Ở nhà",
    ]


def test_cameras_of_one_name_are_told_apart(tmp_path: Path) -> None:
    both = (Device("C920", 1, 200), Device("C920", 3, 200))
    cameras = DeskCameras(CameraSettings(), RememberedCamera(tmp_path), attached=lambda: both)
    assert [(offer.key, offer.name) for offer in cameras.offers()][:2] == [
        ("device:C920", "C920"),
        ("device#2:C920", "C920 (2)"),
    ]
    cameras.choose("device#2:C920")
    assert cameras.chosen.name == "C920 (2)"


@pytest.mark.parametrize("key", ["", "stream", "practice", "device", "device:", "usb:C920"])
def test_a_key_never_offered_is_a_mistake_of_ours(tmp_path: Path, key: str) -> None:
    cameras = _cameras(tmp_path)
    with pytest.raises(ValueError, match=key or "^$"):
        cameras.choose(key)
    assert cameras.chosen.key == "browser"


def test_what_can_no_longer_be_used_is_not_insisted_on(tmp_path: Path) -> None:
    """The stream of last week's settings, the practice camera of a practice folder."""
    for key in ("stream", "practice", "gì đó"):
        RememberedCamera(tmp_path).keep(CameraChoice(key))
        assert _cameras(tmp_path).chosen.key == "browser"


@pytest.mark.parametrize(
    "kept",
    ["", "{", "[]", "7", '{"key": "none"}', '{"key": 1, "browser_device": ""}', "\ufeff", '{"key": null}'],
)
def test_a_damaged_memory_is_no_memory(tmp_path: Path, kept: str) -> None:
    (tmp_path / FILE).write_text(kept, encoding="utf-8")
    assert RememberedCamera(tmp_path).recall() is None
    assert _cameras(tmp_path).chosen.key == "browser"


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_the_memory_is_for_oneself_only(tmp_path: Path) -> None:
    RememberedCamera(tmp_path).keep(CameraChoice("none"))
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_a_choice_that_cannot_be_written_down_holds_until_the_desk_ends(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("a file where the folder should be")
    cameras = _cameras(tmp_path / "tệp")
    cameras.choose("none")
    assert cameras.chosen.key == "none"


def test_a_folder_of_pictures_serves_as_a_camera(tmp_path: Path) -> None:
    for name in ("2.png", "1.png"):
        cv2.imwrite(str(tmp_path / name), np.full((40, 60, 3), 200, np.uint8))
    camera = _cameras(tmp_path, CameraSettings("files", str(tmp_path))).camera
    assert camera is not None
    camera.start()
    try:
        until(lambda: camera.latest() is not None)
    finally:
        camera.stop()


def test_a_desk_that_wants_no_camera_has_none_and_runs_nothing(tmp_path: Path) -> None:
    camera = _cameras(tmp_path, CameraSettings("none")).camera
    assert camera is not None
    camera.start()
    assert (camera.state, camera.latest()) == (CameraState.ABSENT, None)
    camera.stop()
