"""What a desk asks while the person is there and the network too; never queued, never needed to finish."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from declaration.wire.model import Message

_Text = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class AccountQuestion(Message):
    """Is there an account under this BHXH code? Asked about a child's guardian."""

    about: Literal["account"] = "account"
    insurance_code: str = Field(pattern=r"^[0-9]{10}$")


class CodeQuestion(Message):
    """Which BHXH code has this person? ``birth`` as BirthDate.iso() has it."""

    about: Literal["code"] = "code"
    document_number: _Text
    full_name: _Text
    birth: _Text


LookupQuestion = Annotated[AccountQuestion | CodeQuestion, Field(discriminator="about")]


class LookupAnswer(Message):
    """``account``: there or none, where that was asked; ``insurance_code``: the code that was found, None
    when none was, or when somebody of another name or birth date has that number."""

    account: Literal["there", "none"] | None = None
    insurance_code: str | None = None
