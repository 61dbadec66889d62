"""Phone and e-mail: forgiving about how they are written, strict about what they are."""

from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from declaration.contact import (
    Email,
    Phone,
    converted_old_number,
    phone_warnings,
    read_email,
    read_phone,
)
from declaration.person import tidy_name
from declaration.problems import Problem


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "(091) 234-5678",
        "+84 912 345 678",
        "+84 0912 345 678",
        "0084912345678",
        "84912345678",
        "912345678",
        "\u200b0912\u00a0345\u00a0678",
    ],
)
def test_one_number_is_read_however_it_is_written(typed: str) -> None:
    phone = read_phone(typed)
    assert isinstance(phone, Phone)
    assert (phone.e164, phone.shown()) == ("+84912345678", "0912 345 678")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" ", "phone_missing"),
        ("02412345678", "phone_not_mobile"),
        ("0412345678", "phone_not_mobile"),
        ("091234567", "phone_not_mobile"),
        ("841234567", "phone_not_mobile"),
        ("09123456789", "phone_not_mobile"),
        ("+1 912 345 678", "phone_not_mobile"),
        ("٠٩١٢٣٤٥٦٧٨", "phone_not_mobile"),
        ("0912345678 hoặc 0912345679", "phone_not_mobile"),
    ],
)
def test_what_is_no_mobile_number_is_refused(typed: str, code: str) -> None:
    problem = read_phone(typed)
    assert isinstance(problem, Problem)
    assert (problem.field, problem.code, problem.blocks) == ("phone", code, True)


@pytest.mark.parametrize(
    ("old", "prefix", "new"),
    [
        ("01682345678", "038", "+84382345678"),
        ("+84 121 234 5678", "079", "+84792345678"),
        ("0199 234 5678", "059", "+84592345678"),
    ],
)
def test_an_old_eleven_digit_number_is_offered_its_new_prefix(old: str, prefix: str, new: str) -> None:
    problem = read_phone(old)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.details) == ("phone_old_eleven_digits", {"suggestion_prefix": prefix})
    assert converted_old_number(old) == Phone(new)


def test_only_old_numbers_are_converted() -> None:
    assert converted_old_number("0912345678") is None
    assert converted_old_number("01112345678") is None


def test_an_unknown_prefix_only_warns() -> None:
    assert phone_warnings(Phone("+84912345678")) == ()
    (problem,) = phone_warnings(Phone("+84712345678"))
    assert (problem.field, problem.code, problem.blocks) == ("phone", "phone_prefix_unknown", False)


@pytest.mark.parametrize("typed", ["Nguyen.Mau@Example.VN", " Nguyen.Mau@example.vn\u200b"])
def test_only_the_domain_of_an_address_is_lowered(typed: str) -> None:
    assert read_email(typed) == Email("Nguyen.Mau@example.vn")


def test_no_email_is_no_mistake() -> None:
    assert read_email(" ") is None


@pytest.mark.parametrize(
    "typed", ["mau", "mau@", "@example.vn", "mẫu@example.vn", "a b@example.vn", "a@b@example.vn"]
)
def test_an_unreadable_address_is_said(typed: str) -> None:
    problem = read_email(typed)
    assert isinstance(problem, Problem)
    assert (problem.field, problem.code) == ("email", "email_unreadable")


@pytest.mark.parametrize("value", ["", "0912345678", "+84112345678", "+8491234567", "+84912345678\n"])
def test_a_phone_is_always_e164(value: str) -> None:
    with pytest.raises(ValueError, match="not a Vietnamese mobile number"):
        Phone(value)


def test_an_email_is_always_normal() -> None:
    with pytest.raises(ValueError, match="not a normal e-mail address"):
        Email("mau@EXAMPLE.vn")


def test_contacts_hide_themselves() -> None:
    assert repr((Phone("+84912345678"), Email("mau@example.vn"))) == "(<Phone>, <Email>)"


@given(
    st.sampled_from(
        ["mau", "Info", "a.b", "nguyen.mau+bhxh", "mẫu", ".a", "a..b", "a b", '"a"', "", "x" * 65]
    ),
    st.sampled_from(
        ["example.com", "Example.VN", "b@c.vn", "mẫu.vn", "-a.vn", "vn", "a..vn", "[127.0.0.1]", "a.vn>"]
    )
    | st.text("ab.-@_ ", max_size=12),
)
def test_a_plain_mailbox_is_read_as_the_library_reads_it(mailbox: str, domain: str) -> None:
    typed = f"{mailbox}@{domain}"
    try:
        wanted: object = Email(
            validate_email(tidy_name(typed), check_deliverability=False, allow_smtputf8=False).normalized
        )
    except EmailNotValidError:
        wanted = None
    found = read_email(typed)
    assert (found if isinstance(found, Email) else None) == wanted
