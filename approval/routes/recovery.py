"""Recovery codes: stations hand them in, supervisors ask for one. Both in bodies, never in an address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from approval.identities import Person
from approval.rights import Act
from approval.routes.access import TheService, TheStation, who_may
from approval.routes.problems import ProblemError
from approval.stations import Refused
from declaration.wire.recovery import RecoveryAnswer, RecoveryQuestion
from declaration.wire.signed import Signed

router = APIRouter(prefix="/v1", tags=["recovery"])
WhoReadsOut = Annotated[Person, who_may(Act.READ_RECOVERY_CODES)]
_STATUS = {"recovery_code_older": 409, "recovery_code_invalid": 422, "recovery_code_unreadable": 409}


@router.put("/stations/me/recovery-code")
def put_recovery_code(signed: Signed, station: TheStation, service: TheService) -> Signed:
    """Take a Signed[RecoveryDeposit]; answers a Signed[RecoveryReceipt]. Asked again, the same answer."""
    answer = service.recovery.take(station, signed)
    if isinstance(answer, Refused):
        raise ProblemError(_STATUS[answer.code], answer.code)
    return answer


@router.post("/supervision/recovery-codes")
def read_recovery_code(
    question: RecoveryQuestion, supervisor: WhoReadsOut, service: TheService
) -> RecoveryAnswer:
    """The recovery code of a station of the person's agencies, to be read out; audited with the reason."""
    answer = service.recovery.read_out(supervisor, question)
    if isinstance(answer, Refused):
        raise ProblemError(_STATUS.get(answer.code, 404), answer.code)
    return answer
