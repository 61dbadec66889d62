"""E-mail by SMTP (RFC 5321), with STARTTLS whenever the server offers it. The door to smtplib."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import make_msgid

from approval.carriers import Handed, Handover, Later, Never

_STALL_SECONDS = 20


@dataclass(frozen=True)
class SmtpMailer:
    """A mail server. With a user name, the conversation must be encrypted before the password is sent."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    def send(self, address: str, subject: str, text: str) -> Handover:
        """Hand the message over; permanent refusals of the recipient are Never, all else Later."""
        try:
            with smtplib.SMTP(self.host, self.port, timeout=_STALL_SECONDS) as server:
                return self._converse(server, _letter(self.sender, address, subject, text))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            return Never("recipient_refused") if min(codes) >= 500 else Later("recipient_deferred")
        except smtplib.SMTPResponseException as error:
            return Later(f"smtp_{error.smtp_code}")
        except (smtplib.SMTPException, OSError):
            return Later("mail_unreachable")
        except ValueError:  # an address the mail library cannot write into a header
            return Never("recipient_unwritable")

    def _converse(self, server: smtplib.SMTP, letter: EmailMessage) -> Handover:
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        elif self.user:
            return Later("mail_not_encrypted")
        if self.user:
            server.login(self.user, self.password)
        server.send_message(letter)
        return Handed()


def _letter(sender: str, address: str, subject: str, text: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = address
    letter["Subject"] = subject
    letter["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip(">") or None)
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office replies stay away
    letter.set_content(text)
    return letter
