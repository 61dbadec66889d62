"""The cameras attached to this machine, by name, and what its system says about using them.

Nothing is opened to be listed: Windows is asked through DirectShow's own list, Linux through the nodes in
/dev, which tell by themselves whether they give pictures (a webcam has a second one for metadata). Whoever
opens a camera must use its number with its backend: another backend counts in another order.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2

from desk.ports.camera import CameraState

if sys.platform != "darwin":  # there the list wants a large bridge to the system; the browser's camera serves
    from cv2_enumerate_cameras import enumerate_cameras

if sys.platform == "win32":
    import winreg

_BUILT_IN = ("integrated", "built-in", "built in", "internal", "facetime", "easycamera", "truevision")
_CONSENT = r"SOFTWARE\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\webcam"


@dataclass(frozen=True)
class Device:
    """An attached camera; ``index`` and ``backend`` are what OpenCV opens it by, until it is plugged anew."""

    name: str
    index: int
    backend: int


Attached = Callable[[], tuple[Device, ...]]


def attached_devices() -> tuple[Device, ...]:
    """What is plugged in now: cameras by cable before those that call themselves built in, then by number."""
    if sys.platform == "darwin":
        return ()
    listed = enumerate_cameras(backend())
    found = [Device(info.name or f"#{info.index}", info.index, info.backend) for info in listed]
    return tuple(sorted(found, key=lambda device: (is_built_in(device.name), device.index)))


def is_built_in(name: str) -> bool:
    """Whether a camera's name says that it is part of the machine."""
    return any(word in name.casefold() for word in _BUILT_IN)


def backend() -> int:
    """The way to cameras on this system."""
    if sys.platform == "win32":
        return cv2.CAP_DSHOW  # Media Foundation takes many seconds to open some cameras
    return cv2.CAP_V4L2 if sys.platform.startswith("linux") else cv2.CAP_ANY


def why_not(index: int) -> CameraState | None:
    """What the system tells before opening; None when it says nothing against it."""
    if sys.platform == "win32":
        return CameraState.NOT_ALLOWED if _windows_forbids() else None
    if not sys.platform.startswith("linux"):
        return None
    node = Path(f"/dev/video{index}")
    if not node.exists():
        return CameraState.ABSENT
    return None if os.access(node, os.R_OK | os.W_OK) else CameraState.NOT_ALLOWED


if sys.platform == "win32":

    def _windows_forbids() -> bool:
        """The camera's privacy switches: for the machine, for this person, for programs like this one.

        DirectShow itself only fails to open, without a reason.
        """
        places = (
            (winreg.HKEY_LOCAL_MACHINE, _CONSENT),
            (winreg.HKEY_CURRENT_USER, _CONSENT),
            (winreg.HKEY_CURRENT_USER, rf"{_CONSENT}\NonPackaged"),
        )
        return any(_value(root, place) == "Deny" for root, place in places)

    def _value(root: int, place: str) -> str | None:
        try:
            with winreg.OpenKey(root, place) as key:
                return str(winreg.QueryValueEx(key, "Value")[0])
        except OSError:
            return None  # never switched
