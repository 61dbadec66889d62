"""E-mail by SMTP (RFC 5321), with STARTTLS whenever the server offers it. The door to smtplib."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from approval.carriers import Handed, Handover, Later, Never, Unknown
from approval.notice_texts import Letter

_STALL_SECONDS = 20


class _AnswerLostError(Exception):
    """The letter went out, and whether it was taken was not heard."""


class _Conversation(smtplib.SMTP):
    """One that tells a letter refused from one whose answer is lost."""

    def data(self, msg: Any) -> Any:
        try:
            return super().data(msg)
        except smtplib.SMTPDataError:  # refused before the letter
            raise
        except (smtplib.SMTPException, OSError):
            raise _AnswerLostError from None


@dataclass(frozen=True)
class SmtpMailer:
    """A mail server. With a user name, or where ``must_encrypt`` says so, nothing is said to one that does
    not encrypt or whose certificate is not believed."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    must_encrypt: bool = False

    def send(self, address: str, letter: Letter, key: str) -> Handover:
        """Hand the message over; permanent refusals of the recipient are Never, a conversation that breaks
        off after the letter leaves it Unknown, all else is Later."""
        try:
            return self._hand_over(_message(self.sender, address, letter, key))
        except _AnswerLostError:
            return Unknown("mail_unanswered")
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            return Never("recipient_refused") if min(codes) >= 500 else Later("recipient_deferred")
        except smtplib.SMTPResponseException as error:
            return Later(f"smtp_{error.smtp_code}")
        except ssl.SSLError:
            return Later("mail_not_trusted")
        except (smtplib.SMTPException, OSError):
            return Later("mail_unreachable")
        except ValueError:  # an address the mail library cannot write into a header
            return Never("recipient_unwritable")

    def _hand_over(self, message: EmailMessage) -> Handover:
        server = _Conversation(self.host, self.port, timeout=_STALL_SECONDS)
        try:
            return self._converse(server, message)
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()  # whatever it answers to this, a letter taken is taken
            server.close()

    def _converse(self, server: smtplib.SMTP, message: EmailMessage) -> Handover:
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        elif self.user or self.must_encrypt:
            return Later("mail_not_encrypted")
        if self.user:
            server.login(self.user, self.password)
        server.send_message(message)
        return Handed()


def _message(sender: str, address: str, letter: Letter, key: str) -> EmailMessage:
    """Text first, the same words as HTML beside it. One key, one Message-ID: a letter that is handed over
    twice all the same can be told by it."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = address
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<{key}@{sender.rpartition('@')[2].strip('>') or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office replies stay away
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message
