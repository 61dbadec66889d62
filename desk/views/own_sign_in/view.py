"""Tài khoản của tôi: one's own passphrase, and six digits from a telephone besides it."""

from __future__ import annotations

from typing import Final

import flet as ft

from desk.i18n import t
from desk.views.components.buttons import next_or_other, primary, quiet
from desk.views.components.card import section_card, stacked
from desk.views.components.feedback import banner
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.text import body, note, strong
from desk.views.own_sign_in.changing import ChangingModel
from desk.views.own_sign_in.changing_view import passphrase_card
from desk.views.own_sign_in.model import OwnSignInModel
from desk.views.place import Place
from desk.views.review.trouble import trouble_words
from desk.views.theme import GAP_8, GAP_12, GAP_16, Tone

_CODE_SIZE: Final = 240
_WIDTH: Final = 560
_SIDE_BY_SIDE_FROM: Final = 1200  # px of the window: below, one block stands under the other


@ft.component
def own_sign_in_screen(place: Place) -> ft.Control:
    """Drawn only while somebody is signed in to the service."""
    own = place.program.own_sign_in
    assert own is not None, "locked"
    model = ft.use_memo(lambda: OwnSignInModel(own), [own])
    changing = ft.use_memo(lambda: ChangingModel(own), [own])
    ft.use_effect(lambda: None, [own], cleanup=model.forget)
    ft.use_effect(lambda: None, [own], cleanup=changing.forget)
    cards = [passphrase_card(changing, model, place.program.lock), _second_step(model, changing)]
    blocks: list[ft.Control] = [ft.Container(card, width=_WIDTH) for card in cards]
    beside = place.width >= _SIDE_BY_SIDE_FROM
    top = ft.CrossAxisAlignment.START
    together = (
        ft.Row(blocks, spacing=GAP_16, vertical_alignment=top)
        if beside
        else ft.Column(blocks, spacing=GAP_12)
    )
    return ft.Column([together], expand=True, scroll=ft.ScrollMode.AUTO)


@ft.component
def _second_step(model: OwnSignInModel, changing: ChangingModel) -> ft.Control:
    if model.codes:
        parts = _codes(model)
    elif model.secret is not None:
        parts = _app(model)
    else:
        parts = _beginning(model, is_next=not model.is_settled and not changing.is_changed)
    if model.trouble is not None:
        # Behind the field: what comes and goes before it would take the cursor away.
        parts.insert(-1, banner(Tone.ERROR, trouble_words(model.trouble)))
    return section_card(t("own.title"), stacked(parts))


def _beginning(model: OwnSignInModel, *, is_next: bool) -> list[ft.Control]:
    is_set = model.own.has_second_step
    parts: list[ft.Control] = [body(t("own.words"))]
    parts.append(
        banner(Tone.SUCCESS if is_set else Tone.WARNING, t("own.is_set" if is_set else "own.not_set"))
    )
    parts.append(
        text_field(
            t("own.passphrase"),
            model.passphrase,
            on_change=model.type_passphrase,
            on_submit=lambda _: later(model.begin),
            error=t("own.change.missing_old") if model.is_lacking else None,
            password=True,
            focus_request=model.focus_count,
        )
    )
    label = t("own.begin_anew" if is_set else "own.begin")
    return [*parts, ft.Row([next_or_other(label, model.begin, is_next=is_next, busy=model.is_busy)])]


def _app(model: OwnSignInModel) -> list[ft.Control]:
    assert model.secret is not None, "drawn only then"
    picture = ft.Image(
        src=model.picture, width=_CODE_SIZE, height=_CODE_SIZE, semantics_label=t("own.picture")
    )
    typed = text_field(
        t("own.code"),
        model.code,
        on_change=model.type_code,
        on_submit=lambda _: later(model.confirm),
        error=t("own.missing_code") if model.is_lacking else None,
        allowed=r"[0-9 ]*",
        max_length=7,
        autofocus=True,
        focus_request=model.focus_count,
    )
    acts: list[ft.Control] = [
        primary(t("own.confirm"), model.confirm, busy=model.is_busy),
        quiet(t("own.not_yet"), model.forget),
    ]
    return [
        body(t("own.scan")),
        ft.Row([picture], alignment=ft.MainAxisAlignment.CENTER),
        note(t("own.or_type", letters=_in_fours(model.secret.letters))),
        typed,
        ft.Row(acts, spacing=GAP_8),
    ]


def _codes(model: OwnSignInModel) -> list[ft.Control]:
    codes: list[ft.Control] = [strong(code) for code in model.codes]
    return [
        banner(Tone.SUCCESS, t("own.done")),
        body(t("own.codes")),
        ft.Row(codes, wrap=True, spacing=GAP_16, run_spacing=GAP_8),
        ft.Row([primary(t("own.written_down"), model.forget)]),
    ]


def _in_fours(letters: str) -> str:
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))
