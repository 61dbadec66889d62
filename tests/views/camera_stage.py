"""A screen with nothing on it but a window's camera, which can be left and come back to."""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from desk.views.components.browser_camera import BrowserCamera


@ft.observable
@dataclass(eq=False)
class CameraStage:
    """``main`` is the function of a window; ``show`` may be called on its loop from anywhere."""

    camera: BrowserCamera
    is_shown: bool = True
    page: ft.Page | None = None

    def main(self, page: ft.Page) -> None:
        self.page = page
        page.padding = 0
        page.render(lambda: _stage(self))

    def show(self, is_shown: bool) -> None:
        assert self.page is not None, "no window yet"
        self.page.run_task(self._show, is_shown)

    async def _show(self, is_shown: bool) -> None:
        self.is_shown = is_shown


@ft.component
def _stage(stage: CameraStage) -> ft.Control:
    picture = ft.Container(stage.camera.preview(), width=640, height=360)
    return ft.Column([picture if stage.is_shown else ft.Container(), ft.Text("máy ảnh")])
