"""Block 2, Thông tin: every field with where its value came from and what is wrong, beside it."""

from __future__ import annotations

from typing import Final

import flet as ft

from declaration.contact import converted_old_number
from declaration.dealing import NEW
from declaration.draft import Draft, Field
from declaration.lifecycle import Kind, Status
from declaration.wire.sign_in import Agency
from desk.i18n import t
from desk.ports.store import RosterPerson
from desk.views import shown
from desk.views.components.buttons import icon_button, quiet, secondary
from desk.views.components.card import section_card
from desk.views.components.choices import choice_field, tick
from desk.views.components.feedback import banner
from desk.views.components.later import later
from desk.views.components.one_of_two import one_of_two
from desk.views.components.status import chip
from desk.views.desk.agency_choice import agency_field
from desk.views.desk.email_asking_view import email_row
from desk.views.desk.form_field import field_error, form_field, shares
from desk.views.desk.form_guardian import guardian_fields
from desk.views.desk.form_more import more_of_the_form, new_certificate
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_12, Tone

OF_KIND: Final = "of_kind"
IN_OF_KIND: Final = frozenset(
    {
        *(Field.NEW_PHONE, Field.NEW_EMAIL, NEW.serial, NEW.issuer, NEW.first_day, NEW.last_day),
        *(Field.STOP_FROM, Field.STOP_REASON),
    }
)
# Flet's own dataclass decorator hides the argument from the type checker.
_KEY: Final = ft.ScrollKey(OF_KIND)  # type: ignore[call-arg]
_NUMBERS = ft.KeyboardType.NUMBER
_DOCUMENTS = ("citizen_id", "passport", "birth_certificate")


def form_block(model: DeskModel, agencies: tuple[Agency, ...]) -> ft.Control:
    """The fields in the order of the paper, two to a row where they are short."""
    rows: list[ft.Control] = [
        *_news(model),
        form_field(model, Field.FULL_NAME),
        shares((_document_kind(model), 5), (form_field(model, Field.DOCUMENT_NUMBER), 7)),
        *_of_passport(model),
        shares((form_field(model, Field.BIRTH, keyboard=ft.KeyboardType.DATETIME), 7), (_sex(model), 5)),
        form_field(model, Field.ADDRESS),
        _insurance_code(model),
        *guardian_fields(model),
        form_field(model, Field.PHONE, keyboard=ft.KeyboardType.PHONE),
        *_converted_phone(model),
        email_row(model, Field.EMAIL),
        ft.Container(shares((agency_field(model, agencies), 7), (_kind(model), 5)), key=_KEY),
        *_of_kind(model),
        *more_of_the_form(model),
    ]
    content = ft.Column(rows, spacing=GAP_12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return section_card(t("desk.form.title"), content, number=2, trailing=_match(model))


def _converted_phone(model: DeskModel) -> list[ft.Control]:
    """What an eleven-digit number became in 2018, taken over only on the registrar's word."""
    phone = converted_old_number(model.draft.value(Field.PHONE))
    if phone is None:
        return []
    number = phone.shown()
    return [
        quiet(
            t("desk.form.converted", number=number),
            lambda: later(model.filling.choose, Field.PHONE, number),
            icon=ft.Icons.AUTORENEW_ROUNDED,
        )
    ]


def _document_kind(model: DeskModel) -> ft.Control:
    chosen = model.draft.value(Field.DOCUMENT_KIND) or _DOCUMENTS[0]
    kinds = dict.fromkeys((*_DOCUMENTS, chosen))
    return choice_field(
        t("field.document_kind"),
        chosen,
        {kind: t(f"desk.document.{kind}") for kind in kinds},
        lambda kind: later(model.filling.choose_document, kind),
        error=field_error(model, Field.DOCUMENT_KIND),
    )


def _of_passport(model: DeskModel) -> list[ft.Control]:
    if model.draft.value(Field.DOCUMENT_KIND) != "passport":
        return []
    expires = form_field(model, Field.EXPIRES, keyboard=ft.KeyboardType.DATETIME)
    return [shares((form_field(model, Field.NATIONALITY), 6), (expires, 6))]


def _sex(model: DeskModel) -> ft.Control:
    return one_of_two(
        t("field.sex"),
        model.draft.value(Field.SEX),
        {"male": t("sex.male"), "female": t("sex.female")},
        lambda value: later(model.filling.choose, Field.SEX, value),
        error=field_error(model, Field.SEX),
        focus_request=model.cursor.of(Field.SEX),
    )


def _insurance_code(model: DeskModel) -> ft.Control:
    """The code, and while there is none the way on without it.

    The row stays as it is while one types: a field in another place is a new one, and loses keys.
    """
    is_unknown = model.draft.insurance_unknown
    look = None
    if model.code_finding.can_ask:
        look = icon_button(ft.Icons.SEARCH_ROUNDED, t("desk.form.look_up"), model.code_finding.ask)
    code = form_field(model, Field.INSURANCE_CODE, keyboard=_NUMBERS, disabled=is_unknown, trailing=look)

    def changed(unknown: bool) -> None:
        later(model.filling.choose, Field.INSURANCE_UNKNOWN, "yes" if unknown else "")

    has_code = bool(model.draft.value(Field.INSURANCE_CODE))
    return shares((code, 6), (tick(t("desk.form.code_unknown"), is_unknown, changed, disabled=has_code), 5))


def _kind(model: DeskModel) -> ft.Control:
    return choice_field(
        t("field.kind"),
        model.draft.kind,
        {kind.value: t(f"kind.{kind}") for kind in Kind},
        lambda kind: later(model.filling.choose_kind, Kind(kind)),
    )


def _of_kind(model: DeskModel) -> list[ft.Control]:
    """The part of the form that adjusting or stopping adds."""
    match model.draft.kind:
        case Kind.ADJUST:
            phone = form_field(model, Field.NEW_PHONE, keyboard=ft.KeyboardType.PHONE)
            # Each in a row of its own, as those that stand: the new address is to be read whole.
            return [phone, email_row(model, Field.NEW_EMAIL), *new_certificate(model)]
        case Kind.STOP:
            first_day = form_field(model, Field.STOP_FROM, keyboard=ft.KeyboardType.DATETIME)
            return [shares((first_day, 5), (form_field(model, Field.STOP_REASON), 7))]
        case Kind.REGISTER:
            return []


def _match(model: DeskModel) -> ft.Control | None:
    if model.matched is None:
        return None
    return chip(Tone.SUCCESS, t("desk.form.matched"))


def _news(model: DeskModel) -> list[ft.Control]:
    """What a reviewer wrote, and people of the list who may be this one."""
    news: list[ft.Control] = []
    if _is_returned(model.draft):
        news.append(banner(Tone.WARNING, _answer(model.draft)))
    news += [_suggestion(model, person) for person in model.suggestions]
    return news


def _is_returned(draft: Draft) -> bool:
    return bool(draft.returned_fields or draft.return_reasons or draft.note_from_reviewer)


def _answer(draft: Draft) -> str:
    """What to correct, why, and the reviewer's own words, for one look."""
    fields = ", ".join(shown.field_name(name) for name in draft.returned_fields)
    what = t("desk.form.correcting", fields=fields) if fields else t("desk.form.correct")
    why = " · ".join(shown.answer_reason(Status.RETURNED, code) for code in draft.return_reasons)
    reasons = t("desk.form.returned_for", reasons=why) if why else ""
    return " ".join(part for part in (what, reasons, draft.note_from_reviewer) if part)


def _suggestion(model: DeskModel, person: RosterPerson) -> ft.Control:
    async def use() -> None:
        await model.filling.use(person)

    words = t("desk.form.suggestion", name=person.full_name)
    if not (person.birth or person.document_number):
        told = (person.unit, person.faculty, person.school_class, person.member_code)
        words = t("desk.form.suggestion_by_name", of=" · ".join(part for part in told if part))
    elif len(model.suggestions) > 1:
        words = f"{words} ({person.unit})"
    return banner(Tone.NEUTRAL, words, action=secondary(t("desk.form.use"), use))
