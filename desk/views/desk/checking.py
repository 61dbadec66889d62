"""Block 3, Đối chiếu: the person, the portrait, the card; what the machine checked; the registrar's word."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from declaration.draft import Field, PhotoRole, Purpose
from declaration.signing import is_word_outdated, signature_held, signature_of
from desk.i18n import has, t
from desk.views.components.buttons import primary, secondary
from desk.views.components.card import section_card
from desk.views.components.choices import one_of, tick
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.status import mark
from desk.views.components.text import note
from desk.views.desk.aim import NextAct
from desk.views.desk.form_field import words_of
from desk.views.desk.model import DeskModel
from desk.views.desk.photo_doubts import photo_doubts
from desk.views.theme import GAP_4, GAP_8, RADIUS_FIELD, Tone

_HEIGHT = 92
_LINES, _LINE = 6, 20
"""Room for all that can be well: what arrives late must not move the place a finger is on its way to."""
_SAME = {"passport": "desk.check.same_person_passport", "birth_certificate": "desk.check.same_child"}
_ABOUT_THE_NUMBER = {
    "citizen_id_not_12_digits",
    "citizen_id_unknown_province",
    "citizen_id_sex_differs",
    "citizen_id_birth_year_differs",
}


def checking_block(model: DeskModel) -> ft.Control:
    """Compare, state the outcome, consent, sign."""
    content = ft.Column(
        [
            _faces(model),
            _checks(model),
            *photo_doubts(model),
            _marked(_outcome(model), is_next=model.next_act is NextAct.VERIFY, around=GAP_4),
            *_reason(model),
            ft.Divider(height=1),
            _consent(model),
            _sign(model),
        ],
        spacing=GAP_8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return section_card(t("desk.check.title"), content, number=3)


def _faces(model: DeskModel) -> ft.Control:
    """Portrait and card; pressed, they are large and side by side."""
    pair = ft.Row(
        [
            ft.Container(_face(model, PhotoRole.PORTRAIT), expand=2),
            ft.Container(_face(model, model.face_page), expand=3),
        ],
        spacing=GAP_8,
    )
    if not model.can_compare:
        return pair
    return ft.Semantics(
        button=True,
        label=t("desk.check.enlarge"),
        content=ft.Container(
            pair, on_click=model.compare, tooltip=t("desk.check.enlarge"), border_radius=RADIUS_FIELD
        ),
    )


def _face(model: DeskModel, role: PhotoRole) -> ft.Control:
    data = model.pictures.get(role)
    name = t(f"desk.tile.{role}")
    inside: ft.Control = (
        ft.Image(src=data, fit=ft.BoxFit.CONTAIN, gapless_playback=True, semantics_label=name)
        if data is not None
        else ft.Text(
            t("desk.check.no_photo", name=name),
            theme_style=ft.TextThemeStyle.BODY_MEDIUM,
            color=ft.Colors.ON_SURFACE_VARIANT,
            text_align=ft.TextAlign.CENTER,
        )
    )
    return ft.Container(
        inside,
        height=_HEIGHT,
        alignment=ft.Alignment.CENTER,
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border_radius=RADIUS_FIELD,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        padding=0 if data is not None else GAP_8,
    )


def _nothing_yet(model: DeskModel) -> str:
    of_document = f"desk.check.nothing_yet_{model.draft.value(Field.DOCUMENT_KIND)}"
    return t(of_document if has(of_document) else "desk.check.nothing_yet")


def _checks(model: DeskModel) -> ft.Control:
    """Good news first and short; each doubt in its own words."""
    codes = {problem.code for problem in model.problems}
    has_number = _is_card(model) and bool(model.draft.value(Field.DOCUMENT_NUMBER))
    has_end = has_number and bool(model.draft.value(Field.ISSUED))
    sound = {
        "number_sound": has_number and not codes & _ABOUT_THE_NUMBER,
        "card_valid": has_end and "card_expired" not in codes,
        "passport_valid": _is_passport(model)
        and bool(model.draft.value(Field.EXPIRES))
        and not codes & {"passport_expired", "expires_unreadable"},
        "in_roster": model.matched is not None,
    }
    lines: list[ft.Control] = [
        mark(Tone.SUCCESS, t(f"desk.check.{name}")) for name, holds in sound.items() if holds
    ]
    lines += [mark(Tone.SUCCESS, t(f"agrees.{what}")) for what in model.agrees]
    doubts = [p for p in model.problems if not p.blocks and p.field not in set(PhotoRole)]
    lines += [mark(Tone.WARNING, words_of(problem)) for problem in doubts]
    lines = lines or [note(_nothing_yet(model))]
    room = [ft.Container(height=_LINE) for _ in range(_LINES - len(lines))]
    return ft.Column([*lines, *room], spacing=GAP_4)


def _is_card(model: DeskModel) -> bool:
    return model.draft.value(Field.DOCUMENT_KIND) in ("", "citizen_id", "old_id")


def _is_passport(model: DeskModel) -> bool:
    return model.draft.value(Field.DOCUMENT_KIND) == "passport"


def _outcome(model: DeskModel) -> ft.Control:
    verification = model.draft.verification
    is_outdated = is_word_outdated(model.draft)
    said = None if is_outdated else verification
    value = "" if said is None else "same" if said.same_person else "exception"
    is_open = "verification" in model.left and said is None
    asked = t("problem.verification_outdated") if is_outdated else t("desk.check.say")
    same = t(_SAME.get(model.draft.value(Field.DOCUMENT_KIND), "desk.check.same_person"))
    return one_of(
        t("desk.check.outcome"),
        value,
        {"same": same, "exception": t("desk.check.exception")},
        lambda chosen: later(model.attesting.verify, chosen == "same"),
        error=asked if is_open or is_outdated else None,
    )


def _reason(model: DeskModel) -> list[ft.Control]:
    verification = model.draft.verification
    if verification is None or verification.same_person or is_word_outdated(model.draft):
        return []
    problem = model.error("verification")
    return [
        text_field(
            t("desk.check.reason"),
            verification.reason,
            on_change=model.attesting.type_reason,
            on_blur=lambda text: later(model.attesting.leave_reason, text),
            error=words_of(problem) if problem else None,
            focus_request=model.cursor.of("verification"),
        )
    ]


def _consent(model: DeskModel) -> ft.Control:
    """What is said of the data, and a tick for each purpose, or that it was said."""
    text, agreed = model.table.registration.consent_text, model.draft.consent
    ticks = [
        tick(
            words,
            agreed is not None and purpose in agreed.purposes,
            _agreeing(model, purpose),
        )
        for purpose, words in text.purposes.items()
    ]
    words = ft.Text(text.words, theme_style=ft.TextThemeStyle.BODY_SMALL, color=ft.Colors.ON_SURFACE_VARIANT)
    needed, *others = ticks
    problem = model.error("consent")
    said: list[ft.Control] = [note(words_of(problem), Tone.ERROR)] if problem else []
    asked = ft.Column([needed, *said], spacing=0)
    return ft.Column(
        [
            words,
            _marked(asked, is_next=model.next_act is NextAct.CONSENT),
            *(_marked(each, is_next=False) for each in others),
        ],
        spacing=0,
    )


def _agreeing(model: DeskModel, purpose: Purpose) -> Callable[[bool], None]:
    return lambda agreed: later(model.attesting.consent, agreed, purpose)


def _marked(content: ft.Control, *, is_next: bool, around: int = 0) -> ft.Control:
    """Tinted in the accent colour when this is what comes next; it stands in the same place either way."""
    return ft.Container(
        content,
        padding=ft.Padding.only(left=GAP_8, top=around, bottom=around),
        border_radius=RADIUS_FIELD,
        bgcolor=ft.Colors.PRIMARY_CONTAINER if is_next else None,
    )


def _sign(model: DeskModel) -> ft.Control:
    held, signed = signature_held(model.draft) is not None, signature_of(model.draft) is not None
    label = t("desk.sign.again" if held else "desk.sign.open")
    icon = ft.Icons.CHECK_CIRCLE_ROUNDED if signed else ft.Icons.DRAW_OUTLINED
    button = primary if model.next_act is NextAct.SIGN else secondary
    act = ft.Row(
        [ft.Container(button(label, model.attesting.open_pad, icon=icon, key_hint="F4"), expand=True)]
    )
    if signed or not held:
        return act
    return ft.Column([mark(Tone.WARNING, t("problem.signature_outdated")), act], spacing=GAP_4)
