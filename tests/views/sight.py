"""What a person can see of a tree of controls, and by which words they would call it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import flet as ft
from flet.components.component import Component
from flet.controls.base_control import BaseControl

_WORDS = ("value", "content", "label", "title", "tooltip", "text", "error", "semantics_label")


def within(value: Any, seen: set[int]) -> Iterator[BaseControl]:
    """Every control inside a value that a person can see; ``seen`` keeps the ids of those already met."""
    if isinstance(value, Component):
        yield from within(value._b, seen)
    elif isinstance(value, BaseControl):
        if id(value) not in seen and _is_in_sight(value):
            seen.add(id(value))
            yield value
            yield from _of_fields(value, seen)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from within(item, seen)
    elif dataclasses.is_dataclass(value):
        yield from _of_fields(value, seen)


def _of_fields(value: Any, seen: set[int]) -> Iterator[BaseControl]:
    for field in dataclasses.fields(value):
        if not field.name.startswith("_") and not field.metadata.get("skip"):
            yield from within(getattr(value, field.name, None), seen)


def _is_in_sight(control: BaseControl) -> bool:
    if getattr(control, "visible", True) is False:
        return False
    return not isinstance(control, ft.DialogControl) or control.open


def words_of(control: BaseControl) -> Iterator[str]:
    """What a control itself says: caption, value, label, error, tooltip."""
    for name in _WORDS:
        value = getattr(control, name, None)
        if isinstance(value, ft.Text):
            value = value.value
        if isinstance(value, str) and value:
            yield value


def names_of(control: BaseControl) -> Iterator[str]:
    """What a control may be called by: its own words and the texts inside it."""
    yield from words_of(control)
    for inner in within(getattr(control, "content", None), set()):
        if isinstance(inner, ft.Text) and inner.value:
            yield inner.value
