"""The decision on the declaration that is open: what is entered for it, and what came of sending it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

import flet as ft

from declaration.identity import read_insurance_code
from declaration.lifecycle import Kind
from declaration.privacy import Private
from declaration.problems import Problem, blocking
from declaration.wire.reasons import ReasonLists
from declaration.wire.review import Decision, ReviewDetail
from desk.ports.service import Denied
from desk.reviewing.reviewing import Reviewing
from desk.views.review.concerns import concerns_of
from desk.views.review.email_check import EmailCheck
from desk.views.review.forms import Form, contact_in_use, reasons_for
from desk.views.review.opened import Opened
from desk.views.review.trouble import Trouble

OnDecided = Callable[[UUID], Awaitable[None]]


@dataclass(frozen=True, repr=False)
class Done(Private):
    """The last decision, said once more beside the next declaration."""

    decision: Decision
    name: str


@ft.observable
@dataclass(eq=False, repr=False)
class Decisions(Private):
    """``asking``: the decision whose dialog is open. ``problems``: what its form still lacks. ``trouble``:
    why the last decision was not taken, until the next try. ``reasons``: what the agency returns and rejects
    for; what every program knows until they have been read. ``on_decided`` hears which one is done.
    """

    reviewing: Reviewing
    opened: Opened
    on_decided: OnDecided
    asking: Decision | None = None
    reasons: ReasonLists = field(default_factory=ReasonLists)
    forms: Mapping[Decision, Form] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    trouble: Trouble | None = None
    deciding: bool = False
    email: EmailCheck = field(init=False)
    done: Done | None = None
    _tried: Decision | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.email = EmailCheck(self.reviewing, self.opened)

    @property
    def has_entries(self) -> bool:
        return any(not form.is_empty for form in self.forms.values())

    @property
    def needs_code(self) -> bool:
        """Nobody knows the BHXH code: approving asks for it first."""
        content, detail = self.opened.content, self.opened.detail
        if content is None or detail is None or Kind(content.kind) is not Kind.REGISTER:
            return False
        return content.insurance_code is None and detail.found_code is None

    async def read_reasons(self) -> None:
        """Ask for the agency's reasons; what was read before stays where there is no answer."""
        answer = await self.reviewing.reasons()
        if isinstance(answer, ReasonLists):
            self.reasons = answer

    def form(self, decision: Decision) -> Form:
        return self.forms.get(decision, Form())

    def enter(self, decision: Decision, form: Form) -> None:
        """Keep what is entered now; a complaint about the former entry goes."""
        self.forms = {**self.forms, decision: form}
        if self.problems:
            self.problems = ()

    def can(self, decision: Decision) -> bool:
        """Whether that decision can be taken now: allowed, looked at, nobody else at it, none under way;
        nothing is approved without consent."""
        if decision is Decision.APPROVE and self.opened.lacks_consent:
            return False
        is_free = self.opened.taken is None and not self.deciding
        return self.opened.seen and is_free and self.opened.possible(decision)

    def ask(self, decision: Decision) -> None:
        """Open the decision's dialog, if the declaration can be decided now."""
        if self.can(decision):
            self.asking, self.problems, self.trouble = decision, (), None

    def dismiss(self) -> None:
        """Close the dialog; nothing entered is lost."""
        self.asking, self.problems = None, ()

    def forget(self) -> None:
        """Another declaration: nothing of this one may reach it."""
        self.forms, self.trouble, self._tried = {}, None, None
        self.email.forget()
        self.dismiss()

    async def approve(self) -> None:
        """Approve at once where all is in order, else ask."""
        if self.needs_code or self.email.is_owed or concerns_of(self.opened):
            self.ask(Decision.APPROVE)
        elif self.can(Decision.APPROVE):
            await self._decide(Decision.APPROVE)

    async def confirm(self) -> None:
        """Take the decision of the open dialog."""
        if self.asking is not None and self.can(self.asking):
            await self._decide(self.asking)

    async def try_again(self) -> None:
        """Send the last decision once more; the service takes one only, however often it is sent."""
        if self._tried is not None and self.can(self._tried):
            await self._decide(self._tried)

    def offer_return(self) -> None:
        """Open the return form; where a contact is in use elsewhere, that is marked already."""
        form, detail = self.form(Decision.RETURN), self.opened.detail
        is_contact = isinstance(self.trouble, Denied) and self.trouble.code == "contact_in_use"
        self.ask(Decision.RETURN)
        if is_contact and detail is not None:
            self.enter(Decision.RETURN, contact_in_use(form, detail.duplicates, Kind(detail.summary.kind)))

    def offer_rejection(self) -> None:
        """Open the rejection; of somebody who has an account already, with that reason chosen."""
        form = self.form(Decision.REJECT)
        has_account = isinstance(self.trouble, Denied) and self.trouble.code == "already_has_account"
        self.ask(Decision.REJECT)
        if has_account:
            self.enter(Decision.REJECT, replace(form, reasons=form.reasons | {"already_has_account"}))

    async def _decide(self, decision: Decision) -> None:
        detail = self.opened.detail
        assert detail is not None, "can() said so"
        self.deciding, self.trouble, self.problems, self._tried = True, None, (), decision
        outcome = await self._send(decision, detail)
        self.deciding = False
        match outcome:
            case ReviewDetail():
                self.done = Done(decision, detail.summary.full_name)
                self.opened.holding.forget()
                await self.on_decided(detail.summary.id)
            case Problem():
                self.problems = (outcome,)
            case Denied(code=code) if code.startswith("insurance_code_") and self.asking is Decision.APPROVE:
                self.problems = (blocking("insurance_code", code),)
            case _:
                self.trouble = outcome
                if isinstance(outcome, Denied) and outcome.code == "reason_unknown":
                    await self.read_reasons()

    async def _send(self, decision: Decision, detail: ReviewDetail) -> ReviewDetail | Trouble | Problem:
        form = self.form(decision)
        reasons = form.chosen_reasons(reasons_for(decision, self.reasons))
        match decision:
            case Decision.RETURN:
                return await self.reviewing.send_back(detail, form.marked_fields(), reasons, form.note)
            case Decision.REJECT:
                return await self.reviewing.reject(detail, reasons, form.note)
        if self.email.is_owed and not form.email_reason.strip():
            return blocking("email", "email_unconfirmed")
        if not self.needs_code:
            return await self.reviewing.approve(detail, email_reason=form.email_reason)
        code = read_insurance_code(form.code)
        if isinstance(code, Problem):
            return code
        return await self.reviewing.approve(detail, code.value, form.email_reason)
