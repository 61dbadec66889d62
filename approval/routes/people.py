"""People sign in, and keep their own sign-in."""

from __future__ import annotations

from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Depends, Form
from fastapi.security import OAuth2PasswordRequestForm

from approval.people import NotSignedIn, WaitFirst
from approval.routes.access import FewSignIns, ThePerson, TheService, WhoIsSettled
from approval.routes.problems import ProblemError
from declaration.problems import Problem
from declaration.wire.people import (
    PassphraseChange,
    RecoveryCodes,
    SecondStepBeginning,
    SecondStepCode,
    SecondStepSecret,
)
from declaration.wire.sign_in import PersonToken

router = APIRouter(prefix="/v1/people", tags=["people"])
T = TypeVar("T")
_LONGEST_TYPED: Final = 1000


@router.post("/token", dependencies=[FewSignIns])
def person_token(
    service: TheService,
    form: Annotated[OAuth2PasswordRequestForm, Depends()],
    code: Annotated[str, Form(max_length=40)] = "",
) -> PersonToken:
    """A short-lived token for name, passphrase and, where there is a second step, its ``code`` (OAuth 2.0
    password form; whatever of them is wrong: 400, RFC 6749)."""
    if max(len(form.username), len(form.password)) > _LONGEST_TYPED:
        raise ProblemError(400, "name_or_passphrase_wrong")
    return _let_in(service.people.sign_in(form.username, form.password, code))


@router.put("/me/passphrase", status_code=204)
def put_passphrase(change: PassphraseChange, person: ThePerson, service: TheService) -> None:
    """A passphrase of one's own; every token of the person's ends, this one too. 400 when the old one is
    wrong, 422 when the new one cannot be one."""
    _let_in(service.own_sign_in.change_passphrase(person, change.passphrase, change.new))


@router.post("/me/second-step")
def begin_second_step(
    beginning: SecondStepBeginning, person: WhoIsSettled, service: TheService
) -> SecondStepSecret:
    """A secret for an authenticator app, in use from its first code on."""
    secret = _let_in(service.own_sign_in.begin_second_step(person, beginning.passphrase))
    return SecondStepSecret(letters=secret.letters, address=secret.address)


@router.post("/me/second-step/confirm")
def confirm_second_step(typed: SecondStepCode, person: WhoIsSettled, service: TheService) -> RecoveryCodes:
    """The app's first code: from now on one is asked for. Answers with the recovery codes, once."""
    return RecoveryCodes(codes=_let_in(service.own_sign_in.confirm_second_step(person, typed.code)))


def _let_in(answer: T | WaitFirst | NotSignedIn | Problem) -> T:
    """What was asked for, or why not."""
    match answer:
        case WaitFirst():
            raise ProblemError(429, "wait_before_signing_in", {"Retry-After": str(answer.seconds)})
        case NotSignedIn():
            raise ProblemError(400, "name_or_passphrase_wrong")
        case Problem():
            raise ProblemError(422, answer.code)
    return answer
