from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.sources import Fault, SourceError, clean, limits
from stances.sources.cleaning import base_name, clean_line, final_text, shorten

# Hypothesis draws lone surrogates only when asked to.
ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\u2029two\u2028three\x85four", "one\n\ntwo\nthree\nfour"),
        ("page one\fpage two", "page one\n\npage two"),
        ("a\xa0b\u202fc\u2009d\te", "a b c d e"),
        ("\ufeffVal\u200blen\u00addor\u200d", "Vallendor"),
        ("left\u202eright\u202c", "leftright"),
        ("nul\x00bell\x07c1\x9b", "nulbellc1"),
        ("lone \ud800surrogate and \ufffe\U0001ffff", "lone surrogate and"),
        ("e\u0301 C\u0327avus\u0327og\u0306lu", "é Çavuşoğlu"),
        ("the ofﬁcer’s ﬂag", "the officer’s flag"),
        ("  a   b  \n   c ", "a b\nc"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("one\n \t \n\xa0\ntwo", "one\n\ntwo"),
        (" \n\t\u200b ", ""),
    ],
)
def test_what_cannot_be_seen_is_made_uniform(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


@pytest.mark.parametrize("kept", ["“We,” she said – ‘no’ — «да» „nein“…", "İstanbul ΣΑΣ straße", "½ ① ™", "нaтo"])
def test_what_can_be_seen_is_kept_as_written(kept: str) -> None:
    assert clean(kept) == kept


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.sampled_from("eE\u0301\u0327\u00ad\u200d\u200b\u2028\u2029\ufeff\r\n\f\x85\xa0 \t\x00\x1c\ud800ﬁ각")))
def test_cleaning_is_idempotent_on_the_characters_it_changes(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT)
def test_clean_text_is_composed_trimmed_and_can_be_stored(text: str) -> None:
    result = clean(text)
    assert unicodedata.is_normalized("NFC", result)
    assert result == result.strip()
    assert "\n\n\n" not in result
    assert "  " not in result
    assert not [c for c in result if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]
    result.encode("utf-8")


@given(ANY_TEXT)
def test_a_clean_line_is_one_clean_line(text: str) -> None:
    line = clean_line(text)
    assert "\n" not in line
    assert clean(line) == line


@given(ANY_TEXT, st.integers(min_value=2, max_value=40))
def test_a_shortened_text_has_at_most_its_length(text: str, length: int) -> None:
    assert len(shorten(text, length)) <= length


def test_a_long_title_is_cut_between_words() -> None:
    assert shorten("The minister of Vallendor said", 20) == "The minister of…"


def test_a_text_of_nothing_but_space_is_empty() -> None:
    with pytest.raises(SourceError) as caught:
        final_text(" \u200b\r\n\xa0")
    assert caught.value.code is Fault.EMPTY


def test_the_longest_text_is_taken_and_one_character_more_is_refused() -> None:
    longest = "a" * limits.MAX_TEXT_CHARACTERS
    assert final_text(longest + " \n") == longest
    with pytest.raises(SourceError, match="400,001") as caught:
        final_text(longest + "a")
    assert caught.value.code is Fault.TOO_LARGE


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/report.txt", "report.txt"),
        ("C:\\Users\\m\\report.txt", "report.txt"),
        ("re\x00po\u202ert.txt", "report.txt"),
        ("a" * 300 + ".docx", "a" * 195 + ".docx"),
    ],
)
def test_a_file_name_loses_its_folders_and_keeps_its_extension(given_name: str, kept: str) -> None:
    assert base_name(given_name) == kept
