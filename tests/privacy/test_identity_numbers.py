"""Personal numbers are found however they are written, and little else is taken for one."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.privacy.finder import candidates
from kompass_evidence.privacy.finding import PersonalKind
from kompass_evidence.privacy.identity_numbers import identity_numbers
from tests.privacy.people import FORMS, PLACES, check_digit, drawn, made, numbers

MANY = 2_000  # of each form and place, drawn with a fixed seed
WRITTEN = st.sampled_from(sorted(FORMS))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("form", FORMS)
def test_of_many_numbers_in_twelve_forms_none_is_missed(form: str, place: str) -> None:
    random_ = random.Random(f"{form} {place}")
    wanted = PLACES[place].count("{}")
    for _ in range(MANY // 10):
        number = drawn(random_)
        written = FORMS[form](number)
        text = PLACES[place].format(*[written] * wanted)
        found = list(identity_numbers(text))
        assert [c.value for c in found] == [number[2:]] * wanted, text
        assert {c.span.of(text) for c in found} == {written}


@given(numbers, WRITTEN, WRITTEN)
def test_two_numbers_beside_each_other_are_both_found(number: str, one: str, other: str) -> None:
    text = f"{FORMS[one](number)}; {FORMS[other](number)}"
    assert [found.value for found in identity_numbers(text)] == [number[2:]] * 2


@given(numbers)
def test_a_coordination_number_is_called_so(number: str) -> None:
    (found,) = identity_numbers(number)
    assert (found.kind is PersonalKind.COORDINATION_NUMBER) == (int(number[6:8]) > 60)


@given(numbers, WRITTEN, st.integers(1, 9))
def test_a_number_with_another_check_digit_is_none(number: str, form: str, more: int) -> None:
    wrong = number[:-1] + str((int(number[-1]) + more) % 10)
    assert not list(identity_numbers(f"nr {FORMS[form](wrong)}."))


@given(st.text(alphabet="0123456789 -–+\nabc.,/", max_size=60))
def test_whatever_the_text_spans_are_in_it_in_order_and_apart(text: str) -> None:
    end = 0
    for found in candidates(text):
        assert end <= found.span.start < found.span.end <= len(text)
        end = found.span.end


@given(st.integers(20, 99), st.integers(0, 99_999_999), st.integers(10, 99))
def test_an_organisation_number_is_none(third: int, rest: int, first: int) -> None:
    nine = f"{first}{third}{rest:08}"[:9]
    number = nine + check_digit(nine)
    assert not list(identity_numbers(f"Org.nr {number[:6]}-{number[6:]}, {number}"))


def test_few_of_other_ten_digit_strings_are_taken_for_one() -> None:
    """One in ten has the right check digit and one in fourteen a date: some 7 in 1,000 have both,
    and nothing tells those from a real number."""
    random_ = random.Random(4)
    taken = right = 0
    for _ in range(100_000):
        digits = f"{random_.randrange(10**10):010}"
        is_found = bool(list(identity_numbers(digits)))
        taken += is_found
        is_dated = 1 <= int(digits[2:4]) <= 12 and 1 <= int(digits[4:6]) % 60 <= 31
        if is_dated and check_digit(digits[:9]) == digits[9] and digits[6:9] != "000":
            right += 1
        else:
            assert not is_found, digits
    assert 0.98 * right <= taken <= right  # but 30 February and the like
    assert taken < 800


@pytest.mark.parametrize(
    "text",
    [
        "Bankgiro 5050-1055",
        "Diarienummer KS 2023/00123-4, KS-2024-001245 och Dnr 2021-000123",
        "§ 123 den 2024-11-23 kl. 18.30, sid 12–14",
        "Kostnaden blir 1 250 000 kronor, 810 101 9 876 i fjol",
        "Mobil 0701011232 och telefon: 070-101 12 32",
        "Kartan: 59.8101019876, 17.8101019876",
        "https://www.granholm.example/4.5d2a8101019876b.html",
        "sha 8101019876abcdef",
        "ISBN 978-91-7345-810-1",
    ],
)
def test_what_other_numbers_look_like_is_left_alone(text: str) -> None:
    assert not [c for c in candidates(text) if "number" in c.kind]


@pytest.mark.parametrize(
    "text",
    ["personnummer 81 01 01 {}", "Pnr: 1981-01-01 {}", "född 81-01-01  {}", "pnr198101{}{}"],
)
def test_after_a_word_that_says_so_parts_need_no_hyphen(text: str) -> None:
    number = made(date(1981, 1, 1), 987)
    parts = (number[6:8], number[8:]) if text.count("{}") == 2 else (number[8:],)
    assert [c.value for c in identity_numbers(text.format(*parts))] == [number[2:]]


def test_an_address_holds_its_own_hyphen() -> None:
    number = "810101" + made(date(1981, 1, 1), 987)[8:]
    (found,) = identity_numbers(f"/sok?q={number[:6]}%2D{number[6:]}")
    assert found.value == number
