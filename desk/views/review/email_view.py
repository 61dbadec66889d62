"""An e-mail address that nobody has confirmed: the code is taken here, or another one is sent."""

from __future__ import annotations

import flet as ft

from declaration.wire.contact_codes import CODE_DIGITS
from desk.i18n import t
from desk.views.components.buttons import quiet, secondary
from desk.views.components.card import stacked
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.text import body, note
from desk.views.review.email_check import EmailCheck
from desk.views.review.trouble import trouble_words
from desk.views.theme import GAP_8, Tone


@ft.component
def email_owed(check: EmailCheck) -> ft.Control:
    """What was asked, a field for the code, and what came of the last act."""
    field = text_field(
        t("review.email.code"),
        check.code,
        on_change=check.type,
        on_submit=lambda _: later(check.confirm),
        keyboard=ft.KeyboardType.NUMBER,
        allowed=r"[0-9 ]*",
        max_length=CODE_DIGITS + 1,
    )
    row = ft.Row(
        [
            ft.Container(field, expand=True),
            secondary(
                t("review.email.confirm"), check.confirm, disabled=check.busy or not check.code.strip()
            ),
            quiet(t("review.email.send"), check.send, disabled=check.busy),
        ],
        spacing=GAP_8,
    )
    parts: list[ft.Control] = [body(t("review.email.words")), row]
    if check.trouble is not None:
        said = note(trouble_words(check.trouble), Tone.WARNING)
        parts.append(ft.Semantics(live_region=True, content=said))
    elif check.sent:
        parts.append(ft.Semantics(live_region=True, content=note(t("review.email.sent"))))
    return stacked(parts, gap=GAP_8)
