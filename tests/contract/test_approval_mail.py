"""The mail adapter in a real SMTP conversation."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlmodel import select

from approval.carriers import Handed, Later, Never, Unknown
from approval.mail import SmtpMailer
from approval.notice_texts import Letter
from approval.service import Service
from approval.storage.rows import ContactCodeRow
from tests.fakes.certificates import Authority
from tests.fakes.field_station import (
    FieldStation,
    SetClock,
    add_people,
    client_of,
    open_test_service,
    sign_in,
)
from tests.fakes.postmaster import Postmaster, taking

APPROVED = Letter("Hồ sơ đã được duyệt", "Kính gửi ông/bà Mẫu\n", "<p>Kính gửi ông/bà Mẫu</p>\n")
SHORT = Letter("x", "y")


def words_of(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    words: str = body.get_content()
    return words.replace("\r\n", "\n")


@pytest.fixture
def postmaster() -> Postmaster:
    return Postmaster()


@pytest.fixture
def mailer(postmaster: Postmaster) -> Iterator[SmtpMailer]:
    with taking(postmaster) as port:
        yield SmtpMailer("127.0.0.1", port, "BHXH <khong-tra-loi@bhxh.example>")


def test_a_letter_arrives_with_its_vietnamese_intact(mailer: SmtpMailer, postmaster: Postmaster) -> None:
    outcome = mailer.send("mau@example.com", APPROVED, "key-1")
    assert outcome == Handed()
    (letter,) = postmaster.letters
    assert letter["Subject"] == "Hồ sơ đã được duyệt"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] == "<key-1@bhxh.example>"
    assert words_of(letter, "plain") == "Kính gửi ông/bà Mẫu\n"
    assert words_of(letter, "html") == "<p>Kính gửi ông/bà Mẫu</p>\n"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [("550 no such person", Never("recipient_refused")), ("451 later", Later("recipient_deferred"))],
)
def test_a_refused_recipient_is_told_from_a_busy_server(
    mailer: SmtpMailer, postmaster: Postmaster, said: str, outcome: object
) -> None:
    postmaster.recipient_answer = said
    assert mailer.send("mau@example.com", SHORT, "key-1") == outcome


def test_a_letter_taken_is_sent_whatever_is_said_to_goodbye(
    mailer: SmtpMailer, postmaster: Postmaster
) -> None:
    postmaster.quit_answer = "421 no time"
    assert mailer.send("mau@example.com", SHORT, "key-1") == Handed()
    assert len(postmaster.letters) == 1


def test_a_line_cut_between_the_letter_and_its_answer_leaves_it_open(
    mailer: SmtpMailer, postmaster: Postmaster
) -> None:
    postmaster.breaks_off = True
    assert mailer.send("mau@example.com", SHORT, "key-1") == Unknown("mail_unanswered")
    assert len(postmaster.letters) == 1


def test_a_letter_refused_at_its_end_was_not_taken(mailer: SmtpMailer, postmaster: Postmaster) -> None:
    postmaster.data_answer = "451 try again"
    assert mailer.send("mau@example.com", SHORT, "key-1") == Later("smtp_451")


def test_a_server_that_is_not_there_means_later() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    assert SmtpMailer("127.0.0.1", port, "a@b.example").send("c@d.example", SHORT, "key-1") == Later(
        "mail_unreachable"
    )


def test_no_password_is_sent_over_a_conversation_anyone_can_hear(mailer: SmtpMailer) -> None:
    named = SmtpMailer(mailer.host, mailer.port, mailer.sender, "user", "secret")
    assert named.send("mau@example.com", SHORT, "key-1") == Later("mail_not_encrypted")
    assert "secret" not in repr(named)


def _offering(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """What a server shows that is certified for 127.0.0.1, and the authority's own certificate."""
    authority = Authority(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*authority.certify(["127.0.0.1"]))
    return context, authority.file


def test_a_letter_goes_to_a_server_whose_certificate_is_believed(
    tmp_path: Path, postmaster: Postmaster, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, believed = _offering(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(believed))
    with taking(postmaster, context) as port:
        mailer = SmtpMailer("127.0.0.1", port, "a@b.example", must_encrypt=True)
        assert mailer.send("mau@example.com", APPROVED, "key-1") == Handed()
    assert (len(postmaster.letters), postmaster.was_encrypted) == (1, True)


def test_a_certificate_nobody_believes_gets_neither_letter_nor_password(
    tmp_path: Path, postmaster: Postmaster
) -> None:
    context, _ = _offering(tmp_path)
    with taking(postmaster, context) as port:
        for mailer in (
            SmtpMailer("127.0.0.1", port, "a@b.example"),
            SmtpMailer("127.0.0.1", port, "a@b.example", "user", "secret"),
        ):
            assert mailer.send("mau@example.com", SHORT, "key-1") == Later("mail_not_trusted")
    assert postmaster.letters == []


def test_a_server_whose_starttls_was_taken_away_gets_no_letter(
    mailer: SmtpMailer, postmaster: Postmaster
) -> None:
    asked = SmtpMailer(mailer.host, mailer.port, mailer.sender, must_encrypt=True)
    assert asked.send("mau@example.com", SHORT, "key-1") == Later("mail_not_encrypted")
    assert postmaster.letters == []


def test_a_line_break_in_an_address_starts_no_new_header(mailer: SmtpMailer) -> None:
    outcome = mailer.send("mau@example.com\r\nBcc: other@example.com", SHORT, "key-1")
    assert outcome == Never("recipient_unwritable")


@pytest.fixture
def mailing(tmp_path: Path, mailer: SmtpMailer, database_url: str) -> Iterator[Service]:
    """A service that hands its letters to the postmaster."""
    service = open_test_service(tmp_path, SetClock(), practice=True, mail=mailer, database_url=database_url)
    add_people(service)
    yield service
    service.close()


async def test_a_decision_reaches_the_person_by_mail(mailing: Service, postmaster: Postmaster) -> None:
    async with client_of(mailing) as client:
        station = await FieldStation.ready(mailing, client, SetClock())
        record = station.record()
        await station.put(record)
        decision = {"decision": "approve", "revision": 1, "version": 1}
        await client.post(
            f"/v1/reviews/{record.id}/decisions", json=decision, headers=await sign_in(client, "lan")
        )
        await asyncio.to_thread(mailing.background.notice_worker.run_due)
        assert "notice_sent" in await station.kinds()
    (letter,) = postmaster.letters
    assert letter["To"] == "mau@example.com"
    assert "0123456789" in words_of(letter, "plain")
    assert "<p>Tên đăng nhập: 0123456789</p>" in words_of(letter, "html")


async def test_the_code_of_an_address_is_in_its_letter_and_confirms_it(
    mailing: Service, postmaster: Postmaster
) -> None:
    async with client_of(mailing) as client:
        station = await FieldStation.ready(mailing, client, SetClock())
        about = {"record_id": str(station.record().id), "email": "mau@example.com"}
        await client.post("/v1/contact-codes", json=about, headers=station.headers)
        await asyncio.to_thread(mailing.background.code_letters.run_due)
        (letter,) = postmaster.letters
        found = re.search(r"\b\d{3} \d{3}\b", words_of(letter, "plain"))
        assert found is not None
        said = about | {"code": found.group()}
        answer = await client.post("/v1/contact-codes/said", json=said, headers=station.headers)
    assert answer.status_code == 200
    assert (letter["To"], letter["Auto-Submitted"]) == ("mau@example.com", "auto-generated")
    assert found.group() in words_of(letter, "html")
    assert found.group() not in str(letter["Subject"]), "a subject is read over a shoulder"


@pytest.mark.parametrize("said", ["550 no such person", "451 later"])
async def test_a_code_whose_letter_is_not_taken_is_tried_again_or_given_up(
    mailing: Service, postmaster: Postmaster, said: str
) -> None:
    postmaster.recipient_answer = said
    async with client_of(mailing) as client:
        station = await FieldStation.ready(mailing, client, SetClock())
        about = {"record_id": str(station.record().id), "email": "mau@example.com"}
        await client.post("/v1/contact-codes", json=about, headers=station.headers)
    assert await asyncio.to_thread(mailing.background.code_letters.run_due) == 1
    assert postmaster.letters == []
    with mailing.database.reading() as session:
        (row,) = session.exec(select(ContactCodeRow)).all()
    assert row.state == ("failed" if said.startswith("550") else "pending")
