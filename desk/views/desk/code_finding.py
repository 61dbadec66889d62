"""Nobody knows the BHXH code: it is asked for while there is a network, else the agency looks it up later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from declaration.draft import Field, Source
from declaration.form_values import birth_in, document_in
from declaration.person import BirthDate, tidy_name
from declaration.problems import Problem
from declaration.wire.lookups import CodeQuestion, LookupAnswer
from desk.views.desk.aim import Said
from desk.views.theme import Tone

if TYPE_CHECKING:
    from desk.views.desk.model import DeskModel


class CodeFinding:
    """The BHXH code of the person on the table."""

    def __init__(self, desk: DeskModel) -> None:
        self._desk = desk

    @property
    def question(self) -> CodeQuestion | None:
        """Number, name and birth date, once all three are there: the service wants them together."""
        draft = self._desk.draft
        document, birth = document_in(draft), birth_in(draft, draft.declared_on)
        name = tidy_name(draft.value(Field.FULL_NAME))
        if isinstance(document, Problem) or not isinstance(birth, BirthDate) or not name:
            return None
        return CodeQuestion(document_number=document.value, full_name=name, birth=birth.iso())

    @property
    def can_ask(self) -> bool:
        """There is a network, and what is asked with is there."""
        sync = self._desk.program.sync
        return sync is not None and sync.state.online and self.question is not None

    async def ask(self) -> None:
        """Found: it stands in the form. Not found: the declaration goes on without it, to be looked up."""
        desk, question = self._desk, self.question
        if question is None or desk.program.sync is None:
            return
        draft_id = desk.draft.id
        answer = await desk.program.sync.look_up(question)
        if desk.draft.id != draft_id or desk.draft.value(Field.INSURANCE_CODE):
            return
        if isinstance(answer, LookupAnswer) and answer.insurance_code is not None:
            found = desk.draft.with_value(Field.INSURANCE_CODE, answer.insurance_code, Source.AGENCY)
            desk.draft = found.with_value(Field.INSURANCE_UNKNOWN, "")
            desk.say(Said(Tone.SUCCESS, "desk.said.code_found"))
        else:
            desk.draft = desk.draft.with_value(Field.INSURANCE_UNKNOWN, "yes", Source.TYPED)
            is_answered = isinstance(answer, LookupAnswer)
            desk.said = Said(
                Tone.WARNING, f"desk.said.{'code_not_found' if is_answered else 'code_not_asked'}"
            )
        await desk.keep()
