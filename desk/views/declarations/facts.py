"""What was declared, field by field; the fields a reviewer marked stand out."""

from __future__ import annotations

from collections.abc import Mapping

import flet as ft
from pydantic import ValidationError

from declaration.draft import Field
from declaration.person import BirthDate
from declaration.wire.declaration_content import DeclarationContent
from desk.i18n import t
from desk.ports.clock import VIETNAM
from desk.ports.store import DeclarationDetail
from desk.views import shown
from desk.views.components.feedback import banner
from desk.views.components.text import body, note
from desk.views.declarations.dealing_facts import certificate_words, dealing_facts
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS_FIELD, TONES, Tone

Names = Mapping[str, str]
_WIDE = frozenset({Field.ADDRESS, Field.GUARDIAN_CODE, Field.CERTIFICATE, Field.NEW_CERTIFICATE})


def facts(detail: DeclarationDetail, agencies: Names, people: Names) -> ft.Control:
    """A grid of two columns where there is room; a content of a newer form is said to be one.

    ``agencies`` by code and ``people`` by sign-in name, as they are shown.
    """
    try:
        content = DeclarationContent.model_validate_json(detail.content_json)
    except ValidationError:
        return banner(Tone.NEUTRAL, t("declarations.unreadable"))
    values = _values(content, detail, agencies, people)
    return ft.ResponsiveRow(
        [_fact(name, value, name in detail.returned_fields) for name, value in values.items()],
        spacing=GAP_12,
        run_spacing=GAP_8,
    )


def _values(
    content: DeclarationContent, detail: DeclarationDetail, agencies: Names, people: Names
) -> dict[str, str]:
    """Every field of the form by its name in the draft, written for people."""
    nothing = t("declarations.nothing")
    verified, agreed = content.verification, content.consent
    outcome = t(f"declarations.verification.{verified.outcome}", reason=verified.reason)
    return {
        "kind": t(f"kind.{content.kind}"),
        Field.FULL_NAME: content.full_name,
        Field.DOCUMENT_NUMBER: shown.document_number(content.document.value),
        Field.BIRTH: BirthDate.from_iso(content.birth).shown(),
        Field.SEX: t(f"declarations.sex.{content.sex}"),
        Field.ISSUED: shown.day(content.document.issued) if content.document.issued else nothing,
        Field.INSURANCE_CODE: detail.insurance_code or t("declarations.code_to_find"),
        Field.PHONE: shown.phone(content.phone),
        Field.EMAIL: content.email or nothing,
        Field.ADDRESS: content.address,
        Field.AGENCY: agencies.get(content.agency, content.agency),
        **asked_for(content),
        **dealing_facts(content),
        "signature": t(f"declarations.signature.{content.signature}"),
        "verification": f"{outcome} · {people.get(verified.by, verified.by)}",
        "consent": f"{agreed.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}",
    }


def asked_for(content: DeclarationContent) -> dict[str, str]:
    """What adjusting or stopping asks for; nothing when registering."""
    asked = {
        Field.NEW_PHONE: shown.phone(content.changed.phone)
        if content.changed and content.changed.phone
        else "",
        Field.NEW_EMAIL: (content.changed and content.changed.email) or "",
        Field.NEW_CERTIFICATE: certificate_words(content.changed.certificate if content.changed else None),
        Field.STOP_FROM: shown.day(content.stop.first_day) if content.stop else "",
        Field.STOP_REASON: content.stop.reason if content.stop else "",
    }
    return {name.value: value for name, value in asked.items() if value}


def _fact(name: str, value: str, is_faulty: bool) -> ft.Container:
    look = TONES[Tone.WARNING]
    label: list[ft.Control] = [note(shown.field_name(name), Tone.WARNING if is_faulty else Tone.NEUTRAL)]
    if is_faulty:
        label.insert(0, ft.Icon(look.icon, size=16, color=look.strong))
    return ft.Container(
        ft.Column([ft.Row(label, spacing=GAP_4), body(value)], spacing=0, tight=True),
        col={"xs": 12} if name in _WIDE else {"xs": 12, "sm": 6},
        bgcolor=look.soft if is_faulty else None,
        border_radius=RADIUS_FIELD,
        padding=GAP_8 if is_faulty else 0,
    )
