"""The unlock screen: a name, a passphrase, one button. In practice it says which ones to use."""

from __future__ import annotations

import flet as ft

from desk.i18n import t
from desk.views import shown
from desk.views.components.buttons import primary, quiet
from desk.views.components.choices import filter_chips
from desk.views.components.feedback import banner, busy
from desk.views.components.status import chip
from desk.views.components.text import note, strong, title
from desk.views.program import PracticePass, Program, Salvaging
from desk.views.theme import GAP_4, GAP_8, GAP_12, GAP_16, GAP_24, RADIUS, Tone
from desk.views.unlock.asked import Form
from desk.views.unlock.forms import fields, other_ways
from desk.views.unlock.model import UnlockModel

_WIDTH = 460
_TONES = {"unlock.trouble.first": Tone.WARNING, "unlock.trouble.changed": Tone.SUCCESS}


@ft.component
def unlock_screen(program: Program, salvaging: Salvaging | None = None) -> ft.Control:
    """Nothing of anybody's data is on this screen; what became of a salvage is."""
    model = ft.use_memo(lambda: UnlockModel(program), [])
    ft.use_effect(lambda: None, [], cleanup=model.leave)
    return _unlock(model, salvaging)


@ft.component
def _unlock(model: UnlockModel, salvaging: Salvaging | None) -> ft.Control:
    blocks: list[ft.Control] = [_sign_in(model, salvaging)]
    if model.program.practice:
        blocks.append(_practice(model))
    return ft.Container(
        ft.Column(
            [
                ft.Row(
                    blocks,
                    spacing=GAP_24,
                    run_spacing=GAP_24,
                    wrap=True,
                    alignment=ft.MainAxisAlignment.CENTER,
                    vertical_alignment=ft.CrossAxisAlignment.START,
                )
            ],
            scroll=ft.ScrollMode.AUTO,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            expand=True,
        ),
        expand=True,
        alignment=ft.Alignment.CENTER,
        padding=GAP_16,
    )


def _salvaged(salvaging: Salvaging) -> ft.Control:
    words = t(f"care.salvage.{salvaging}")
    if salvaging is Salvaging.RUNNING:
        return busy(words)
    return banner(Tone.SUCCESS if salvaging is Salvaging.DONE else Tone.ERROR, words)


def _sign_in(model: UnlockModel, salvaging: Salvaging | None) -> ft.Control:
    parts: list[ft.Control] = [
        ft.Row([ft.Icon(ft.Icons.LOCK_OUTLINE_ROUNDED, color=ft.Colors.PRIMARY), title(_title(model))]),
        note(_hint(model)),
    ]
    if salvaging is not None:
        parts.append(_salvaged(salvaging))
    if model.people and model.form is Form.OPEN:
        ways = {"station": (t("unlock.station"), None), "service": (t("unlock.service"), None)}
        chosen = "station" if model.is_station else "service"
        parts.append(filter_chips(chosen, ways, lambda key: model.choose_way(key == "station")))
    parts += fields(model)
    if model.wait:
        parts.append(banner(Tone.WARNING, t("unlock.wait", span=shown.countdown(model.wait))))
    elif model.trouble:
        parts.append(_trouble(model))
    parts.append(ft.Row([ft.Container(_enter(model), expand=True)]))
    if not model.is_station or model.people:
        parts.append(other_ways(model))
    return _panel(parts)


def _title(model: UnlockModel) -> str:
    if model.form is not Form.OPEN:
        return t(f"unlock.{model.form}.title")
    return t("unlock.title" if model.is_station else "unlock.sign_in")


def _hint(model: UnlockModel) -> str:
    if model.form is Form.CHANGE and not model.is_station:
        return t("unlock.change.hint_service")
    if model.form is not Form.OPEN:
        return t(f"unlock.{model.form}.hint")
    return t("unlock.hint_station" if model.is_station else "unlock.hint_service")


def _enter(model: UnlockModel) -> ft.Control:
    key = f"unlock.{model.form}.enter" if model.is_station else "unlock.change.enter_service"
    if model.form is Form.OPEN:
        key = "unlock.enter" if model.is_station else "unlock.sign_in"
    return primary(t(key), model.enter, busy=model.is_busy, disabled=model.wait > 0)


def _trouble(model: UnlockModel) -> ft.Control:
    """A line that is down is never shown as a wrong passphrase."""
    if model.is_about_the_line:
        return banner(Tone.OFFLINE, f"{t(model.trouble)}. {t('unlock.not_the_passphrase')}")
    return banner(_TONES.get(model.trouble, Tone.ERROR), t(model.trouble))


def _practice(model: UnlockModel) -> ft.Control:
    """Which names and passphrases to use: this unit and everybody in it are invented."""
    return _panel(
        [
            ft.Row([chip(Tone.WARNING, t("shell.practice")), strong(t("unlock.practice.title"))]),
            note(t("unlock.practice.hint")),
            *[_pass(model, known) for known in model.program.practice],
        ]
    )


def _pass(model: UnlockModel, known: PracticePass) -> ft.Control:
    person = known.person
    words = ft.Column(
        [
            strong(f"{person.display_name} · {t(f'role.{person.role}')}"),
            note(t("unlock.practice.pass", name=person.name, passphrase=known.passphrase)),
        ],
        spacing=GAP_4,
        expand=True,
    )
    return ft.Row([words, quiet(t("unlock.practice.use"), lambda: model.take(known))], spacing=GAP_8)


def _panel(parts: list[ft.Control]) -> ft.Control:
    return ft.Container(
        ft.Column(parts, spacing=GAP_12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        width=_WIDTH,
        padding=GAP_24,
        border_radius=RADIUS,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
    )
