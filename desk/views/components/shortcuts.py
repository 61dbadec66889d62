"""Keys that act: every screen and every dialog says which, and the one in front is asked first.

The page reports every key, those typed into fields included. Letters act only while nobody types;
function keys, Escape and keys with Ctrl or Alt act always. A dialog's layer is modal: nothing behind it acts.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field

import flet as ft

from desk.views.components.buttons import Act

_STORE_KEY = "desk.shortcuts"
LETTER_WAITS = 0.15  # seconds


@dataclass(eq=False)
class _Layer:
    keys: Mapping[str, Act] = field(default_factory=dict)
    modal: bool = False


class Shortcuts:
    """The keys of one window, and which text field has the cursor."""

    def __init__(self) -> None:
        self._typed_into: object | None = None
        self._layers: list[_Layer] = []

    @classmethod
    def of(cls, page: ft.Page) -> Shortcuts:
        """The shortcuts of this window; listens to its keys from the first call on."""
        known = page.session.store.get(_STORE_KEY)
        if isinstance(known, cls):
            return known
        shortcuts = cls()
        page.session.store.set(_STORE_KEY, shortcuts)
        page.on_keyboard_event = shortcuts.heard
        return shortcuts

    def typing_begins(self, field: object) -> None:
        self._typed_into = field

    def typing_ends(self, field: object) -> None:
        """The field was left, or went from the screen with the cursor in it; another's typing goes on."""
        if self._typed_into is field:
            self._typed_into = None

    def push(self, layer: _Layer) -> None:
        self._layers.append(layer)

    def bring_forward(self, layer: _Layer) -> None:
        """A dialog that opens stands before whatever came onto the screen after its own component did."""
        if layer in self._layers:
            self._layers.remove(layer)
            self._layers.append(layer)

    def drop(self, layer: _Layer) -> None:
        self._layers.remove(layer)

    async def heard(self, event: ft.KeyboardEvent) -> None:
        """Do what the foremost layer says about this key, if any does."""
        name = key_name(event)
        if len(name) == 1 and await self._is_typed():
            return
        act = self._act(name)
        if act is None:
            return
        outcome = act()
        if inspect.isawaitable(outcome):
            await outcome

    async def _is_typed(self) -> bool:
        """A letter belongs to the field that has the cursor, also to one whose news is still on its way:
        on a busy machine the key can be told of before the field it went into."""
        if self._typed_into is None:
            await asyncio.sleep(LETTER_WAITS)
        return self._typed_into is not None

    def _act(self, name: str) -> Act | None:
        for layer in reversed(self._layers):
            if name in layer.keys:
                return layer.keys[name]
            if layer.modal:
                return None
        return None


def key_name(event: ft.KeyboardEvent) -> str:
    """``"F9"``, ``"Ctrl+L"``, ``"Alt+Shift+1"``, ``"A"``: in this order; Command is Ctrl."""
    held = [("Ctrl", event.ctrl or event.meta), ("Alt", event.alt), ("Shift", event.shift)]
    return "+".join([*(name for name, is_held in held if is_held), event.key])


def use_shortcuts(keys: Mapping[str, Act], *, modal: bool = False) -> None:
    """Hook: these keys act while this component is on the screen, before those of the ones behind it."""
    shortcuts = Shortcuts.of(ft.context.page)
    layer = ft.use_memo(_Layer, [])
    if modal and not layer.modal:
        shortcuts.bring_forward(layer)
    layer.keys, layer.modal = keys, modal
    ft.use_effect(lambda: shortcuts.push(layer), [], cleanup=lambda: shortcuts.drop(layer))
