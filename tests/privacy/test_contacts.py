"""What private persons are reached by is found; what officials are reached by stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.document import Document
from kompass_evidence.privacy.finder import find_in_document
from kompass_evidence.privacy.finding import PersonalKind


def found(text: str, title: str = "") -> list[tuple[PersonalKind, str]]:
    document = Document(text, (), title=title)
    return [(f.kind, f.span.of(text)) for f in find_in_document("src-1", document)]


PHONES = [
    "070-123 45 67", "070 123 45 67", "0701234567", "070-1234567", "0701-23 45 67",
    "+46 70 123 45 67", "+46(0)70-123 45 67", "0046701234567", "073–123 45 67", "076/123 45 67",
]  # fmt: skip


@pytest.mark.parametrize("phone", PHONES)
def test_a_mobile_phone_that_nobody_holds_in_office_is_found(phone: str) -> None:
    assert found(f"Sven och Maja Ek bor vid ån och nås på {phone}.") == [
        (PersonalKind.PHONE, phone)
    ]


@given(
    st.sampled_from("02369"), st.integers(0, 9_999_999),
    st.sampled_from(["{}{}{}", "{}-{}{}", "{} {} {}", "{}-{} {}"]),
)  # fmt: skip
def test_any_mobile_phone_has_one_value(second: str, rest: int, form: str) -> None:
    digits = f"{rest:07}"
    phone = form.format("07" + second, digits[:3], digits[3:])
    assert found(f"Maja Ek nås på tel {phone}") == [(PersonalKind.PHONE, phone)]


@pytest.mark.parametrize(
    "address",
    [
        "maja.ek@gmail.com",
        "Maja_Ek81@hotmail.se",
        "maja@live.se",
        "m.ek@telia.com",
        "ek@me.com",
    ],
)
def test_an_address_at_a_provider_open_to_all_is_found(address: str) -> None:
    assert found(f"Skriv till {address}, sade hon.") == [(PersonalKind.EMAIL, address)]


@pytest.mark.parametrize(
    "text",
    [
        "Maja Ek, miljöchef, 070-123 45 67",
        "Handläggare: Maja Ek\nTelefon: 070-123 45 67",
        "Kommunstyrelsens ordförande Maja Ek (S), maja.ek@gmail.com, 070-123 45 67",
        "Kontaktcenter 0199-10 20 00, sms 073-123 45 67",
        "Maja Ek, maja.ek@granholm.se, 070-123 45 67",
        "Växel 08-123 456 00",
        "maja.ek@granholm.se, registrator@region-norr.se, kommun@granholm.se, info@foretaget.se",
        "Föreningen nås på granholms.hembygdsforening@gmail.com eller info@gmail.com",
        "Stöd till anhöriga: kontakta anhörigkonsulent Maja Ek, 070-123 45 67",
        "Kontakt: Telefon: 08-123 456 77, SMS: 0708–123 174\nAnhörigperspektivet är viktigt.",
        "Bankgiro 5050-1055, § 12, 2024-11-23 kl. 07.30–16.30, 1 070 123 456 kronor",
        "Dnr KS 2024/00701, org.nr 212000-1234",
    ],
)
def test_what_an_office_is_reached_by_stays(text: str) -> None:
    assert found(text) == []


def test_a_page_of_contacts_is_an_office() -> None:
    assert found("Maja Ek\n070-123 45 67", "Kontakta politiker och tjänstepersoner") == []


@pytest.mark.parametrize(
    "text",
    [
        "Miljönämnden har fått ett klagomål. Klagande: Maja Ek, {}.",
        "Handläggare: Bo Berg. Klagande: Maja Ek, telefon {}",
        "Nämnden avslår ansökan. Sökande: Maja Ek, {}",
        "Ordföranden svarar undertecknad Maja Ek, {}",
    ],
)
@pytest.mark.parametrize("value", ["070-123 45 67", "maja.ek@gmail.com"])
def test_a_party_is_private_whatever_office_stands_there(text: str, value: str) -> None:
    assert [written for _, written in found(text.format(value))] == [value]


def test_the_landline_of_a_party_is_private() -> None:
    assert found("Hemtelefon: 0199-12 34 56") == [(PersonalKind.PHONE, "0199-12 34 56")]
