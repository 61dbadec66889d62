"""Invented people who have declared on the portal: they come to the desk with a number and a signed form."""

from __future__ import annotations

from datetime import date, timedelta

from declaration.wire.online import OnlineDeclaration
from practice.people import invented_person

_FIRST, _MANY = 201, 3
"""Nobody of them is on the unit's list."""


def made_online(agency: str, today: date) -> list[OnlineDeclaration]:
    """Numbers ``TT-201`` to ``TT-203``, made two, five and eight days ago."""
    return [
        _declared(seed, agency, today - timedelta(days=2 + 3 * at))
        for at, seed in enumerate(range(_FIRST, _FIRST + _MANY))
    ]


def _declared(seed: int, agency: str, made_on: date) -> OnlineDeclaration:
    person = invented_person(seed)
    return OnlineDeclaration.model_validate(
        {
            "number": f"TT-{seed}",
            "made_on": made_on,
            "agency": agency,
            "full_name": person.full_name,
            "birth": person.birth.iso(),
            "sex": person.sex.value,
            "document": {"kind": "citizen_id", "value": person.number, "issued": person.issued},
            "insurance_code": person.insurance_code,
            "address": person.address,
            "phone": person.phone,
            "email": person.email,
        }
    )
