"""Declarations people have made on the agency's portal themselves: looked up, and handed in at a desk.

The portal's own interface is not known; this is what a desk needs of it.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from declaration.wire.declaration_content import DocumentContent
from declaration.wire.model import Message


class OnlineDeclaration(Message):
    """``number`` is the portal's dossier number, ``made_on`` the day its ten days run from. The rest as in
    declaration_content.DeclarationContent; what the portal does not have is empty."""

    number: str = Field(pattern=r"^[0-9A-Za-z./-]{4,40}$")
    made_on: date
    agency: str = Field(min_length=1, max_length=40)
    full_name: str = Field(min_length=1, max_length=100)
    birth: str
    sex: Literal["male", "female"]
    document: DocumentContent
    insurance_code: str = Field(default="", max_length=20)
    address: str = ""
    phone: str = ""
    email: str = ""


class OnlineQuestion(Message):
    """A dossier number or a BHXH code; a body, because a code in an address would stand in logs."""

    number: str = Field(min_length=4, max_length=40)


class OnlinePage(Message):
    """By dossier number; ``next_after`` to go on with, None at the end."""

    items: tuple[OnlineDeclaration, ...]
    next_after: str | None = None
