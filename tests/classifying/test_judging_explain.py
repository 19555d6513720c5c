"""Which words a label hangs on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.classifying import load
from stances.classifying.explain import MOST_VARIANTS, explain, words
from stances.classifying.template import segments, without
from stances.records import Pair, Probabilities, TargetName
from stances.vocabulary import Stance

RURITANIA = TargetName("Ruritania", ("Strelsau",))


class WordJudge:
    """Critical where it reads "condemn" and the target, the more the oftener "not" is absent; else neutral."""

    name, revision, uncertain_below = "word-judge", "1", 0.5

    def __init__(self) -> None:
        self.calls: list[list[Pair]] = []

    def judge(self, pairs: Sequence[Pair]) -> list[Probabilities]:
        self.calls.append(list(pairs))
        return [self._one(pair) for pair in pairs]

    def _one(self, pair: Pair) -> Probabilities:
        found = set(re.findall(r"\w+", pair.statement))
        if "Ruritania" not in found:
            return Probabilities(0.0, 0.1, 0.1, 0.8)
        critical = 0.7 if "condemn" in found else 0.2
        critical += 0.2 if "partly" not in found else 0.0
        return Probabilities(0.0, critical, 1 - critical, 0.0)


def test_each_word_has_its_place_its_signed_change_and_the_label_without_it() -> None:
    judge = WordJudge()
    pair = Pair("We partly condemn Ruritania’s acts, too.", RURITANIA)
    explained = explain(judge, pair)
    told = {pair.statement[word.start : word.end]: (round(word.change, 6), word.without) for word in explained.words}
    assert list(told) == ["We", "partly", "condemn", "Ruritania’s", "acts", "too"]
    assert told["condemn"] == (-0.5, Stance.NEUTRAL)
    assert told["partly"] == (0.2, Stance.CRITICAL)
    assert told["Ruritania’s"] == (-0.6, Stance.UNRELATED)
    assert told["acts"] == (0.0, Stance.CRITICAL)
    assert (explained.label, explained.given.critical) == (Stance.CRITICAL, pytest.approx(0.7))


def test_all_is_asked_in_one_call() -> None:
    judge, pair = WordJudge(), Pair("We condemn Ruritania today", RURITANIA)
    explain(judge, pair, Stance.CRITICAL)
    assert [len(call) for call in judge.calls] == [5]


def test_another_label_than_the_most_probable_can_be_explained() -> None:
    explained = explain(WordJudge(), Pair("We condemn Ruritania", RURITANIA), Stance.NEUTRAL)
    assert explained.label is Stance.NEUTRAL
    assert explained.words[1].change == pytest.approx(0.5)


@pytest.mark.parametrize("statement", ["", "…", "“!”"])
def test_a_statement_without_words_has_nothing_to_leave_out(statement: str) -> None:
    assert explain(WordJudge(), Pair(statement, RURITANIA)).words == ()


@given(st.integers(1, 1000), st.integers(1, 70))
def test_a_long_statement_is_bounded_and_every_word_of_it_is_in_one_group(n: int, most: int) -> None:
    statement = " ".join(f"w{number}" for number in range(n))
    spans = words(statement, most)
    assert len(spans) <= most
    assert " ".join(span.of(statement) for span in spans) == statement


@given(st.text(max_size=300))
def test_words_stand_in_order_apart_from_each_other_and_hold_letters(statement: str) -> None:
    spans = words(statement)
    assert len(spans) <= MOST_VARIANTS
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(re.search(r"\w", span.of(statement)) for span in spans)


def test_the_word_is_left_out_where_the_context_repeats_the_statement_too() -> None:
    context = "He came late. “We  condemn it,” he said. Nobody else would condemn it."
    pair = Pair("We condemn it,", RURITANIA, context)
    left = without(pair, 3, 10)
    assert left.context == "He came late. “We it,” he said. Nobody else would condemn it."
    whole, less = segments(pair), segments(left)
    assert (less.before, less.after, less.head) == (whole.before, whole.after, whole.head)
    assert less.statement == "We it,"


def test_a_statement_that_the_context_does_not_repeat_is_changed_alone() -> None:
    pair = Pair("We stay. We condemn it.", RURITANIA, "“We stay,” he said. “We condemn it.”")
    assert without(pair, 12, 19).context == pair.context


def test_the_shipped_model_leans_on_the_word_that_takes_the_side() -> None:
    pair = Pair("We condemn Ruritania and nothing else.", RURITANIA)
    explained = explain(load("shipped"), pair)
    assert explained.label is Stance.CRITICAL
    most = min(explained.words, key=lambda word: word.change)
    assert pair.statement[most.start : most.end] == "condemn"
    assert most.change < -0.1
