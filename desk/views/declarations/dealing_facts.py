"""Certificate, I-VAN, contact person and way of handing in, to be read: only where somebody chose."""

from __future__ import annotations

from declaration.dealing import HandIn
from declaration.draft import Field
from declaration.wire.declaration_content import CertificateContent, DeclarationContent
from desk.i18n import t
from desk.views import shown


def dealing_facts(content: DeclarationContent) -> dict[str, str]:
    """By the field's name; nothing for who asks for a code, through the portal, handed in by the desk."""
    hand_in = content.hand_in
    is_usual = hand_in == HandIn.DESK
    facts = {
        Field.CERTIFICATE: certificate_words(content.certificate),
        Field.CHANNEL: t(f"channel.{content.channel}") if content.channel != "portal" else "",
        Field.IVAN_NAME: content.ivan_name,
        Field.CONTACT_PERSON: content.contact_person,
        Field.HAND_IN: "" if is_usual else t(f"hand_in.{hand_in}") if hand_in in set(HandIn) else hand_in,
    }
    return {name.value: value for name, value in facts.items() if value}


def certificate_words(certificate: CertificateContent | None) -> str:
    """Number, issuer and days in one line; "" for none."""
    if certificate is None:
        return ""
    days = f"{shown.day(certificate.first_day)} – {shown.day(certificate.last_day)}"
    return f"{certificate.number} · {certificate.issuer} · {days}"
