"""A label's value is found in whichever of the usual forms the two stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.assessment.fact_lines import (
    Labelled,
    labelled_lines,
    placed_lines,
    whole_lines,
)

LABELS = {
    "Dokumenttyp": "kind",
    "Beslutad av": "decision",
    "Beslutsdatum": "decision",
    "Senast reviderad": "revised",
    "Datum": "date",
    "Diarienummer": "dnr",
    "Giltig till": "valid",
    "Ersätter": "replaces",
    "Status": "status",
    "Dokumentansvarig": "responsible",
    "Framtagen av": "maker",
    "Nästa revidering": "revision",
}
# words that are no labels, as values are
values = st.lists(
    st.sampled_from(["Kommunfullmäktige", "KS 2022/147", "2026-12-31", "Personalchefen", "Policy"]),
    min_size=1, max_size=3,
).map(" ".join)  # fmt: skip


def pairs(text: str) -> list[tuple[str, str]]:
    return [(found.label, found.value) for found in labelled_lines(text)]


FORMS = {
    "a cell and the next": "{label} | {value}",
    "a colon": "{label}: {value}",
    "a dash": "{label} – {value}",
    "a blank": "{label} {value}",
    "wide blanks": "{label}     {value}",
    "the line below": "{label}\n{value}",
}


@pytest.mark.parametrize("form", FORMS)
@given(label=st.sampled_from(list(LABELS)), value=values)
def test_a_value_is_found_after_its_label_in_every_form(form: str, label: str, value: str) -> None:
    text = FORMS[form].format(label=label, value=value)
    assert pairs(f"Kommunen\n{text}\nSlut") == [(LABELS[label], value)]


@given(
    lines=st.lists(
        st.one_of(
            st.tuples(st.sampled_from(list(LABELS)), values).map(": ".join),
            st.tuples(st.sampled_from(list(LABELS)), values).map(" | ".join),
            st.sampled_from(["", "  ", "1. Syfte", "Policyn gäller alla.", "Status", "Dnr", " | "]),
        ),
        max_size=8,
    )
)
def test_label_and_value_stand_where_they_are_said_to(lines: list[str]) -> None:
    text = "\n".join(lines)
    for found in labelled_lines(text):
        assert text[found.start : found.end].endswith(found.value)


@given(text=st.text(st.sampled_from("Statu: |;\n\tDnrav2026-§åÅ.,"), max_size=60))
def test_any_text_can_be_looked_through(text: str) -> None:
    for found in labelled_lines(text):
        assert 0 <= found.start < found.end <= len(text)


def test_a_line_can_hold_several_labels_in_cells() -> None:
    text = "Beslutad av Kommunfullmäktige | Dnr KS 2022/1"
    assert pairs(text) == [("decision", "Kommunfullmäktige"), ("dnr", "KS 2022/1")]


def test_a_line_can_hold_one_label_after_another() -> None:
    text = "Dokumenttyp: Policy Beslutad av: KF Datum: 2022-05-23"
    assert pairs(text) == [("kind", "Policy"), ("decision", "KF"), ("date", "2022-05-23")]


def test_a_column_of_labels_is_matched_with_the_column_of_values_after_it() -> None:
    text = "Beslutad av\nDnr\nGiltig till\nKommunfullmäktige\nKS 2022/1\n2026-12-31"
    assert pairs(text) == [
        ("decision", "Kommunfullmäktige"),
        ("dnr", "KS 2022/1"),
        ("valid", "2026-12-31"),
    ]


def test_a_label_that_gives_no_fact_keeps_its_place_in_a_column() -> None:
    assert pairs("Handläggare\nDnr\nAnna Ek\nKS 2022/1") == [("dnr", "KS 2022/1")]


def test_a_label_that_gives_no_fact_takes_its_value_with_it() -> None:
    assert pairs("Handläggare | Av Ek | Dnr | KS 2022/1") == [("dnr", "KS 2022/1")]


def test_a_label_is_kept_in_its_own_words() -> None:
    (found,) = labelled_lines("Gäller t.o.m. 2026-12-31")
    assert found == Labelled("valid", "Gäller t.o.m.", "2026-12-31", 0, 24)


@pytest.mark.parametrize(
    "text",
    [
        "dnr: KS 2022/1",  # a label begins a line of its own, with a capital
        "Status:",
        "Statusen är god",
        "Beslut\nParagraf",
        "Typvärde: 3",
        "Vi beslutade om status",
    ],
)
def test_a_word_that_is_no_label_or_has_no_value_gives_nothing(text: str) -> None:
    assert pairs(text) == []


@pytest.mark.parametrize("below", ["Kommunen ansvarar för alla.", "ansvar " * 11])
def test_a_heading_that_reads_like_a_label_does_not_take_the_text_under_it(below: str) -> None:
    assert pairs(f"Ansvar\n{below}") == []


def test_a_label_does_not_take_a_value_from_over_a_blank_line() -> None:
    assert pairs("Beslutad av\n\nKommunfullmäktige") == []


def test_what_is_longer_than_a_value_is_running_text() -> None:
    assert pairs("Status: " + "x" * 161) == []


def test_a_row_of_a_table_with_named_columns_is_told_apart() -> None:
    (found,) = labelled_lines("Nämnd: Skolnämnden; Utfall: 118")
    assert found.row


def test_a_row_of_label_and_value_is_no_row_of_a_table_with_named_columns() -> None:
    (found,) = labelled_lines("Beslutad av | Skolnämnden")
    assert not found.row


# ---- lines


@given(text=st.text(st.sampled_from("ab \n"), max_size=40), most=st.integers(1, 40))
def test_a_beginning_ends_where_a_line_ends(text: str, most: int) -> None:
    first = whole_lines(text, most)
    assert text.startswith(first)
    assert text[len(first) :][:1] in ("", "\n") or "\n" not in text[1:most]


@given(text=st.text(st.sampled_from("ab \n"), max_size=40), most=st.integers(1, 40))
def test_a_beginning_is_no_longer_than_asked_for(text: str, most: int) -> None:
    assert len(whole_lines(text, most)) <= most


@given(text=st.text(st.sampled_from("ab \n"), max_size=40))
def test_every_line_that_is_not_blank_stands_where_it_is_said_to(text: str) -> None:
    placed = list(placed_lines(text))
    assert all(text[at : at + len(line)] == line for line, at in placed)
    assert [line for line, _ in placed] == [ln for ln in text.split("\n") if ln.strip()]
