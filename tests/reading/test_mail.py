"""Mails give one text with who, when and about what; their attachments are files of their own."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.errors import Problem, UnreadableError
from kompass_evidence.reading import read
from kompass_evidence.reading.containers import Member, members
from kompass_evidence.reading.mail import html_text
from tests.reading.compound_file import outlook_mail

BODY = "Hej!\n\nHär kommer planen, som följs upp varje år.\n\nVänligen\nÅsa Öberg"
OUTLOOK = outlook_mail("Underlag", "Åsa", "Hej!", {"a.txt": b"text"})


def mail(body: str = BODY, charset: str = "utf-8") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Åsa Öberg <asa.oberg@granholm.se>"
    made["To"] = "kommun@granholm.se"
    made["Subject"] = "Underlag inför mötet"
    made["Date"] = "Mon, 02 Feb 2026 10:00:00 +0100"
    made.set_content(body, charset=charset)
    return made


def attachments(data: bytes, name: str = "brev.eml") -> dict[str, bytes]:
    return {held.path: held.data for held in members(data, name) if isinstance(held, Member)}


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_headers_and_body_are_one_text(charset: str) -> None:
    document = read(mail(charset=charset).as_bytes(), "brev.eml")
    assert document.title == "Underlag inför mötet"
    assert document.dated == "2026-02-02"
    assert document.text.splitlines() == [
        "Underlag inför mötet", "Från: Åsa Öberg <asa.oberg@granholm.se>",
        "Till: kommun@granholm.se", "Datum: 2026-02-02 10:00", "Hej!",
        "Här kommer planen, som följs upp varje år.", "Vänligen Åsa Öberg",
    ]  # fmt: skip


def test_a_body_in_an_unknown_or_wrong_encoding_is_read() -> None:
    head = b"From: a@b.se\r\nContent-Transfer-Encoding: 8bit\r\nContent-Type: text/plain; charset="
    body = "\r\n\r\nMötet är på måndag.".encode("cp1252")
    for charset in (b"okand-8", b"utf-8"):
        assert "Mötet är på måndag." in read(head + charset + body, "brev.eml").text


def test_an_html_body_is_read_without_its_scripts() -> None:
    made = mail()
    made.set_content(
        "<html><head><style>p{}</style></head><body><p>Planen gäller&nbsp;nu.</p>"
        "<script>x()</script><p>Den följs<br>upp.</p></body></html>", subtype="html"
    )  # fmt: skip
    lines = read(made.as_bytes(), "brev.eml").text.splitlines()
    assert lines[-2:] == ["Planen gäller nu.", "Den följs upp."]


def test_attachments_are_members_by_their_swedish_names() -> None:
    made = mail()
    made.add_attachment(b"%PDF ett", maintype="application", subtype="pdf", filename="Plan åäö.pdf")
    made.add_attachment(b"%PDF tva", maintype="application", subtype="pdf", filename="Plan åäö.pdf")
    made.add_attachment("text", filename="../../ut.txt")
    assert attachments(made.as_bytes()) == {
        "Plan åäö.pdf": b"%PDF ett", "Plan åäö (2).pdf": b"%PDF tva", "ut.txt": b"text\n",
    }  # fmt: skip


def test_a_picture_in_the_text_is_no_attachment() -> None:
    made = mail()
    made.add_alternative("<p>Hej <img src='cid:logo'></p>", subtype="html")
    made.get_payload()[1].add_related(b"\x89PNG", "image", "png", cid="<logo>", filename="l.png")  # type: ignore[index,union-attr]
    assert attachments(made.as_bytes()) == {}


def test_a_forwarded_mail_is_a_member() -> None:
    made = mail()
    made.add_attachment(mail("Det första brevet."))
    ((name, data),) = attachments(made.as_bytes()).items()
    assert name == "Underlag inför mötet.eml"
    assert "Det första brevet." in read(data, name).text


@pytest.mark.parametrize("name", ["brev.eml", "brev.msg"])
@pytest.mark.parametrize("data", [b"inget brev", b"\0\1\2", b"\xd0\xcf\x11\xe0" * 160])
def test_what_is_no_mail_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(UnreadableError, match="no mail"):
        read(data, name)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader_of_mail(data: bytes) -> None:
    whole = b"From: a@b.se\r\n" + data
    try:
        assert read(whole, "brev.eml").text
        assert all(isinstance(held, Member | Problem) for held in members(whole, "brev.eml"))
    except UnreadableError as error:
        assert error.message


@given(st.text())
def test_no_page_breaks_the_text_of_a_mail(page: str) -> None:
    assert isinstance(html_text(page), str)


# ---- Outlook


def test_a_mail_of_outlook_is_read_with_its_attachments() -> None:
    data = outlook_mail("Underlag inför mötet", "Åsa Öberg", BODY, {"Plan åäö.pdf": b"%PDF ett"})
    document = read(data, "brev.msg")
    assert document.title == "Underlag inför mötet"
    assert 'Från: "Åsa Öberg" <asa@granholm.se>' in document.text
    assert "Här kommer planen, som följs upp varje år." in document.text
    assert document.dated == "2026-02-02"
    assert attachments(data, "brev.msg") == {"Plan åäö.pdf": b"%PDF ett"}


@given(st.data())
def test_damaged_mails_of_outlook_never_break_the_reader(data: st.DataObject) -> None:
    damaged = bytearray(OUTLOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert read(bytes(damaged), "brev.msg").text
        list(members(bytes(damaged), "brev.msg"))
    except UnreadableError as error:
        assert error.message
