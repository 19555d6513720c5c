"""Marks in a text: cut so that nothing is lost, whatever overlaps what."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stances.passages import LONG_PARAGRAPH, Mark, Paragraph, excerpts, leaves_out, paragraphs
from stances.records import Span

TEXT = "One two three.\n\nFour five six seven.\n\nEight nine."


def mark(key: int, words: str, text: str = TEXT) -> Mark:
    start = text.index(words)
    return Mark(key, Span(start, start + len(words)))


def printed(shown: list[Paragraph]) -> list[str]:
    return ["".join(piece.text for piece in paragraph.pieces) for paragraph in shown]


def pieces(paragraph: Paragraph) -> list[tuple[str, tuple[int, ...]]]:
    return [(piece.text, piece.keys) for piece in paragraph.pieces]


def test_a_mark_is_cut_out_of_its_paragraph() -> None:
    first, second, third = paragraphs(TEXT, [mark(7, "five six")])
    assert pieces(second) == [("Four ", ()), ("five six", (7,)), (" seven.", ())]
    assert (first.begins, second.begins, third.begins) == ((), (7,), ())


def test_of_two_marks_that_overlap_the_common_words_belong_to_both() -> None:
    second = paragraphs(TEXT, [mark(1, "Four five"), mark(2, "five six")])[1]
    assert pieces(second) == [("Four ", (1,)), ("five", (1, 2)), (" six", (2,)), (" seven.", ())]
    assert [piece.opens for piece in second.pieces] == [(1,), (2,), (), ()]


def test_a_mark_inside_another_is_the_inner_one() -> None:
    second = paragraphs(TEXT, [mark(1, "six"), mark(2, "Four five six seven")])[1]
    assert pieces(second)[1] == ("six", (2, 1))
    assert second.pieces[1].key == 1


def test_a_mark_over_several_paragraphs_begins_once_and_goes_on_in_each() -> None:
    over = Mark(5, Span(TEXT.index("three"), TEXT.index("nine")))
    shown = paragraphs(TEXT, [over])
    assert [paragraph.begins for paragraph in shown] == [(5,), (), ()]
    assert all(any(5 in piece.keys for piece in paragraph.pieces) for paragraph in shown)
    assert sum(5 in piece.opens for paragraph in shown for piece in paragraph.pieces) == 1


def test_a_mark_that_begins_in_the_gap_between_paragraphs_begins_with_the_next() -> None:
    gap = TEXT.index("\n\n")
    shown = paragraphs(TEXT, [Mark(3, Span(gap, gap + 6))])
    assert [paragraph.begins for paragraph in shown] == [(), (3,), ()]


def test_an_excerpt_keeps_only_paragraphs_with_a_mark_and_says_where_text_is_left_out() -> None:
    shown = excerpts(TEXT, [mark(1, "two"), mark(2, "nine")], [])
    assert printed(shown) == ["One two three.", "Eight nine."]
    assert [paragraph.after_gap for paragraph in shown] == [False, True]
    assert leaves_out(TEXT, shown)
    assert not leaves_out(TEXT, paragraphs(TEXT, []))


def test_of_a_text_in_one_long_paragraph_an_excerpt_keeps_only_the_surroundings() -> None:
    text = "Filler words here. " * 100 + "She said that it holds. " + "More filler. " * 100
    assert len(text) > LONG_PARAGRAPH
    said = mark(1, "it holds", text)
    around = mark(0, "She said that it holds.", text).span
    assert printed(excerpts(text, [said], [around])) == ["She said that it holds."]


@given(
    st.text(alphabet="ab \n“”", min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 20)), max_size=6),
)
def test_no_character_is_lost_or_doubled_whatever_the_marks(text: str, found: list[tuple[int, int]]) -> None:
    marks = [Mark(key, Span(start, start + length)) for key, (start, length) in enumerate(found)]
    whole = [line for line in text.split("\n") if line.strip()]
    assert printed(paragraphs(text, marks)) == whole
    for one in marks:
        words = one.span.of(text)
        covered = "".join(
            piece.text for paragraph in paragraphs(text, marks) for piece in paragraph.pieces if one.key in piece.keys
        )
        assert "".join(covered.split()) == "".join(words.split())
