"""The dialogs of an erasure: what would go, is it sure, what came of it and when old copies expire."""

from __future__ import annotations

from dataclasses import asdict

import flet as ft

from desk.i18n import t
from desk.ports.care import Erased, ErasureReason, Holdings, NotErasable
from desk.views import shown
from desk.views.components.buttons import danger, primary, quiet
from desk.views.components.choices import one_of, tick
from desk.views.components.dialog import sheet
from desk.views.components.feedback import busy
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import body, note
from desk.views.declarations.erasing import ErasingModel, Step
from desk.views.theme import GAP_12, Tone

_WIDTH = 560


@ft.component
def erasing_dialog(model: ErasingModel) -> ft.Control:
    """The dialog while somebody asks; it takes no room itself."""
    if model.found is None and model.gone is None:
        return ft.Container()
    return _asked(model)


@ft.component
def _asked(model: ErasingModel) -> ft.Control:
    use_shortcuts({"Escape": model.dismiss}, modal=True)
    is_asked = model.found is not None or model.gone is not None  # else: drawn once more after the answer
    ft.use_dialog(_dialog(model) if is_asked else None)
    return ft.Container()


def _dialog(model: ErasingModel) -> ft.AlertDialog:
    if model.gone is not None:
        return _sheet(t("care.erasing.done"), _told(model.gone), [_close(model)])
    if isinstance(model.found, NotErasable):
        why = body(t(f"care.not_erasable.{model.found}"))
        return _sheet(t("care.erasing.refused"), [why], [_close(model)])
    if model.step is Step.WHAT and model.found is not None:
        return _what(model, model.found)
    return _sure(model)


def _what(model: ErasingModel, found: Holdings) -> ft.AlertDialog:
    reasons = {reason.value: t(f"care.erasure_reason.{reason}") for reason in ErasureReason}
    error = t("care.erasing.reason_missing") if model.is_reason_missing else None
    parts: list[ft.Control] = [
        body(t("care.erase_what", **asdict(found))),
        one_of(t("care.erasing.reason"), model.reason or "", reasons, model.choose, error=error),
    ]
    actions: list[ft.Control] = [_cancel(model), primary(t("care.erasing.next"), model.go_on)]
    return _sheet(t("care.erasing.title"), parts, actions)


def _sure(model: ErasingModel) -> ft.AlertDialog:
    is_under_way = model.step is Step.UNDER_WAY
    parts: list[ft.Control] = [body(t("care.erasing.sure"))]
    if is_under_way:
        parts.append(busy(t("care.erasing.under_way")))
    else:
        parts.append(tick(t("care.erasing.checked"), model.is_checked, model.check))
    erase = danger(t("care.erasing.confirm"), model.erase, disabled=is_under_way or not model.is_checked)
    return _sheet(t("care.erasing.sure_title"), parts, [_cancel(model), erase])


def _told(gone: Erased) -> list[ft.Control]:
    said: list[ft.Control] = [body(t("care.erased"))]
    if gone.copies_until is not None:
        said.append(note(t("care.erased_copies", until=shown.day(gone.copies_until)), Tone.WARNING))
    else:
        said.append(note(t("care.erasing.no_copies")))
    if gone.copies:
        files = ", ".join(path.name for path in gone.copies)
        said.append(note(t("care.erased_aside", files=files), Tone.WARNING))
    return said


def _sheet(name: str, parts: list[ft.Control], actions: list[ft.Control]) -> ft.AlertDialog:
    content = ft.Column(parts, spacing=GAP_12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return sheet(name, content, actions=actions, width=_WIDTH)


def _cancel(model: ErasingModel) -> ft.Control:
    return quiet(t("care.erasing.keep"), model.dismiss, disabled=model.step is Step.UNDER_WAY)


def _close(model: ErasingModel) -> ft.Control:
    return primary(t("action.close"), model.dismiss)
