"""What only some declarations have, to be read: passport, guardian, certificate, I-VAN, way of handing in."""

from __future__ import annotations

from declaration.dealing import HandIn
from declaration.draft import Field
from declaration.guardian import Relation
from declaration.wire.declaration_content import CertificateContent, DeclarationContent, GuardianContent
from desk.i18n import t
from desk.views import shown


def dealing_facts(content: DeclarationContent) -> dict[str, str]:
    """By the field's name; nothing for an adult with a card who asks for a code, through the portal."""
    hand_in = content.hand_in
    is_usual = hand_in == HandIn.DESK
    expires = content.document.expires
    facts = {
        Field.NATIONALITY: content.document.nationality,
        Field.EXPIRES: shown.day(expires) if expires else "",
        Field.GUARDIAN_CODE: _guardian(content.guardian),
        Field.CERTIFICATE: certificate_words(content.certificate),
        Field.CHANNEL: t(f"channel.{content.channel}") if content.channel != "portal" else "",
        Field.IVAN_NAME: content.ivan_name,
        Field.CONTACT_PERSON: content.contact_person,
        Field.HAND_IN: "" if is_usual else t(f"hand_in.{hand_in}") if hand_in in set(HandIn) else hand_in,
    }
    return {name.value: value for name, value in facts.items() if value}


def _guardian(guardian: GuardianContent | None) -> str:
    if guardian is None:
        return ""
    relation = guardian.relation
    words = t(f"relation.{relation}") if relation in set(Relation) else relation
    return f"{guardian.insurance_code} · {guardian.full_name} · {words}"


def certificate_words(certificate: CertificateContent | None) -> str:
    """Number, issuer and days in one line; "" for none."""
    if certificate is None:
        return ""
    days = f"{shown.day(certificate.first_day)} – {shown.day(certificate.last_day)}"
    return f"{certificate.number} · {certificate.issuer} · {days}"
