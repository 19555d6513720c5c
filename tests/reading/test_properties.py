"""What holds for any text at all: offsets slice, spans do not cross, nothing crashes, time stays linear."""

from __future__ import annotations

import sys
from datetime import date
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from stances.reading import NotReadable, read
from stances.reading.document import Document
from stances.reading.names import fold
from stances.records import FoundStatement
from stances.vocabulary import StatementKind

_WORDS = st.sampled_from(
    [
        *("Kask said that the talks failed.", "told reporters", "We will not go.", "did not say", "adding that"),
        *("said", "he", "she", "the minister", "Aino Halla", "according to", "that", "and", "but", "who", "whether"),
        *("(left)", "on Friday", "\n\n", "\n", "Q:", "MR. HOLLIN:", "denied", "24", "Feb.", "U.S."),
        *(",", ".", "“", "”", '"', "'", "’", "‘", "«", "»", ":", ";", "—", "?", "!"),
    ]
)
_NEWS = st.lists(_WORDS, max_size=80).map(" ".join)


def check(text: str, statements: tuple[FoundStatement, ...]) -> None:
    end = 0
    for statement in statements:
        assert end <= statement.span.start < statement.span.end <= len(text)
        end = statement.span.end
        assert statement.span.of(text).strip()
        assert statement.context.contains(statement.span)
        assert statement.context.end <= len(text)
        position = statement.span.start
        for quoted in statement.quoted:
            assert position <= quoted.start
            assert quoted.end <= statement.span.end
            position = quoted.end
        assert bool(statement.quoted) == (statement.kind is not StatementKind.INDIRECT)
        if statement.cue is not None:
            assert statement.cue.of(text).strip()
        if statement.speaker.mention is not None:
            assert statement.speaker.mention.end <= len(text)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_NEWS)
def test_any_jumble_of_news_words_gives_sound_statements(words: str) -> None:
    text = "The minister said that it was the end of the war. " + words
    check(text, read(text, published=date(2023, 5, 5)).statements)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_unicode_is_read_or_refused(text: str) -> None:
    try:
        check(text, read(text).statements)
    except NotReadable as refusal:
        assert refusal.language != "en"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab.,:;!? \n\"'“”‘’„«»()–—", max_size=300))
def test_any_marks_give_quotations_inside_their_paragraphs(text: str) -> None:
    document = Document.of(text)
    end = 0
    for quotation in document.quotations:
        assert end <= quotation.outer.start
        end = quotation.outer.end
        assert quotation.outer.contains(quotation.inner)
        assert any(paragraph.contains(quotation.outer) for paragraph in document.paragraphs)


@given(st.text(max_size=60))
def test_fold_is_plain_and_stable(name: str) -> None:
    key = fold(name)
    assert key.isascii()
    assert key == key.strip()
    assert fold(key) == key


_PARAGRAPH = (
    "“We will not wait,” said Aino Halla, the president of Lavonia, on Friday. “The door is open.” She told us that "
    "the talks would go on, adding that Norland's offer was “a first step”. According to Foreign Minister Ilmar Kask, "
    "the delegation will return in June.\n\n"
)


def steps(text: str) -> int:
    """Lines of the reading room that Python runs to read `text`; the same on every machine, however busy."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace if "reading" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read(text)
    finally:
        sys.settrace(before)
    return count


_HEAD = "The man said that it was all over for the two of them. "
_UNITS = [
    _PARAGRAPH,
    "Kask said that ",
    "“a ",
    "'a ",
    "Kask, ",
    "he, the minister of it, ",
    "a man who said ",
    "Kask (a ",
    "“a, ",
    'he said." It ',
    "Kask wrote:\n\n",
    "— A (@a) May 1, 2024\n\n",
    "Kask's claim of ",
    "Lavonia, Norland and ",
    "in the words of ",
    "> a b c d e\n\n",
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(_UNITS), min_size=1, max_size=3).map("".join))
@example(_PARAGRAPH)
def test_work_grows_with_length_and_no_faster(unit: str) -> None:
    small, large = 4_000, 16_000
    steps(_HEAD)  # what is loaded on first use is not counted
    before = steps(_HEAD + unit * (small // len(unit)))
    after = steps(_HEAD + unit * (large // len(unit)))
    # Four times the text; a quadratic reader would take sixteen times as many steps.
    assert after < 6 * before + 2_000


@pytest.mark.slow
@pytest.mark.parametrize("unit", _UNITS)
def test_two_megabytes_are_read(unit: str) -> None:
    text = _HEAD + unit * (2_000_000 // len(unit))
    check(text, read(text, published=date(2023, 5, 5)).statements)
