"""Block 2, Thông tin: every field with where its value came from and what is wrong, beside it."""

from __future__ import annotations

import flet as ft

from declaration.draft import Field, Source
from declaration.problems import Problem
from declaration.wire.sign_in import Agency
from desk.i18n import t
from desk.ports.store import RosterPerson
from desk.views.components.buttons import secondary
from desk.views.components.card import section_card
from desk.views.components.choices import choice_field, tick
from desk.views.components.feedback import banner
from desk.views.components.fields import SourceMark, text_field
from desk.views.components.later import later
from desk.views.components.status import chip
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_12, Tone

_MARKS = {Source.CARD: SourceMark.CARD, Source.ROSTER: SourceMark.LIST, Source.TYPED: SourceMark.TYPED}
_NUMBERS = ft.KeyboardType.NUMBER


@ft.component
def form_block(model: DeskModel, agencies: tuple[Agency, ...]) -> ft.Control:
    """The fields in the order of the paper, two to a row where they are short."""
    rows: list[ft.Control] = [
        *_news(model),
        _field(model, Field.FULL_NAME),
        _shares(
            (_field(model, Field.DOCUMENT_NUMBER, keyboard=_NUMBERS, max_length=15), 3), (_sex(model), 2)
        ),
        _shares(
            (_field(model, Field.BIRTH, keyboard=ft.KeyboardType.DATETIME), 5),
            (_field(model, Field.PHONE, keyboard=ft.KeyboardType.PHONE), 6),
        ),
        _field(model, Field.ADDRESS),
        _shares((_insurance_code(model), 6), (_unknown_code(model), 5)),
        _field(model, Field.EMAIL, keyboard=ft.KeyboardType.EMAIL),
        _agency(model, agencies),
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
    max_length: int | None = None,
    disabled: bool = False,
) -> ft.Control:
    source = model.draft.sources.get(name)
    return text_field(
        t(f"field.{name}"),
        model.draft.value(name),
        on_change=lambda text: model.type(name, text),
        on_blur=lambda text: later(model.leave, name, text),
        error=_error(model, name),
        helper=_warning(model, name),
        source=_MARKS[source] if source else None,
        keyboard=keyboard,
        max_length=max_length,
        disabled=disabled,
        focus_request=model.focus_count if model.focus_on == name else 0,
    )


def _error(model: DeskModel, name: Field) -> str | None:
    code = model.error(name)
    problem = next((p for p in model.problems if p.code == code and p.field == name), None)
    if problem is not None:
        return words_of(problem)
    return t("desk.form.returned") if name in model.draft.returned_fields else None


def _warning(model: DeskModel, name: Field) -> str | None:
    found = model.warnings(name)
    return words_of(found[0]) if found else None


def _sex(model: DeskModel) -> ft.Control:
    source = model.draft.sources.get(Field.SEX)
    return choice_field(
        t("field.sex"),
        model.draft.value(Field.SEX),
        {"male": t("sex.male"), "female": t("sex.female")},
        lambda value: later(model.choose, Field.SEX, value),
        error=_error(model, Field.SEX),
        source=_MARKS[source] if source is Source.ROSTER else None,
    )


def _insurance_code(model: DeskModel) -> ft.Control:
    return _field(
        model,
        Field.INSURANCE_CODE,
        keyboard=_NUMBERS,
        max_length=15,
        disabled=model.draft.insurance_unknown,
    )


def _unknown_code(model: DeskModel) -> ft.Control:
    def changed(unknown: bool) -> None:
        later(model.choose, Field.INSURANCE_UNKNOWN, "yes" if unknown else "")

    return tick(t("desk.form.code_unknown"), model.draft.insurance_unknown, changed)


def _agency(model: DeskModel, agencies: tuple[Agency, ...]) -> ft.Control:
    return choice_field(
        t("field.agency"),
        model.draft.value(Field.AGENCY),
        {agency.code: agency.name for agency in agencies},
        lambda value: later(model.choose, Field.AGENCY, value),
        error=_error(model, Field.AGENCY),
    )


def _match(model: DeskModel) -> ft.Control | None:
    if model.matched is None:
        return None
    return chip(Tone.SUCCESS, t("desk.form.matched", unit=model.matched.unit))


def _news(model: DeskModel) -> list[ft.Control]:
    """What a reviewer wrote, and people of the list who may be this one."""
    news: list[ft.Control] = []
    if model.draft.returned_fields or model.draft.note_from_reviewer:
        fields = ", ".join(t(f"field.{name}") for name in model.draft.returned_fields)
        words = t("desk.form.correcting", fields=fields, note=model.draft.note_from_reviewer)
        news.append(banner(Tone.WARNING, words))
    news += [_suggestion(model, person) for person in model.suggestions]
    return news


def _suggestion(model: DeskModel, person: RosterPerson) -> ft.Control:
    async def use() -> None:
        await model.use(person)

    words = t("desk.form.suggestion", name=person.full_name, unit=person.unit)
    return banner(Tone.NEUTRAL, words, action=secondary(t("desk.form.use"), use))
