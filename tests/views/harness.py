"""A screen without a browser: a real Flet page and session, and a client that only pretends to paint.

It does on the wire what the web client does: every message is packed (a property that cannot travel fails
the test), typed text arrives as a property change before its event, method calls are answered. It touches
insides of Flet 1.0.5 that later versions may move: only this file and its two neighbours do.

    async with Screen(main) as screen:
        await screen.type(screen.field("Họ và tên"), "Nguyễn Thị Mẫu")
        await screen.press("Lưu")
        assert screen.sees("Đã lưu")
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

import flet as ft
from flet.components.component import Component
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page, context
from flet.messaging.session import Session

from desk import i18n
from tests.views.fake_client import FakeClient, registration
from tests.views.sight import names_of, within, words_of

ControlT = TypeVar("ControlT", bound=BaseControl)


class ScreenCrashedError(AssertionError):
    """A handler of the screen raised; the message is what the client was shown."""


class Screen:
    """One window of an app.

    ``answers``: what the client says to method calls, by type and name (``{"Camera.take_picture": jpeg}``).
    What was asked of it is in ``client.calls``.
    """

    def __init__(
        self,
        main: Callable[[ft.Page], Any],
        *,
        width: int = 1366,
        height: int = 768,
        route: str = "/",
        answers: dict[str, Any] | None = None,
    ) -> None:
        self._main = main
        self._answers = answers or {}
        self._registration = registration(width, height, route)

    async def __aenter__(self) -> Screen:
        i18n.use("vi", strict=True)
        self.client = FakeClient(self._answers, self.go)
        self.session = self.client.session = Session(self.client)
        self.page = self.session.page
        self._entered = _context_page.set(self.page)
        self.session.apply_page_patch(self._registration)
        self.client.pack(self.session.get_page_patch())  # type: ignore[no-untyped-call]
        context.reset_auto_update()  # type: ignore[no-untyped-call]
        outcome = self._main(self.page)
        if inspect.isawaitable(outcome):
            await outcome
        await self.session.after_event(self.page)
        await self.settle()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.session.close()  # type: ignore[no-untyped-call]
        await asyncio.sleep(0)
        _context_page.reset(self._entered)
        self.client.executor.shutdown(wait=True)

    # -- finding --

    def controls(self) -> Iterator[BaseControl]:
        """Everything in sight: the top view, then what lies over it (dialogs that are open)."""
        views: Any = self.page.views
        while isinstance(views, Component):
            views = views._b
        seen: set[int] = set()
        for root in (views[-1], self.page._overlay, self.page._dialogs):
            yield from within(root, seen)

    def every(self, kind: type[ControlT], words: str | None = None) -> list[ControlT]:
        """All controls of a kind, those with exactly these words if any are given."""
        return [
            control
            for control in self.controls()
            if isinstance(control, kind) and (words is None or words in set(words_of(control)))
        ]

    def one(self, kind: type[ControlT], words: str | None = None) -> ControlT:
        """The only such control; anything else fails and says what is on the screen."""
        found = self.every(kind, words)
        assert len(found) == 1, f"{len(found)} × {kind.__name__} {words!r}; in sight: {self.texts()}"
        return found[0]

    def field(self, label: str) -> ft.TextField:
        return self.one(ft.TextField, label)

    def button(self, name: str) -> BaseControl:
        """What can be pressed and is called so, by its caption or its tooltip."""
        found = [
            control
            for control in self.controls()
            if getattr(control, "on_click", None) is not None and name in set(names_of(control))
        ]
        assert len(found) == 1, f"{len(found)} × button {name!r}; in sight: {self.texts()}"
        return found[0]

    def marked(self, identifier: str) -> ft.Semantics:
        """What stands in ``ft.Semantics(identifier=…)``."""
        return next(found for found in self.every(ft.Semantics) if found.identifier == identifier)

    def texts(self) -> list[str]:
        """All text in sight, in order."""
        return [control.value for control in self.every(ft.Text) if control.value]

    def sees(self, words: str) -> bool:
        """Whether these words stand anywhere: in a text, a label, an error, a tooltip."""
        return any(words in said for control in self.controls() for said in words_of(control))

    # -- acting, in the order a client sends it --

    async def press(self, name: str) -> None:
        """Click the button of this name; one that is disabled fails."""
        await self.click(self.button(name))

    async def click(self, control: BaseControl) -> None:
        assert not getattr(control, "disabled", False), "the control is disabled"
        await self.event(control, "click")

    async def type(self, field: BaseControl, words: str, *, submit: bool = False) -> None:
        """Type letter by letter from an empty field, then leave it."""
        assert not getattr(field, "disabled", False), "the field is disabled"
        assert not getattr(field, "read_only", False), "the field is read only"
        await self.event(field, "focus")
        for end in range(1, len(words) + 1):
            self.session.apply_patch(field._i, {"value": words[:end]})
            await self.event(field, "change", words[:end])
        if submit:
            await self.event(field, "submit", words)
        await self.event(field, "blur")

    async def choose(self, control: BaseControl, value: Any) -> None:
        """Take an option of a list, a radio group, a tick or a switch; or a destination by its index."""
        name = "selected_index" if hasattr(control, "selected_index") else "value"
        self.session.apply_patch(control._i, {name: value})
        await self.event(control, "change", value)
        await self.event(control, "select", value)

    async def pick(self, words: str) -> None:
        """Press the filter chip with exactly these words."""
        chips = [chip for chip in self.every(ft.Chip) if getattr(chip.label, "value", "") == words]
        assert len(chips) == 1, f"{len(chips)} × chip {words!r}; in sight: {self.texts()}"
        await self.event(chips[0], "select", True)

    async def key(self, key: str, *, ctrl: bool = False, shift: bool = False, alt: bool = False) -> None:
        """A key as the client names it: ``"F9"``, ``"Escape"``, ``"A"``."""
        pressed = {"key": key, "ctrl": ctrl, "shift": shift, "alt": alt, "meta": False}
        await self.event(self.page, "keyboard_event", pressed)

    async def go(self, route: str) -> None:
        self.session.apply_page_patch({"route": route})
        await self.event(self.page, "route_change", {"route": route})

    async def resize(self, width: int, height: int) -> None:
        self.session.apply_page_patch({"width": width, "height": height})
        await self.event(self.page, "resize", {"width": width, "height": height})

    async def event(self, control: BaseControl, name: str, data: Any = None) -> None:
        """An event as the client sends it: only if somebody listens, in a task of its own."""
        if getattr(control, f"on_{name}", None) is not None:
            await _in_its_own_task(self.session.dispatch_event(control._i, name, data))
        await self.settle()

    async def settle(self) -> None:
        """Let what was started take its next steps; raises ScreenCrashedError when a handler raised."""
        for _ in range(8):
            await asyncio.sleep(0)
        if self.client.crashes:
            raise ScreenCrashedError(self.client.crashes[-1])

    async def until(self, holds: Callable[[], bool], *, seconds: float = 5.0) -> None:
        """Wait for something that needs other threads; fails with what is on the screen."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not holds():
            assert asyncio.get_running_loop().time() < deadline, f"in vain; in sight: {self.texts()}"
            await asyncio.sleep(0.01)
        await self.settle()


async def _in_its_own_task(work: Coroutine[Any, Any, Any]) -> None:
    await asyncio.create_task(work)
