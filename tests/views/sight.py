"""What a person can see of a tree of controls, and by which words they would call it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from enum import Enum
from types import FunctionType, MethodType
from typing import Any

import flet as ft
from flet.components.component import Component
from flet.controls.base_control import BaseControl

_WORDS = ("value", "content", "label", "title", "tooltip", "text", "error", "semantics_label")
_PLAIN = (str, int, float, bytes, Enum, FunctionType, MethodType)  # most of what a screen is made of
_FIELDS: dict[type, tuple[str, ...]] = {}


def within(value: Any, seen: set[int]) -> Iterator[BaseControl]:
    """Every control inside a value that a person can see; ``seen`` keeps the ids of those already met."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if each is None or isinstance(each, _PLAIN):
            continue
        if isinstance(each, Component):
            waiting.append(each._b)
        elif isinstance(each, BaseControl):
            if id(each) not in seen and _is_in_sight(each):
                seen.add(id(each))
                yield each
                waiting += _of_fields(each)
        elif isinstance(each, list | tuple):
            waiting += reversed(each)
        elif dataclasses.is_dataclass(each):
            waiting += _of_fields(each)


def _of_fields(value: Any) -> Iterator[Any]:
    """From the last to the first, as they are taken from the end."""
    return (getattr(value, name, None) for name in _shown_fields(type(value)))


def _shown_fields(kind: type) -> tuple[str, ...]:
    if kind not in _FIELDS:
        fields = [field for field in dataclasses.fields(kind) if not field.metadata.get("skip")]
        _FIELDS[kind] = tuple(field.name for field in reversed(fields) if not field.name.startswith("_"))
    return _FIELDS[kind]


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
