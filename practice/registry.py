"""What the practice unit has in the place of the population database and of BHXH's codes: an extract of the
invented people, some of whom stand there otherwise than on their cards, so that this can be seen too."""

from __future__ import annotations

import json
from pathlib import Path

from practice.people import PracticePerson, invented_person

_PEOPLE = 400
"""Those of the unit's list, and as many whom nobody has listed."""
_ONE_IN = 20


def write_registry(path: Path) -> None:
    """As ``approval.population.JsonFileRegistry`` and ``approval.lookups.JsonFileCodes`` read it."""
    known = {}
    for seed in range(1, _PEOPLE + 1):
        person = invented_person(seed)
        known[person.number] = _known(person, years_off=seed % _ONE_IN == 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")


def _known(person: PracticePerson, *, years_off: bool) -> dict[str, str]:
    birth = person.birth.iso()
    return {
        "full_name": person.full_name,
        "birth": f"{person.birth.year - 1}{birth[4:]}" if years_off else birth,
        "sex": person.sex.value,
        "insurance_code": person.insurance_code,
    }
