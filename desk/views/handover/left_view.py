"""What is in no batch yet, by agency, and how to make one of it."""

from __future__ import annotations

from functools import partial

import flet as ft

from declaration.wire.handover import MOST_HANDED_OVER
from desk.i18n import t
from desk.ports.handovers import ToHandOver
from desk.views.components.buttons import primary, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.text import note, strong
from desk.views.handover.model import HandoverModel
from desk.views.theme import GAP_4, GAP_8


def left_card(model: HandoverModel) -> ft.Control:
    """Those signed by hand first: they are what the agency waits for on paper."""
    assert model.desk is not None, "drawn only then"
    if not model.desk.left:
        return section_card(t("handover.left"), note(t("handover.nothing_left")))
    parts = [_of_agency(model, each) for each in model.desk.left]
    if any(each.all > MOST_HANDED_OVER for each in model.desk.left):
        parts.append(note(t("handover.most", most=MOST_HANDED_OVER)))
    return section_card(t("handover.left"), stacked(parts))


def _of_agency(model: HandoverModel, left: ToHandOver) -> ft.Control:
    assert model.desk is not None, "drawn only then"
    acts: list[ft.Control] = []
    if left.signed:
        words = t("handover.make_signed", count=min(left.signed, MOST_HANDED_OVER))
        acts.append(primary(words, partial(model.make, left.agency, True)))
    if left.all > left.signed:
        words = t("handover.make_all", count=min(left.all, MOST_HANDED_OVER))
        acts.append(secondary(words, partial(model.make, left.agency, False)))
    name = model.desk.agencies.get(left.agency, left.agency)
    return stacked([strong(name), ft.Row(acts, wrap=True, spacing=GAP_8)], gap=GAP_4)
