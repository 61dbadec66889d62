"""What few people need of Mẫu số 01, folded away: certificate, I-VAN, contact person, way of handing in."""

from __future__ import annotations

from typing import Final

import flet as ft

from declaration.dealing import NEW, OWN, CertificateFields, Channel, HandIn, dealing_in
from declaration.draft import Field
from declaration.lifecycle import Kind
from desk.i18n import t
from desk.views.components.buttons import quiet
from desk.views.components.choices import choice_field
from desk.views.components.later import later
from desk.views.components.text import note
from desk.views.desk.form_field import field_error, form_field, shares
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_8

MORE: Final = "more"
# Flet's own dataclass decorator hides the argument from the type checker.
_KEY: Final = ft.ScrollKey(MORE)  # type: ignore[call-arg]
_DATE: Final = ft.KeyboardType.DATETIME
UNFOLDED: Final = frozenset(
    {
        *(OWN.serial, OWN.issuer, OWN.first_day, OWN.last_day),
        *(Field.CHANNEL, Field.IVAN_NAME, Field.CONTACT_PERSON, Field.HAND_IN),
    }
)


def more_of_the_form(model: DeskModel) -> list[ft.Control]:
    """One line that says what stands there; its fields once it is unfolded, or something in them is wrong."""
    draft = model.draft
    wrong = {problem.field for problem in model.blocking} | set(draft.returned_fields)
    is_open = model.is_more_open or not UNFOLDED.isdisjoint(wrong)
    head = ft.Row(
        [
            ft.Container(note(_said(model), max_lines=1), expand=True),
            quiet(
                t("desk.more.fold" if is_open else "desk.more.open"),
                model.fold_more,
                icon=ft.Icons.EXPAND_LESS_ROUNDED if is_open else ft.Icons.EXPAND_MORE_ROUNDED,
            ),
        ],
        spacing=GAP_8,
    )
    begin = ft.Container(head, key=_KEY)
    if not is_open:
        return [begin]
    return [begin, *certificate_fields(model, OWN), *_channel(model), _contact_and_hand_in(model)]


def certificate_fields(model: DeskModel, where: CertificateFields) -> list[ft.Control]:
    """Number, issuer and days of one certificate."""
    return [
        shares((form_field(model, where.serial), 6), (form_field(model, where.issuer), 6)),
        shares(
            (form_field(model, where.first_day, keyboard=_DATE), 6),
            (form_field(model, where.last_day, keyboard=_DATE), 6),
        ),
    ]


def new_certificate(model: DeskModel) -> list[ft.Control]:
    """Of an adjustment: another certificate than before."""
    return certificate_fields(model, NEW)


def _said(model: DeskModel) -> str:
    dealing = dealing_in(model.draft)
    certificate = t("desk.more.certificate" if dealing.certificate else "desk.more.code")
    hand_in = t(f"hand_in.{dealing.hand_in}")
    if model.draft.kind is not Kind.REGISTER:
        return f"{certificate} · {hand_in}"
    return f"{certificate} · {dealing.ivan_name or t(f'channel.{dealing.channel}')} · {hand_in}"


def _channel(model: DeskModel) -> list[ft.Control]:
    if model.draft.kind is not Kind.REGISTER:
        return []
    chosen = model.draft.value(Field.CHANNEL) or Channel.PORTAL
    channel = choice_field(
        t(f"field.{Field.CHANNEL}"),
        chosen,
        {each.value: t(f"channel.{each}") for each in Channel},
        lambda value: later(model.filling.choose, Field.CHANNEL, value),
        error=field_error(model, Field.CHANNEL),
    )
    if chosen != Channel.IVAN:
        return [channel]
    return [shares((channel, 5), (form_field(model, Field.IVAN_NAME), 7))]


def _contact_and_hand_in(model: DeskModel) -> ft.Control:
    hand_in = choice_field(
        t(f"field.{Field.HAND_IN}"),
        model.draft.value(Field.HAND_IN) or HandIn.DESK,
        {each.value: t(f"hand_in.{each}") for each in HandIn},
        lambda value: later(model.filling.choose, Field.HAND_IN, value),
        error=field_error(model, Field.HAND_IN),
    )
    return shares((form_field(model, Field.CONTACT_PERSON), 6), (hand_in, 6))
