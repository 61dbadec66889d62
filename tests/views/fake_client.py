"""A Flet client that only pretends to paint: it packs every message, keeps what was asked, and answers."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import msgpack  # type: ignore[import-untyped]
from flet.controls.base_control import BaseControl
from flet.messaging.connection import Connection
from flet.messaging.protocol import Message, MessageAction, configure_encode_object_for_msgpack
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

_NO_EDGE = {"top": 0, "right": 0, "bottom": 0, "left": 0}


@dataclass(frozen=True)
class MethodCall:
    """What the screen asked of the client: ``MethodCall("TextField", "focus", None, "Họ và tên")``."""

    control: str
    method: str
    arguments: Any
    label: str = ""


class FakeClient(Connection):
    """The other end of the wire.

    ``answers`` maps ``"Type.method"`` to a value, or to a (coroutine) function of the call's arguments; an
    exception is what the client says instead of an answer.
    """

    def __init__(self, answers: dict[str, Any], follow_route: Callable[[str], Awaitable[None]]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(2)
        self.pubsubhub = PubSubHub(loop=self.loop, executor=self.executor)
        self.page_url, self.page_name = "http://127.0.0.1", ""
        self.calls: list[MethodCall] = []
        self.crashes: list[str] = []
        self.session: Session | None = None
        self._answers = answers
        self._follow_route = follow_route
        self._tasks: set[asyncio.Task[None]] = set()

    def pack(self, message: Any) -> None:
        """Turn into bytes as the server does: takes the snapshots later changes are compared with."""
        encode = configure_encode_object_for_msgpack(BaseControl)  # type: ignore[no-untyped-call]
        msgpack.packb(message, default=encode)

    def send_message(self, message: Message) -> None:
        self.pack([message.action, message.body])
        if message.action is MessageAction.SESSION_CRASHED:
            self.crashes.append(message.body.message)
        elif message.action is MessageAction.INVOKE_METHOD:
            task = self.loop.create_task(self._answer(message.body))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, asked: Any) -> None:
        assert self.session is not None
        control = self.session.index.get(asked.control_id)
        label = str(getattr(control, "label", "") or "")
        call = MethodCall(type(control).__name__, asked.name, asked.args, label)
        self.calls.append(call)
        if (call.control, call.method) == ("Page", "push_route"):
            await self._follow_route(asked.args["route"])  # the client owns the address and reports it back
        answer = self._answers.get(f"{call.control}.{call.method}")
        if callable(answer):
            answer = answer(asked.args)
        if inspect.isawaitable(answer):
            answer = await answer
        failed = isinstance(answer, Exception)
        outcome = (None, str(answer)) if failed else (answer, None)
        self.session.handle_invoke_method_results(asked.control_id, asked.call_id, *outcome)


def registration(width: int, height: int, route: str) -> dict[str, Any]:
    """What a client says of itself when it comes in."""
    media = {
        "padding": _NO_EDGE,
        "view_padding": _NO_EDGE,
        "view_insets": _NO_EDGE,
        "device_pixel_ratio": 1,
        "orientation": "landscape" if width > height else "portrait",
        "always_use_24_hour_format": True,
    }
    size = {"width": width, "height": height, "route": route, "media": media, "window": {}}
    kind = {"web": True, "platform": "windows", "platform_brightness": "light", "test": True}
    return {
        **size,
        **kind,
        "pwa": False,
        "debug": False,
        "wasm": False,
        "multi_view": False,
        "pyodide": False,
    }
