"""What a person can see of a tree of controls, and by which words they would call it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from enum import Enum
from inspect import getattr_static
from types import FunctionType, MethodType, NoneType
from typing import Any

import flet as ft
from flet.components.component import Component
from flet.controls.base_control import BaseControl
from flet.controls.value_types import Prop

_WORDS = ("value", "content", "label", "title", "tooltip", "text", "error", "semantics_label")
# most of what a screen is made of
_PLAIN = (NoneType, str, int, float, bytes, Enum, FunctionType, MethodType)
_FIELDS: dict[type, list[tuple[str, bool]]] = {}
_WORDED: dict[type, list[str]] = {}


def within(value: Any, seen: set[int]) -> Iterator[BaseControl]:
    """Every control inside a value that a person can see; ``seen`` keeps the ids of those already met."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, _PLAIN):
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


def _of_fields(value: Any) -> list[Any]:
    """From the last to the first, as they are taken from the end; what is at its default shows nothing."""
    kept = getattr(value, "_values", ())
    return [
        getattr(value, name, None)
        for name, sparse in _shown_fields(type(value))
        if not sparse or name in kept
    ]


def _shown_fields(kind: type) -> list[tuple[str, bool]]:
    """Each with whether Flet keeps it only where it was set."""
    if kind not in _FIELDS:
        fields = [field for field in dataclasses.fields(kind) if not field.metadata.get("skip")]
        shown = [field.name for field in reversed(fields) if not field.name.startswith("_")]
        _FIELDS[kind] = [(name, isinstance(getattr_static(kind, name, None), Prop)) for name in shown]
    return _FIELDS[kind]


def _is_in_sight(control: BaseControl) -> bool:
    if getattr(control, "visible", True) is False:
        return False
    return not isinstance(control, ft.DialogControl) or control.open


def words_of(control: BaseControl) -> Iterator[str]:
    """What a control itself says: caption, value, label, error, tooltip."""
    for name in _worded(type(control)):
        value = getattr(control, name, None)
        if isinstance(value, ft.Text):
            value = value.value
        if isinstance(value, str) and value:
            yield value


def _worded(kind: type) -> list[str]:
    """Those of the words' names which a control of the kind has."""
    if kind not in _WORDED:
        fields = {field.name for field in dataclasses.fields(kind)}
        _WORDED[kind] = [name for name in _WORDS if name in fields or hasattr(kind, name)]
    return _WORDED[kind]


def names_of(control: BaseControl) -> Iterator[str]:
    """What a control may be called by: its own words and the texts inside it."""
    yield from words_of(control)
    for inner in within(getattr(control, "content", None), set()):
        if isinstance(inner, ft.Text) and inner.value:
            yield inner.value
