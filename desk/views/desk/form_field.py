"""One field of the form: its text, where that came from, what is wrong with it, the cursor."""

from __future__ import annotations

import flet as ft

from declaration.draft import Field, Source
from declaration.problems import Problem
from desk.i18n import has, t
from desk.views.components.fields import SourceMark, text_field
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_12

_MARKS = {
    Source.CARD: SourceMark.CARD,
    Source.ROSTER: SourceMark.LIST,
    Source.TYPED: SourceMark.TYPED,
    Source.AGENCY: SourceMark.AGENCY,
    Source.ONLINE: SourceMark.ONLINE,
}

_FIELD = ft.memo(text_field)  # type: ignore[no-untyped-call]
_ON_PASSPORT = (Field.FULL_NAME, Field.DOCUMENT_NUMBER, Field.BIRTH, Field.NATIONALITY, Field.EXPIRES)


def shares(*parts: tuple[ft.Control, int]) -> ft.Control:
    """Fields side by side, each with its share of the width."""
    boxes: list[ft.Control] = [ft.Container(control, expand=share) for control, share in parts]
    return ft.Row(boxes, spacing=GAP_12, vertical_alignment=ft.CrossAxisAlignment.START)


def words_of(problem: Problem, document: str = "") -> str:
    """A problem in words, with its values filled in; ``document``: the kind of it, where the
    words name it."""
    of_document = f"problem.{problem.code}_on_{document}"
    return t(of_document if has(of_document) else f"problem.{problem.code}", **problem.details)


def form_field(
    model: DeskModel,
    name: Field,
    *,
    keyboard: ft.KeyboardType = ft.KeyboardType.TEXT,
    disabled: bool = False,
    trailing: ft.Control | None = None,
) -> ft.Control:
    """A field one types into; ``trailing`` stands at its end while it is empty."""
    # No longest length: a scanner may type its whole text here, and it must come through entire.
    source, hand = _source(model, name), model.hands.at(name)
    warning = model.warning(name)
    return _FIELD(  # type: ignore[no-any-return]
        t(f"field.{name}"),
        model.draft.value(name),
        on_change=hand.typed,
        on_blur=hand.left,
        on_submit=hand.entered,
        error=field_error(model, name),
        helper=_said(model, warning) if warning else t("desk.form.mended") if name in model.mended else None,
        source=source,
        keyboard=keyboard,
        disabled=disabled,
        trailing=None if model.draft.value(name) else trailing,
        focus_request=model.cursor.of(name),
        restore_request=model.restored.of(name),
    )


def _source(model: DeskModel, name: Field) -> SourceMark | None:
    """Where the value came from; on a passport what was read is from its zone, whatever was typed since."""
    source, draft = model.draft.sources.get(name), model.draft
    is_passport = draft.value(Field.DOCUMENT_KIND) == "passport"
    if source is Source.CARD and is_passport and name in _ON_PASSPORT:
        return SourceMark.PASSPORT
    return _MARKS[source] if source else None


def _said(model: DeskModel, problem: Problem) -> str:
    return words_of(problem, model.draft.value(Field.DOCUMENT_KIND))


def field_error(model: DeskModel, name: Field) -> str | None:
    """What is wrong with it, or that the agency asks to look at it again."""
    problem = model.error(name)
    if problem is not None:
        return _said(model, problem)
    draft = model.draft
    is_to_look_at = draft.is_as_returned(name) or (name in draft.returned_fields and not draft.returned_as)
    return t("desk.form.returned") if is_to_look_at else None
