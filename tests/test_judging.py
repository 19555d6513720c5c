"""Lines in, questions out: what a line may ask, and what is said of one that asks nothing."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.judging import (
    LONGEST_LINE,
    Answer,
    KnownTargets,
    Line,
    LineError,
    Question,
    arriving,
    as_line,
    judged,
    parse,
)
from stances.records import Pair, Probabilities, TargetName
from tests.fakes import FakeModel

NORLAND = TargetName("Norland", ("Port Alder", "the Northern Crown"))
ESTMARK = TargetName("Estmark", ("Ests",))
KNOWN = KnownTargets((NORLAND, ESTMARK))


def ask(**fields: object) -> Question:
    return parse(Line(1, json.dumps({"id": 1, "statement": "We stay.", **fields}).encode()), KNOWN)


def refusal(content: bytes | None) -> str:
    with pytest.raises(LineError) as refused:
        parse(Line(1, content), KNOWN)
    return str(refused.value)


# --- what a line may ask ------------------------------------------------------------------


def test_without_targets_all_built_in_ones_are_asked_about() -> None:
    for question in (ask(), ask(targets=None)):
        assert [pair.target for pair in question.pairs] == [NORLAND, ESTMARK]


@pytest.mark.parametrize("name", ["Norland", "NORLAND", " norland ", "port alder", "The Northern Crown"])
def test_a_name_or_alias_of_a_built_in_target_in_any_case_means_that_target(name: str) -> None:
    assert [pair.target for pair in ask(targets=[name]).pairs] == [NORLAND]
    assert [pair.target for pair in ask(targets=[{"name": name}]).pairs] == [NORLAND]


def test_an_unknown_name_is_a_target_without_aliases_and_an_object_brings_its_own() -> None:
    question = ask(targets=["Karsia", {"name": "Norland", "aliases": ["the capital"]}])
    assert [pair.target for pair in question.pairs] == [TargetName("Karsia"), TargetName("Norland", ("the capital",))]


def test_two_names_of_one_target_are_one_question() -> None:
    assert [pair.target for pair in ask(targets=["Ests", "Norland", "Estmark"]).pairs] == [ESTMARK, NORLAND]


def test_context_and_speaker_reach_the_judge_and_other_fields_do_not_matter() -> None:
    question = ask(targets=["Ests"], context="He said: We stay.", speaker="Ilva Torrent", date="2022-03-04", source=7)
    assert question.pairs == (Pair("We stay.", ESTMARK, "He said: We stay.", "Ilva Torrent"),)


def test_a_byte_order_mark_before_the_first_line_is_passed_over() -> None:
    assert parse(Line(1, b'\xef\xbb\xbf{"id": "a", "statement": "We stay."}\r'), KNOWN).id == "a"


# --- what is wrong with a line ------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"We stay.", "not JSON"),
        (b'{"id": 1, "statement": "We st', "not JSON"),
        (b'["We stay."]', "should be an object, not a list"),
        (b"null", "not null"),
        (b'{"id": 1, "statement": "caf\xe9"}', "not UTF-8: byte 0xe9 at position 28"),
        (b'{"id": NaN, "statement": "We stay."}', "NaN is no number"),
        (b'{"id": ' + b"9" * 5000 + b"}", "not JSON that can be read"),
        (b"[" * 60_000, "nested too deep"),
        (None, "longer than 65,536 bytes"),
        (b'{"id": 1}', "“statement” is missing or empty"),
        (b'{"id": 1, "statement": " \\n"}', "“statement” is missing or empty"),
        (b'{"id": 1, "statement": ["We stay."]}', "“statement” should be a text, not a list"),
        (b'{"id": 1, "statement": "\\ud800"}', "half of a surrogate pair"),
        (b'{"statement": "We stay."}', "“id” is missing"),
        (b'{"id": true, "statement": "We stay."}', "“id” should be a text or a whole number, not true or false"),
    ],
)
def test_a_malformed_line_says_what_is_wrong(content: bytes | None, says: str) -> None:
    assert says in refusal(content)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"context": 3}, "“context” should be a text"),
        ({"speaker": {}}, "“speaker” should be a text, not an object"),
        ({"date": "4 March"}, "“date” should be a day"),
        ({"date": "2022-02-30"}, "“date” should be a day"),
        ({"targets": "Norland"}, "should be a list, not a text"),
        ({"targets": []}, "is empty"),
        ({"targets": ["Norland", 4]}, "names and objects, not a number"),
        ({"targets": ["  "]}, "a target is empty"),
        ({"targets": ["x" * 121]}, "longer than 120"),
        ({"targets": [{"aliases": []}]}, "the name of a target should be a text, not null"),
        ({"targets": [{"name": "Karsia", "alias": ["K"]}]}, "and no 'alias'"),
        ({"targets": [{"name": "Karsia", "aliases": "K"}]}, "“aliases” should be a list"),
        ({"targets": [{"name": "Karsia", "aliases": [None]}]}, "an alias should be a text"),
        ({"targets": ["Norland", {"name": "Norland", "aliases": ["N"]}]}, "twice, with different aliases"),
        ({"targets": [f"Isle {n}" for n in range(65)]}, "65 entries"),
        ({"targets": [{"name": "Karsia", "aliases": [f"K{n}" for n in range(101)]}]}, "101 entries"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(fields: dict[str, object], says: str) -> None:
    assert says in refusal(json.dumps({"id": 1, "statement": "We stay.", **fields}).encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.characters(categories=["Cs"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)
TARGETS = st.lists(st.text(max_size=12) | st.fixed_dictionaries({"name": JSON}, optional={"aliases": JSON}), max_size=4)
ROWS = st.fixed_dictionaries(
    {"id": st.integers() | JSON, "statement": st.text(min_size=1) | JSON},
    optional={
        "context": st.text() | JSON,
        "speaker": JSON,
        "date": st.dates().map(str) | JSON,
        "targets": TARGETS | JSON,
    },
)


@given(
    st.binary(max_size=200)
    | ROWS.map(lambda row: json.dumps(row).encode())
    | JSON.map(lambda v: json.dumps(v).encode())
)
def test_whatever_a_line_holds_it_is_a_question_that_can_be_answered_or_a_refusal(content: bytes) -> None:
    try:
        question = parse(Line(1, content), KNOWN)
    except LineError as refused:
        assert str(refused)
        str(refused).encode()
        return
    assert question.pairs and all(pair.statement.strip() and pair.target.name.strip() for pair in question.pairs)
    names = [pair.target.name for pair in question.pairs]
    assert len(names) == len(set(names))
    model = FakeModel()
    for pair, answer in zip(question.pairs, judged(model, question.pairs), strict=True):
        line = as_line(question.id, pair, answer, model)
        row = json.loads(line.encode())
        assert (row["id"], row["target"], "\n" in line) == (question.id, pair.target.name, False)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_printed_probabilities_sum_to_one_within_rounding(a: float, b: float, c: float) -> None:
    cuts = sorted((a, b, c))
    given = Probabilities(cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], 1 - cuts[2])
    row = json.loads(as_line(1, Pair("We stay.", NORLAND), Answer(given), FakeModel()))
    assert abs(sum(row["probabilities"].values()) - 1) <= 2e-4
    assert row["label"] == given.label.value
    assert row["uncertain"] is (given.probability < 0.6)


# --- lines as they arrive -----------------------------------------------------------------


class Pipe:
    """Hands out what a test puts in, part by part, and counts what was taken."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = list(parts)

    def read1(self, size: int, /) -> bytes:
        return self.parts.pop(0) if self.parts else b""


def test_a_line_is_given_out_before_the_next_part_is_asked_for() -> None:
    pipe = Pipe(b"one\ntw", b"o\nthree")
    lines = arriving(pipe)
    assert next(lines) == [Line(1, b"one")]
    assert len(pipe.parts) == 1
    assert list(lines) == [[Line(2, b"two")], [Line(3, b"three")]]


def test_an_over_long_line_is_not_kept_and_the_lines_after_it_keep_their_numbers() -> None:
    chunk = b"x" * 50_000
    pipe = Pipe(b"one\n" + chunk, chunk, chunk, chunk, b"end\nthree\n", b"y" * (LONGEST_LINE + 1))
    given_out = [line for lines in arriving(pipe) for line in lines]
    assert given_out == [Line(1, b"one"), Line(2, None), Line(3, b"three"), Line(4, None)]


def test_a_line_of_just_the_longest_length_is_kept() -> None:
    longest = b"x" * LONGEST_LINE
    assert [line.content for lines in arriving(Pipe(longest, b"\n", longest)) for line in lines] == [longest, longest]


@given(st.binary(max_size=300), st.integers(1, 50))
def test_however_the_stream_is_cut_the_lines_are_the_same(content: bytes, size: int) -> None:
    whole = content.split(b"\n")
    if not whole[-1]:
        whole.pop()
    parts = [content[at : at + size] for at in range(0, len(content), size)]
    assert [line for lines in arriving(Pipe(*parts)) for line in lines] == [
        Line(number, line) for number, line in enumerate(whole, start=1)
    ]
    assert [line.content for lines in arriving(io.BytesIO(content)) for line in lines] == whole
