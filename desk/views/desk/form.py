"""Block 2, Thông tin: every field with where its value came from and what is wrong, beside it."""

from __future__ import annotations

import flet as ft

from declaration.contact import converted_old_number
from declaration.draft import Field, Source
from declaration.lifecycle import Kind
from declaration.problems import Problem
from declaration.wire.sign_in import Agency
from desk.i18n import t
from desk.ports.store import RosterPerson
from desk.views.components.buttons import quiet, secondary
from desk.views.components.card import section_card
from desk.views.components.choices import choice_field, tick
from desk.views.components.feedback import banner
from desk.views.components.fields import SourceMark, text_field
from desk.views.components.later import later
from desk.views.components.status import chip
from desk.views.desk.email_asking_view import email_row
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_12, Tone

_MARKS = {
    Source.CARD: SourceMark.CARD,
    Source.ROSTER: SourceMark.LIST,
    Source.TYPED: SourceMark.TYPED,
    Source.ONLINE: SourceMark.ONLINE,
}
_NUMBERS = ft.KeyboardType.NUMBER
_DOCUMENTS = ("citizen_id", "passport")


@ft.component
def form_block(model: DeskModel, agencies: tuple[Agency, ...]) -> ft.Control:
    """The fields in the order of the paper, two to a row where they are short."""
    rows: list[ft.Control] = [
        *_news(model),
        _field(model, Field.FULL_NAME),
        _shares((_document_kind(model), 5), (_field(model, Field.DOCUMENT_NUMBER), 7)),
        _shares((_field(model, Field.BIRTH, keyboard=ft.KeyboardType.DATETIME), 7), (_sex(model), 5)),
        _field(model, Field.ADDRESS),
        _insurance_code(model),
        _field(model, Field.PHONE, keyboard=ft.KeyboardType.PHONE),
        *_converted_phone(model),
        email_row(_field(model, Field.EMAIL, keyboard=ft.KeyboardType.EMAIL), model, model.email_asking),
        _shares((_agency(model, agencies), 7), (_kind(model), 5)),
        *_of_kind(model),
    ]
    content = ft.Column(rows, spacing=GAP_12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return section_card(t("desk.form.title"), content, number=2, trailing=_match(model))


def _shares(*parts: tuple[ft.Control, int]) -> ft.Control:
    boxes: list[ft.Control] = [ft.Container(control, expand=share) for control, share in parts]
    return ft.Row(boxes, spacing=GAP_12, vertical_alignment=ft.CrossAxisAlignment.START)


def words_of(problem: Problem) -> str:
    """A problem in words, with its values filled in."""
    return t(f"problem.{problem.code}", **problem.details)


def _field(
    model: DeskModel,
    name: Field,
    *,
    keyboard: ft.KeyboardType = ft.KeyboardType.TEXT,
    disabled: bool = False,
) -> ft.Control:
    # No longest length: a scanner may type its whole text here, and it must come through entire.
    source = model.draft.sources.get(name)
    warning = model.warning(name)
    return text_field(
        t(f"field.{name}"),
        model.draft.value(name),
        on_change=lambda text: model.filling.type(name, text),
        on_blur=lambda text: later(model.filling.leave, name, text),
        error=_error(model, name),
        helper=words_of(warning) if warning else t("desk.form.mended") if name in model.mended else None,
        source=_MARKS[source] if source else None,
        keyboard=keyboard,
        disabled=disabled,
        focus_request=model.focus_count if model.focus_on == name else 0,
        restore_request=model.restore_count if model.restore_on == name else 0,
    )


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


def _error(model: DeskModel, name: Field) -> str | None:
    problem = model.error(name)
    if problem is not None:
        return words_of(problem)
    return t("desk.form.returned") if name in model.draft.returned_fields else None


def _document_kind(model: DeskModel) -> ft.Control:
    chosen = model.draft.value(Field.DOCUMENT_KIND) or _DOCUMENTS[0]
    kinds = dict.fromkeys((*_DOCUMENTS, chosen))
    return choice_field(
        t("field.document_kind"),
        chosen,
        {kind: t(f"desk.document.{kind}") for kind in kinds},
        lambda kind: later(model.filling.choose, Field.DOCUMENT_KIND, kind),
        error=_error(model, Field.DOCUMENT_KIND),
    )


def _sex(model: DeskModel) -> ft.Control:
    return choice_field(
        t("field.sex"),
        model.draft.value(Field.SEX),
        {"male": t("sex.male"), "female": t("sex.female")},
        lambda value: later(model.filling.choose, Field.SEX, value),
        error=_error(model, Field.SEX),
    )


def _insurance_code(model: DeskModel) -> ft.Control:
    """The code, and while there is none the way on without it."""
    is_unknown = model.draft.insurance_unknown
    code = _field(model, Field.INSURANCE_CODE, keyboard=_NUMBERS, disabled=is_unknown)
    if model.draft.value(Field.INSURANCE_CODE):
        return code

    def changed(unknown: bool) -> None:
        later(model.filling.choose, Field.INSURANCE_UNKNOWN, "yes" if unknown else "")

    return _shares((code, 6), (tick(t("desk.form.code_unknown"), is_unknown, changed), 5))


def _agency(model: DeskModel, agencies: tuple[Agency, ...]) -> ft.Control:
    return choice_field(
        t("field.agency"),
        model.draft.value(Field.AGENCY),
        {agency.code: agency.name for agency in agencies},
        lambda value: later(model.filling.choose, Field.AGENCY, value),
        error=_error(model, Field.AGENCY),
    )


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
            phone = _field(model, Field.NEW_PHONE, keyboard=ft.KeyboardType.PHONE)
            return [_shares((phone, 5), (_field(model, Field.NEW_EMAIL, keyboard=ft.KeyboardType.EMAIL), 7))]
        case Kind.STOP:
            first_day = _field(model, Field.STOP_FROM, keyboard=ft.KeyboardType.DATETIME)
            return [_shares((first_day, 5), (_field(model, Field.STOP_REASON), 7))]
        case Kind.REGISTER:
            return []


def _match(model: DeskModel) -> ft.Control | None:
    if model.matched is None:
        return None
    return chip(Tone.SUCCESS, t("desk.form.matched"))


def _news(model: DeskModel) -> list[ft.Control]:
    """What a reviewer wrote, and people of the list who may be this one."""
    news: list[ft.Control] = []
    if model.draft.returned_fields or model.draft.note_from_reviewer:
        fields = ", ".join(t(f"field.{name}") for name in model.draft.returned_fields)
        words = t("desk.form.correcting", fields=fields) if fields else t("desk.form.correct")
        news.append(banner(Tone.WARNING, f"{words} {model.draft.note_from_reviewer}".strip()))
    news += [_suggestion(model, person) for person in model.suggestions]
    return news


def _suggestion(model: DeskModel, person: RosterPerson) -> ft.Control:
    async def use() -> None:
        await model.filling.use(person)

    words = t("desk.form.suggestion", name=person.full_name)
    if len(model.suggestions) > 1:
        words = f"{words} ({person.unit})"
    return banner(Tone.NEUTRAL, words, action=secondary(t("desk.form.use"), use))
