"""What went wrong at the office, and the way on: beside what is being written, else on top."""

from __future__ import annotations

import flet as ft

from desk.i18n import t
from desk.views.components.buttons import secondary
from desk.views.components.feedback import banner
from desk.views.office.model import OfficeModel
from desk.views.review.trouble import WayOut, trouble_words, way_out
from desk.views.theme import Tone


def trouble_on_top(model: OfficeModel) -> list[ft.Control]:
    """Nothing while a form is open: it says so itself, where one looks."""
    return [] if model.is_open else _trouble(model)


def trouble_in_form(model: OfficeModel) -> list[ft.Control]:
    """Above the buttons of the form that is open."""
    return _trouble(model)


def _trouble(model: OfficeModel) -> list[ft.Control]:
    if model.trouble is None:
        return []
    is_over = way_out(model.trouble) is WayOut.SIGN_IN
    again = model.sign_out if is_over else model.reload
    act = secondary(t("review.act.sign_in" if is_over else "review.act.retry"), again)
    return [banner(Tone.WARNING, trouble_words(model.trouble), action=act)]
