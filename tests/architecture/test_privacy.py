"""No type of ours shows a person's data, and no step of the main job leaves any in a log."""

from __future__ import annotations

import dataclasses
import importlib
import logging
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel, ValidationError

import approval
import declaration
import desk
import practice
from declaration.privacy import Private
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.model import Message
from desk import logs
from practice.people import invented_person
from practice.selftest import walk
from practice.unit import PASSES, people
from tests.builders import QUICK, secrets_of, whole_declaration, whole_draft

SECRET = "Nguyễn Văn Mẫu 001090123456"
SIGN_IN = {known.passphrase for known in PASSES}
_PRINT_ROWS = ("sqlalchemy", "aiosqlite")
PERSONAL = {
    *("full_name", "search_name", "address", "birth", "phone", "e164", "email"),
    *("number", "old_number", "document", "document_number", "insurance_code", "user_name", "dossier_number"),
    *("passphrase", "secret", "payload", "content", "content_json", "sealed", "note", "text"),
    *("token", "access_token", "private", "private_bytes"),
}
NOT_OF_A_PERSON = {
    "desk.views.components.browser_eye.CameraPlugin": "the plugin's place for a control over its preview",
    "desk.registration.slips.Genuine": "the slip's number, made of a digest",
    "desk.settings.ServiceSettings": "the service's address",
    "practice.unit.PracticeUnit": "the practice service's address",
}


def _modules() -> Iterator[ModuleType]:
    for package in (declaration, desk, approval, practice):
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in found.name and not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def _types() -> set[type]:
    return {
        value
        for module in _modules()
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__
    }


def _said(cls: type) -> set[str]:
    """The personal fields whose values a repr of this type would show."""
    if dataclasses.is_dataclass(cls):
        has_own = "__repr__" in vars(cls) and not issubclass(cls, Private)
        return {each.name for each in dataclasses.fields(cls) if each.repr} & PERSONAL if has_own else set()
    if issubclass(cls, BaseModel) and not issubclass(cls, Message):
        shown = repr(cls.model_construct(None, **dict.fromkeys(cls.model_fields, SECRET)))
        return set(cls.model_fields) & PERSONAL if SECRET in shown else set()
    return set()


def test_no_type_shows_a_persons_data_in_a_repr() -> None:
    telling = {f"{cls.__module__}.{cls.__name__}": shown for cls in _types() if (shown := _said(cls))}
    assert {name: shown for name, shown in telling.items() if name not in NOT_OF_A_PERSON} == {}


def test_every_message_hides_its_values_in_a_repr_and_in_its_errors() -> None:
    messages = [cls for cls in _types() if issubclass(cls, Message) and cls is not Message]
    assert len(messages) > 20
    for cls in messages:
        assert cls.__repr__ is Message.__repr__
        assert cls.model_config.get("hide_input_in_errors") is True
    with pytest.raises(ValidationError) as caught:
        DeclarationContent.model_validate({"full_name": [SECRET], "phone": {SECRET: 1}})
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("each", [whole_draft(), whole_declaration(), invented_person(1), *PASSES])
def test_a_person_cannot_be_seen_in_what_is_printed(each: object) -> None:
    seen = f"{each} {each!r} {[each]}"
    assert not [text for text in (*secrets_of(invented_person(1)), *SIGN_IN) if text in seen]


@pytest.mark.slow
async def test_no_step_of_the_main_job_leaves_a_person_in_a_log(tmp_path: Path) -> None:
    """With everybody heard at DEBUG, libraries too; only the SQL libraries, which print rows then, are left
    at the level the log gives them."""
    heard = _Heard()
    logs.configure(tmp_path, logging.DEBUG)
    root = logging.getLogger()
    root.setLevel(logging.DEBUG)
    for name in _PRINT_ROWS:
        logging.getLogger(name).setLevel(logging.WARNING)
    root.addHandler(heard)
    try:
        steps = [step async for step in walk(tmp_path / "unit", QUICK)]
        log = (tmp_path / logs.FOLDER / logs.FILE).read_text(encoding="utf-8")
    finally:
        root.removeHandler(heard)
        root.setLevel(logging.WARNING)
        logs.stop()
    assert all(step.ok for step in steps), steps
    assert heard.lines, "nothing was logged at all"
    known = {text for person in people()[:3] for text in secrets_of(person)} | SIGN_IN
    assert [line for line in heard.lines if any(text in line for text in known)] == []
    assert not [text for text in known if text in log]
    assert "Bearer" not in "\n".join(heard.lines)


class _Heard(logging.Handler):
    """Every line as a careless handler would write it: words, values, exceptions and all."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))
