"""The question before a declaration is taken back: what it means, and why."""

from __future__ import annotations

import flet as ft

from declaration.wire.withdrawal import WithdrawalReason
from desk.i18n import t
from desk.views.components.buttons import danger, primary, quiet
from desk.views.components.choices import one_of
from desk.views.components.dialog import sheet
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import body, note, strong
from desk.views.declarations.withdrawing import WithdrawingModel
from desk.views.theme import GAP_12, Tone


@ft.component
def withdrawing_dialog(model: WithdrawingModel) -> ft.Control:
    """The dialog while somebody asks; it takes no room itself."""
    return _asked(model) if model.asked is not None else ft.Container()


@ft.component
def _asked(model: WithdrawingModel) -> ft.Control:
    act = model.dismiss if model.is_too_late else model.withdraw
    use_shortcuts({"Escape": model.dismiss, "Ctrl+Enter": act}, modal=True)
    is_asked = model.asked is not None  # else: drawn once more after the answer
    ft.use_dialog(_dialog(model) if is_asked else None)
    return ft.Container()


def _dialog(model: WithdrawingModel) -> ft.AlertDialog:
    if model.is_too_late:
        words = note(t("withdrawal.too_late"), Tone.WARNING)
        return sheet(t("withdrawal.title"), words, actions=[primary(t("action.close"), model.dismiss)])
    name = model.asked.full_name.upper() if model.asked else ""
    reasons = {reason.value: t(f"withdrawal.reason.{reason}") for reason in WithdrawalReason}
    error = t("withdrawal.reason_missing") if model.is_reason_missing else None
    content = ft.Column(
        [
            strong(name),
            body(t("withdrawal.words")),
            one_of(t("withdrawal.why"), model.reason or "", reasons, model.choose, error=error),
        ],
        spacing=GAP_12,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    actions: list[ft.Control] = [
        quiet(t("withdrawal.keep"), model.dismiss, disabled=model.is_under_way),
        danger(t("withdrawal.confirm"), model.withdraw, key_hint="Ctrl Enter", disabled=model.is_under_way),
    ]
    return sheet(t("withdrawal.title"), content, actions=actions)
