"""What a desk may use as its camera, and how each is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from desk import i18n
from desk.capture.camera_devices import Attached, Device
from desk.capture.cameras import FileCamera, NamedCamera, OpenCvCamera, StreamCamera, WithoutCamera
from desk.ports.camera import Camera, CameraKind, CameraOffer
from desk.settings import CameraSettings

BROWSER, NONE, PRACTICE = "browser", "none", "practice"
_DEVICE: Final = "device"


@dataclass(frozen=True)
class Offered:
    """A camera that can be chosen; ``make`` gives it not begun, or None where a window has its own."""

    offer: CameraOffer
    make: Callable[[], Camera | None]


def standing_offers(settings: CameraSettings, practice: Camera | None) -> tuple[Offered, ...]:
    """What can be chosen whatever is plugged in: the settings' own camera first, if they name one."""
    offers = [*_named_by(settings), _in_the_browser(), _none()]
    if practice is not None:
        offers.append(Offered(CameraOffer(PRACTICE, practice.name, CameraKind.PRACTICE), lambda: practice))
    return tuple(offers)


def device_offers(devices: Iterable[Device], number: int | None) -> list[CameraOffer]:
    """The attached cameras as offers, several of one name told apart by their place among them.

    ``number``: the one the settings name by its number keeps the key it has from there.
    """
    places: Counter[str] = Counter()
    offers = []
    for device in devices:
        offer = _device_offer(device.name, places[device.name])
        offers.append(replace(offer, key=f"{_DEVICE}:{number}") if device.index == number else offer)
        places[device.name] += 1
    return offers


def device_of(key: str, attached: Attached) -> Offered | None:
    """The attached camera of this key, there or not; None for any other key."""
    head, found, name = key.partition(":")
    kind, _, place = head.partition("#")
    if kind != _DEVICE or not found or not name:
        return None
    nth = int(place) - 1 if place.isdecimal() and place.isascii() else 0
    return Offered(_device_offer(name, nth), lambda: NamedCamera(name, nth, attached=attached))


def _device_offer(name: str, place: int) -> CameraOffer:
    if place <= 0:
        return CameraOffer(f"{_DEVICE}:{name}", name, CameraKind.DEVICE)
    return CameraOffer(f"{_DEVICE}#{place + 1}:{name}", f"{name} ({place + 1})", CameraKind.DEVICE)


def _named_by(settings: CameraSettings) -> list[Offered]:
    match settings.kind:
        case "url":
            return [_offered("stream", CameraKind.STREAM, lambda name: StreamCamera(name, settings.source))]
        case "files":
            paths = _pictures(Path(settings.source))
            return [_offered("files", CameraKind.FILES, lambda name: FileCamera(name, paths))]
        case "opencv":
            device = Path(settings.source) if settings.number is None else settings.number
            kind = CameraKind.FILES if settings.number is None else CameraKind.DEVICE
            return [_offered(kind, kind, lambda name: OpenCvCamera(name, device), settings.number)]
        case "browser":
            return [_in_the_browser()]
        case "none":
            return [_none()]
        case "auto":
            return []


def _in_the_browser() -> Offered:
    return _offered(BROWSER, CameraKind.BROWSER, lambda _name: None)


def _none() -> Offered:
    return _offered(NONE, CameraKind.NONE, WithoutCamera)


def _offered(
    words: str, kind: CameraKind, make: Callable[[str], Camera | None], number: int | None = None
) -> Offered:
    """An offer named by its words in ``camera.*``."""
    name = i18n.t(f"camera.{words}")
    key = str(kind) if number is None else f"{_DEVICE}:{number}"
    return Offered(CameraOffer(key, name, kind), lambda: make(name))


def _pictures(source: Path) -> Sequence[Path]:
    """One picture, or every file of a folder in the order of their names."""
    return sorted(path for path in source.iterdir() if path.is_file()) if source.is_dir() else (source,)
