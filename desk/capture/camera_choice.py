"""Which cameras there are at this desk, and which one it uses.

**Offered, best first.** In practice the practice camera. Then what is plugged into the machine, by name:
what somebody put on the table before what is part of the laptop. Then the browser's camera, the stream or
the files of the settings, and none.

**Used.** What the settings name, where they name one (``[camera] kind``); the screen may still change it
until the desk ends. Else what was last chosen at this station: a registrar sets the desk up once. Else, in
practice, the practice camera. Else the browser's: it works on every machine and asks for no driver, and the
window takes by itself a camera that looks away from the registrar. A document camera is not seized on the
first day, as no system tells one from a webcam; it is the first name in the list.
"""

from __future__ import annotations

import threading
from typing import Protocol

from desk.capture.camera_devices import Attached, attached_devices
from desk.capture.camera_offers import BROWSER, PRACTICE, Offered, device_of, device_offers, standing_offers
from desk.ports.camera import Camera, CameraChoice, CameraKind, CameraOffer
from desk.settings import CameraSettings

_ORDER = (
    CameraKind.PRACTICE,
    CameraKind.DEVICE,
    CameraKind.BROWSER,
    CameraKind.STREAM,
    CameraKind.FILES,
    CameraKind.NONE,
)


class CameraMemory(Protocol):
    """Keeps a station's choice."""

    def recall(self) -> CameraChoice | None: ...

    def keep(self, choice: CameraChoice) -> None: ...


class DeskCameras:
    """Implements ports.camera.Cameras. A chosen device is found by its name whatever socket it is put in."""

    def __init__(
        self,
        settings: CameraSettings,
        memory: CameraMemory,
        practice: Camera | None = None,
        attached: Attached = attached_devices,
    ) -> None:
        self._settings, self._memory, self._attached = settings, memory, attached
        self._standing = {known.offer.key: known for known in standing_offers(settings, practice)}
        self._choosing = threading.Lock()
        remembered = memory.recall()
        self._browser_device = remembered.browser_device if remembered else ""
        self._offered = self._first(remembered)
        self._camera = self._offered.make()

    @property
    def chosen(self) -> CameraOffer:
        return self._offered.offer

    @property
    def browser_device(self) -> str:
        return self._browser_device

    @property
    def camera(self) -> Camera | None:
        return self._camera

    def offers(self) -> tuple[CameraOffer, ...]:
        """A chosen device stays in the list while it is unplugged."""
        attached = device_offers(self._attached(), self._settings.number)
        standing = [known.offer for known in self._standing.values()]
        offers: dict[str, CameraOffer] = {}
        for offer in (*attached, *standing, self.chosen):
            offers.setdefault(offer.key, offer)
        return tuple(sorted(offers.values(), key=lambda offer: _ORDER.index(offer.kind)))

    def choose(self, key: str, browser_device: str = "") -> None:
        with self._choosing:
            offered = self._known(key)
            if offered is None:
                raise ValueError(key)
            if key != self.chosen.key:
                if self._camera is not None:
                    self._camera.stop()
                self._offered, self._camera = offered, offered.make()
            self._browser_device = browser_device or self._browser_device
            self._memory.keep(CameraChoice(key, self._browser_device))

    def _known(self, key: str) -> Offered | None:
        return self._standing.get(key) or device_of(key, self._attached)

    def _first(self, remembered: CameraChoice | None) -> Offered:
        """The settings', else the remembered one, else practice's own, else the browser's."""
        if self._settings.kind != "auto":
            return next(iter(self._standing.values()))
        known = self._known(remembered.key) if remembered else None
        return known or self._standing.get(PRACTICE) or self._standing[BROWSER]
