"""The cameras of a desk: the laptop's own or a USB one, a phone or IP camera by URL, and picture files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from desk.capture.camera_devices import Attached, attached_devices
from desk.capture.camera_sources import NamedDevice, NumberedDevice, Pictures, Recording, Stream
from desk.capture.live import FIRST_RETRY_SECONDS, LiveCamera
from desk.ports.camera import CameraState, Frame


class OpenCvCamera(LiveCamera):
    """A camera of this machine by its number, or a recording by its path."""

    def __init__(self, name: str, device: int | Path, *, first_retry: float = FIRST_RETRY_SECONDS) -> None:
        source = NumberedDevice(device) if isinstance(device, int) else Recording(device)
        super().__init__(name, source, first_retry=first_retry)


class NamedCamera(LiveCamera):
    """A camera of this machine by its name, whichever number it has; ``place`` among those of one name."""

    def __init__(
        self,
        name: str,
        place: int = 0,
        *,
        attached: Attached = attached_devices,
        first_retry: float = FIRST_RETRY_SECONDS,
    ) -> None:
        super().__init__(name, NamedDevice(name, place, attached), first_retry=first_retry)


class StreamCamera(LiveCamera):
    """A phone or IP camera by its address (MJPEG over http, or rtsp); ValueError for any other scheme."""

    def __init__(self, name: str, url: str, *, first_retry: float = FIRST_RETRY_SECONDS) -> None:
        if urlsplit(url).scheme not in ("http", "https", "rtsp", "rtsps"):
            raise ValueError("a camera's address begins with http, https, rtsp or rtsps")
        super().__init__(name, Stream(url), first_retry=first_retry)


class FileCamera(LiveCamera):
    """Picture files served as if a camera saw them, one after the other; unreadable ones are passed over."""

    def __init__(
        self,
        name: str,
        paths: Sequence[Path],
        *,
        seconds_each: float = 3.0,
        first_retry: float = FIRST_RETRY_SECONDS,
    ) -> None:
        super().__init__(name, Pictures(paths, seconds_each), first_retry=first_retry)


class WithoutCamera:
    """A desk that wants none: absent, at no cost."""

    state = CameraState.ABSENT

    def __init__(self, name: str) -> None:
        self.name = name

    def start(self) -> None:
        """Nothing begins."""

    def stop(self) -> None:
        """Nothing ends."""

    def latest(self) -> Frame | None:
        return None
