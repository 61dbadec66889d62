"""The practice unit's register knows the invented people, and a few of them otherwise than their cards do."""

from __future__ import annotations

from pathlib import Path

from approval.lookups import JsonFileCodes
from approval.population import Answer, JsonFileRegistry, Question
from declaration.wire.lookups import CodeQuestion
from practice.people import invented_person
from practice.registry import write_registry
from practice.unit import people


def test_most_match_a_few_differ_in_their_birth_and_every_code_is_there(tmp_path: Path) -> None:
    path = tmp_path / "unit" / "registry.json"
    write_registry(path)
    registry, codes = JsonFileRegistry(path), JsonFileCodes(path)
    walk_ins = [invented_person(seed) for seed in range(201, 401)]
    said = [
        (
            person,
            registry.ask(Question(person.number, person.full_name, person.birth.iso(), person.sex.value)),
        )
        for person in (*people(), *walk_ins)
    ]
    assert sum(answered.answer is Answer.MATCHED for _, answered in said) == 380
    assert {answered.fields for _, answered in said} == {(), ("birth",)}
    for person, answered in said:
        asked = CodeQuestion(
            document_number=person.number, full_name=person.full_name, birth=person.birth.iso()
        )
        known = codes.code_of(asked)
        assert known == (person.insurance_code if answered.answer is Answer.MATCHED else None)


def test_the_first_people_before_the_practice_camera_show_both(tmp_path: Path) -> None:
    write_registry(tmp_path / "registry.json")
    registry = JsonFileRegistry(tmp_path / "registry.json")
    first = [
        registry.ask(Question(each.number, each.full_name, each.birth.iso(), each.sex.value)).answer
        for each in people()[:20]
    ]
    assert first == [Answer.MATCHED] * 19 + [Answer.MISMATCHED]
