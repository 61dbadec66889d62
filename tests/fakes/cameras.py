"""Cameras to choose from, without any device."""

from __future__ import annotations

from desk.ports.camera import Camera, CameraKind, CameraOffer, CameraState, Frame

IN_THE_BROWSER = CameraOffer("browser", "Máy ảnh của trình duyệt", CameraKind.BROWSER)


class NoCamera:
    """A camera that is not plugged in."""

    name = ""
    state = CameraState.ABSENT

    def start(self) -> None:
        """Nothing begins."""

    def stop(self) -> None:
        """Nothing ends."""

    def latest(self) -> Frame | None:
        return None


class FakeCameras:
    """Implements ports.camera.Cameras over the cameras given, the first of them chosen; and the browser's."""

    def __init__(self, *cameras: Camera) -> None:
        self._cameras: dict[str, Camera | None] = {f"device:{each.name}": each for each in cameras}
        self._cameras[IN_THE_BROWSER.key] = None
        self._key = next(iter(self._cameras))
        self.browser_device = ""

    @property
    def chosen(self) -> CameraOffer:
        return _offer(self._key, self.camera)

    @property
    def camera(self) -> Camera | None:
        return self._cameras[self._key]

    def offers(self) -> tuple[CameraOffer, ...]:
        return tuple(_offer(key, camera) for key, camera in self._cameras.items())

    def choose(self, key: str, browser_device: str = "") -> None:
        if key not in self._cameras:
            raise ValueError(key)
        if key != self._key and self.camera is not None:
            self.camera.stop()
        self._key = key
        self.browser_device = browser_device or self.browser_device


def _offer(key: str, camera: Camera | None) -> CameraOffer:
    return IN_THE_BROWSER if camera is None else CameraOffer(key, camera.name, CameraKind.DEVICE)
