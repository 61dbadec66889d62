"""Printing many declarations at once: which pages, how far it is."""

from __future__ import annotations

import flet as ft

from desk.i18n import t
from desk.registration.printouts import MOST
from desk.views.components.buttons import quiet
from desk.views.components.card import stacked
from desk.views.components.dialog import sheet
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import body, note
from desk.views.declarations.model import DeclarationsModel
from desk.views.printing.model import Printing
from desk.views.printing.view import print_buttons


def use_print_many(model: DeclarationsModel, printing: Printing) -> None:
    """Hook: the question what to print, while it stands."""

    def leave() -> None:
        printing.stop()
        model.print_none()

    is_asked = model.to_print is not None
    use_shortcuts({"Escape": leave} if is_asked else {}, modal=is_asked)
    content = _content(model, printing) if is_asked else None
    acts: list[ft.Control] = [quiet(t("action.close"), leave)]
    ft.use_dialog(sheet(t("printing.title"), content, actions=acts) if content else None)


def _content(model: DeclarationsModel, printing: Printing) -> ft.Control:
    ids = model.to_print or ()
    words: list[ft.Control] = [body(t("printing.many", count=len(ids)))]
    if len(ids) == MOST:
        words.append(note(t("printing.most", most=MOST)))
    if ids:
        words.append(print_buttons(printing, model.table, ids, has_account=True, has_list=True))
    return stacked(words)
