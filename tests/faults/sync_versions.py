"""Services of other versions, as far as a station can tell: more is said than it knows, or less."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from approval.service import Service
from declaration.wire.signed import Purpose, Signed

_OF_LATER = {"added_later": {"what": ["ever", 1]}}
_NOT_YET_SAID = ("practice", "minimum_version", "batch_limit", "blob_limit")
"""Not ``keys``: a service that can change its keys says so in its greeting, or no station could tell it from
a stranger."""


class _Keys:
    """The service's keys; what is signed with them was written by another version."""

    def __init__(self, real: Any, rewrite: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        self._real = real
        self._rewrite = rewrite

    def sign(self, purpose: Purpose, body: str) -> Signed:
        signed: Signed = self._real.sign(purpose, json.dumps(self._rewrite(json.loads(body))))
        return signed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def _newer(service: Service) -> dict[str, Any]:
    def more(said: dict[str, Any]) -> dict[str, Any]:
        return said | _OF_LATER | ({"state": "resting"} if "nonce" in said else {})

    return _speaking(service, more)


def _older(service: Service) -> dict[str, Any]:
    def less(said: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in said.items() if name not in _NOT_YET_SAID}

    return _speaking(service, less)


def _speaking(service: Service, rewrite: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    keys = cast(Any, _Keys(service.keys, rewrite))
    settling = service.intake._settling
    settling._receiving = replace(settling._receiving, keys=keys)
    return {"greeting": replace(service.greeting, keys=keys)}


OTHER_VERSIONS: Mapping[str, Callable[[Service], dict[str, Any]]] = {"newer": _newer, "older": _older}
