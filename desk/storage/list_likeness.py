"""Who of two rows of lists are one person.

Sure is the same document number, the same code with the same name, or the same name and birth date where
neither number nor the unit's code contradicts. What has no more than a name, with or without a telephone
number, is like another row of that name; the telephone number counts where the name is there more than once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from declaration.identity import may_be_of_one
from declaration.person import search_key
from desk.ports.store import RosterPerson

Record = dict[str, Any]
Key = tuple[str, ...]
Names = Mapping[tuple[str, str], int]
_CODES: Final = ("document_number", "insurance_code", "member_code")
_MUST_NOT_DIFFER: Final = ("insurance_code", "member_code", "birth", "relative_of")
_TELLING: Final = (*_CODES, "birth", "phone", "email", "school_class", "relative_of")


def record_of(person: RosterPerson) -> Record:
    """A person as a row of the table has it."""
    given = asdict(person)
    del given["id"]
    return given | {"search_name": search_key(person.full_name)}


def names_in(people: Sequence[RosterPerson]) -> Names:
    """How often each name is there, by unit."""
    return Counter((person.unit, search_key(person.full_name)) for person in people)


def keys(record: Record) -> Iterator[Key]:
    """By what a person is surely found on the unit's list, the surest first."""
    for kind in _CODES:
        if record[kind] and not (kind == "member_code" and _is_relative(record)):
            yield record["unit"], kind, record[kind]
    if record["birth"]:
        yield record["unit"], "name", record["search_name"], record["birth"]


def may_be_one(key: Key, given: Record, known: Record) -> bool:
    """Whether what was found by this key is indeed the same person."""
    match key[1]:
        case "document_number":
            return True
        case "name":
            is_relative = _is_relative(given) or _is_relative(known)
            return may_be_of_one(given["document_number"], known["document_number"]) and (
                is_relative or not _differ("member_code", given, known)
            )
        case _:
            return bool(given["search_name"] == known["search_name"])


def is_like(given: Record, known: Record, *, is_only: bool) -> bool:
    """Of two rows with one name in one unit; ``is_only``: both lists have this name once."""
    return (
        _is_relative(given) == _is_relative(known)
        and may_be_of_one(given["document_number"], known["document_number"])
        and not any(_differ(name, given, known) for name in _MUST_NOT_DIFFER)
        and (is_only or not _differ("phone", given, known))
    )


def tell_the_same(given: Record, known: Record) -> bool:
    """Both say the same of what tells people of one name apart, what is empty included."""
    return all(given[name] == known[name] for name in ("birth", "phone", "member_code"))


def agreement(given: Record, known: Record) -> int:
    """In how much two rows say the same, empty places included."""
    return sum(given[name] == known[name] for name in _TELLING)


def news(given: Record, known: Record, names: tuple[str, ...]) -> Mapping[str, Any]:
    """What the newer row changes. The nine digits of an old identity card take no new number's place."""
    is_older = len(given["document_number"]) < len(known["document_number"]) and may_be_of_one(
        given["document_number"], known["document_number"]
    )
    changes = {name: given[name] for name in names if given[name] and given[name] != known[name]}
    return {name: value for name, value in changes.items() if not (is_older and name == "document_number")}


def _is_relative(record: Record) -> bool:
    return bool(record["relative_of"] or record["relation"])


def _differ(name: str, given: Record, known: Record) -> bool:
    return bool(given[name] and known[name] and given[name] != known[name])
