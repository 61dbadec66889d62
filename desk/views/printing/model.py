"""Printing: pages are made off the loop with their progress in sight, then opened by the browser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import flet as ft

from desk.ports.printing import PDF
from desk.registration.printouts import MOST, NoTemplateError, PrintingStoppedError, Told

Making = Callable[[Sequence[UUID], Told], bytes]
Offer = Callable[[bytes, str, str], None]
LOOKS: Final = 0.2
"""Seconds between two looks at how far it has come."""


@ft.observable
@dataclass(eq=False)
class Printing:
    """``trouble`` is a key of the locales, "" for none; ``made``: what the last pages are of."""

    offer: Offer
    is_busy: bool = False
    done: int = 0
    total: int = 0
    trouble: str = ""
    made: tuple[UUID, ...] = ()
    _is_stopped: bool = False

    async def make(self, making: Making, ids: Sequence[UUID], name: str) -> None:
        """Make the pages and open them; ``name`` is what the file is called, without personal data."""
        if self.is_busy:
            return
        self.is_busy, self._is_stopped, self.trouble = True, False, ""
        self.done, self.total = 0, min(len(ids), MOST)
        come = [0]

        def told(done: int) -> bool:
            come[0] = done
            return not self._is_stopped

        work = asyncio.ensure_future(asyncio.to_thread(making, ids, told))
        try:
            while not work.done():
                await asyncio.wait([work], timeout=LOOKS)
                self.done = come[0]
            pages = work.result()
            if self._is_stopped:  # while the last of it was being made
                raise PrintingStoppedError
            self.offer(pages, PDF, name)
            self.made = tuple(ids)
        except PrintingStoppedError:
            self.trouble = "printing.stopped"
        except NoTemplateError:
            self.trouble = "printing.no_template"
        finally:
            self.is_busy = False

    def stop(self) -> None:
        self._is_stopped = True
