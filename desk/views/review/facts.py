"""What was declared, as lines to read: name, value, source, and whether the registry bears it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from declaration.contact import Phone
from declaration.draft import Field, LegalBasis, Source
from declaration.person import BirthDate
from declaration.privacy import Private
from declaration.wire.declaration_content import DeclarationContent
from desk.i18n import t
from desk.views.declarations.dealing_facts import dealing_facts
from desk.views.declarations.facts import asked_for
from desk.views.review.said import MATCHED, moment
from desk.views.shown import consent_issue

_ASKED_OF_THE_REGISTRY: Final = frozenset({Field.FULL_NAME, Field.DOCUMENT_NUMBER, Field.BIRTH, Field.SEX})


@dataclass(frozen=True, repr=False)
class Fact(Private):
    """One line. ``source``: card, roster, typed, "" when not said; ``ticked`` only on the registry's word."""

    label: str
    value: str
    source: str = ""
    ticked: bool = False


def facts_of(
    content: DeclarationContent, registry: str, agency: str, found_code: str | None
) -> tuple[Fact, ...]:
    """The declaration's lines in the order of the form; the green tick stands only for ``matched``.
    ``agency``: the receiving one's name, "" where only its code is known. ``found_code``: the BHXH code the
    agency looked up where nobody at the desk knew it."""
    found = found_code if content.insurance_code is None else None
    sources = content.sources | ({Field.INSURANCE_CODE: Source.AGENCY} if found else {})
    lines = tuple(
        Fact(
            _label(content, name),
            value,
            sources.get(name, ""),
            registry == MATCHED and name in _ASKED_OF_THE_REGISTRY,
        )
        for name, value in _values(content, agency, found).items()
        if value
    )
    asked = tuple(Fact(t(f"field.{name}"), value) for name, value in asked_for(content).items())
    dealing = tuple(Fact(t(f"field.{name}"), value) for name, value in dealing_facts(content).items())
    return (Fact(t("field.kind"), t(f"kind.{content.kind}")), *asked, *lines, *dealing, *_around(content))


def _values(content: DeclarationContent, agency: str, found_code: str | None) -> dict[Field, str]:
    document, code = content.document, content.insurance_code or found_code
    return {
        Field.FULL_NAME: content.full_name,
        Field.DOCUMENT_NUMBER: _grouped(document.value),
        Field.BIRTH: _birth(content.birth),
        Field.SEX: t(f"review.sex.{content.sex}"),
        Field.ISSUED: f"{document.issued:%d/%m/%Y}" if document.issued else "",
        Field.CARD: t(f"review.card.{document.card}") if document.card else "",
        Field.ADDRESS: content.address,
        Field.INSURANCE_CODE: code or t("review.facts.unknown_insurance_code"),
        Field.PHONE: _phone(content.phone),
        Field.EMAIL: content.email or t("review.facts.no_email"),
        Field.AGENCY: agency or content.agency,
    }


def _label(content: DeclarationContent, name: Field) -> str:
    if name is Field.DOCUMENT_NUMBER:
        return t(f"review.kind.{content.document.kind}")
    return t(f"field.{name}")


def _around(content: DeclarationContent) -> tuple[Fact, ...]:
    agreed = content.consent
    issue = consent_issue(agreed.text_version)
    consent = t("review.facts.consent_words", version=issue, at=moment(agreed.at))
    if agreed.basis == LegalBasis.PUBLIC_DUTY:
        consent = f"{consent} · {t(f'legal_basis.{agreed.basis}')}"
    if agreed.text_sha256:
        consent = f"{consent} · {agreed.text_sha256[:8]}"
    return (
        Fact(t("review.facts.declared_on"), f"{content.declared_on:%d/%m/%Y}"),
        Fact(t("review.facts.signature"), t(f"review.signature.{content.signature}")),
        Fact(t("review.facts.consent"), consent),
    )


def _grouped(number: str) -> str:
    if len(number) != 12 or not number.isdigit():
        return number
    return " ".join(number[at : at + 3] for at in range(0, 12, 3))


def _birth(text: str) -> str:
    try:
        return BirthDate.from_iso(text).shown()
    except ValueError:
        return text


def _phone(text: str) -> str:
    try:
        return Phone(text).shown()
    except ValueError:
        return text
