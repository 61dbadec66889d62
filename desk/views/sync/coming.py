"""What the agency hands out and is not all here yet: how far each is, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import flet as ft

from desk.i18n import t
from desk.ports.handouts import Coming, HandoutState
from desk.ports.service import SyncState
from desk.views import shown
from desk.views.components.buttons import Act as Press
from desk.views.components.buttons import quiet, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.feedback import banner, progress
from desk.views.components.text import note
from desk.views.sync.truth import megabytes
from desk.views.theme import GAP_8, Tone

Act = Callable[[int], None]


def coming_card(state: SyncState | None, now: Press, again: Act, dismiss: Act) -> list[ft.Container]:
    """Nothing while nothing is on its way. ``now`` fetches what is held; ``again`` and ``dismiss`` are told
    which one."""
    if state is None or not state.coming:
        return []
    parts = [_one(each, again, dismiss) for each in state.coming if not each.is_held]
    held = [each for each in state.coming if each.is_held]
    if held:
        parts.append(_held(held, now))
    return [section_card(t("sync.coming.title"), stacked(parts, gap=GAP_8))]


def coming_words(coming: Coming) -> tuple[float, str]:
    """How far one is, 0 to 1, and the sentence: first its bytes, then its people."""
    name = t(f"sync.coming.{coming.kind}")
    if coming.is_fetched and coming.people:
        done, total = _figure(coming.done), _figure(coming.people)
        return coming.done / coming.people, t("sync.coming.people", name=name, done=done, total=total)
    fetched, size = megabytes(coming.fetched), megabytes(coming.size)
    return coming.fetched / coming.size, t("sync.coming.bytes", name=name, done=fetched, total=size)


def _held(coming: Sequence[Coming], now: Press) -> ft.Control:
    """All of it in one line, with the way to have it now."""
    named = (
        t("sync.coming.sized", name=t(f"sync.coming.{each.kind}"), size=shown.size(each.size - each.fetched))
        for each in coming
    )
    words = note(t("sync.coming.held", names=", ".join(named)))
    words.expand = True
    return ft.Row([words, secondary(t("sync.coming.now"), now)], spacing=GAP_8)


def _figure(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _one(coming: Coming, again: Act, dismiss: Act) -> ft.Control:
    if coming.state is HandoutState.WAITING:
        return progress(*coming_words(coming))
    words = t(f"sync.coming.{coming.state}", name=t(f"sync.coming.{coming.kind}"))
    acts: list[ft.Control] = [secondary(t("action.retry"), partial(again, coming.id))]
    if coming.state is HandoutState.GONE:
        acts.insert(0, quiet(t("sync.coming.dismiss"), partial(dismiss, coming.id)))
    below = ft.Row(acts, spacing=GAP_8, alignment=ft.MainAxisAlignment.END)
    return stacked([banner(Tone.WARNING, words), below], gap=GAP_8)
