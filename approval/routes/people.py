"""People sign in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.security import OAuth2PasswordRequestForm

from approval.people import NotSignedIn, WaitFirst
from approval.routes.access import TheService
from approval.routes.problems import ProblemError
from declaration.wire.sign_in import PersonToken

router = APIRouter(prefix="/v1/people", tags=["people"])


@router.post("/token")
def person_token(service: TheService, form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> PersonToken:
    """A short-lived token for name and passphrase (OAuth 2.0 password form; wrong: 400, RFC 6749)."""
    answer = service.people.sign_in(form.username, form.password)
    if isinstance(answer, WaitFirst):
        raise ProblemError(429, "wait_before_signing_in", {"Retry-After": str(answer.seconds)})
    if isinstance(answer, NotSignedIn):
        raise ProblemError(400, "name_or_passphrase_wrong")
    return answer
