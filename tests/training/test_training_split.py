"""Splits: what must stay together stays together, on every machine alike."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stances.records import Pair, TargetName
from stances.vocabulary import Stance
from training import data, readers
from training.readers import Example
from training.split import components, shingles, split, without_near_duplicates

PORT = TargetName("Port Vane")
WORDS = [
    "harbour",
    "envoy",
    "treaty",
    "winter",
    "minister",
    "grain",
    "border",
    "council",
    "letter",
    "bridge",
    "island",
    "coal",
]

MIXTURE = data.Mixture()


def example(number: int, group: str, text: str | None = None, source: str = "made") -> Example:
    words = random.Random(number)
    said = text or " ".join(words.choice(WORDS) + str(words.randrange(900)) for _ in range(12))
    return Example(Pair(said, PORT), Stance.NEUTRAL, source, group, f"id-{number}")


def many(documents: int, each: int = 3) -> list[Example]:
    return [example(d * each + i, f"g{d}") for d in range(documents) for i in range(each)]


def groups(examples: list[Example]) -> set[str]:
    return {e.group for e in examples}


def test_no_document_is_in_two_parts_and_none_is_lost() -> None:
    examples = many(80)
    parts = split(examples)
    held = [groups(parts.train), groups(parts.calibration), groups(parts.test)]
    assert not held[0] & held[1] and not held[0] & held[2] and not held[1] & held[2]
    assert sorted(e.id for e in parts.train + parts.calibration + parts.test) == sorted(e.id for e in examples)


def test_shares_are_about_what_they_are_said_to_be() -> None:
    parts = split(many(200))
    assert 0.14 < len(parts.test) / 600 < 0.17 and 0.07 < len(parts.calibration) / 600 < 0.10


def test_every_source_is_in_the_test() -> None:
    examples = [example(i, f"{s}{i}", source=s) for s in ("a", "b", "c") for i in range(40)]
    assert {e.source for e in split(examples).test} == {"a", "b", "c"}


@settings(deadline=None)  # this machine may be busy
@given(seed=st.integers(0, 1000))
def test_the_order_of_the_data_does_not_change_the_split(seed: int) -> None:
    examples = many(30)
    shuffled = random.Random(seed).sample(examples, len(examples))
    assert groups(split(shuffled).test) == groups(split(examples).test)


def test_documents_that_share_a_near_duplicate_are_one() -> None:
    said = "the harbour will be opened again to every ship of every nation before the winter"
    examples = [
        *many(10),
        example(900, "agency", said),
        example(901, "newspaper", said + ", he added"),
        example(902, "elsewhere", "the bridge will be closed to all carts until the minister has seen it"),
    ]
    found = components(examples)
    assert found["agency"] == found["newspaper"] != found["elsewhere"]


def test_near_duplicates_join_through_a_third() -> None:
    first = "one two three four five six seven eight nine ten eleven twelve"
    examples = [example(1, "a", first), example(2, "b", first + " more"), example(3, "c", "so " + first + " more")]
    assert len(set(components(examples).values())) == 1


def test_what_is_nearly_held_out_does_not_train() -> None:
    held_out = [example(1, "test", "the envoy of the island said that the treaty was broken before the ink was dry")]
    copy = example(2, "news", "The treaty was broken before the ink was dry, the envoy of the island said")
    other = example(3, "news2", "the council has sent a letter about the price of coal")
    assert without_near_duplicates([copy, other], held_out) == [other]


def test_a_sentence_inside_a_held_out_context_does_not_train() -> None:
    inside = "the council has sent a letter about the price of coal to the minister"
    held_out = [Example(Pair("Yes.", PORT, context=f"He was asked. {inside}. Yes."), Stance.NEUTRAL, "s", "g", "i")]
    assert without_near_duplicates([example(3, "n", inside)], held_out) == []


def test_short_texts_are_their_own_shingle() -> None:
    assert shingles("Not yet!") == {"not yet"} and shingles("  ") == frozenset()


@pytest.mark.shared
def test_the_real_statements_are_split_by_document_without_leaks() -> None:
    folder = Path("../shared/data/statements")
    if not folder.is_dir():
        pytest.skip("needs ../shared/data")
    parts = split(list(readers.real_statements(folder)))
    assert not groups(parts.train) & (groups(parts.test) | groups(parts.calibration))
    assert without_near_duplicates(parts.train, [*parts.test, *parts.calibration]).__len__() > 0.97 * len(parts.train)
    assert 0.13 < len(parts.test) / (3 * 4161) < 0.17


@pytest.mark.shared
def test_the_corpus_trains_on_nothing_that_it_is_tested_on() -> None:
    if not Path("../shared/data").is_dir():
        pytest.skip("needs ../shared/data")
    corpus = data.corpus(Path("../shared"))
    tested = {e.pair.statement for e in (*corpus.statements.test, *corpus.statements.calibration, *corpus.newsmtsc_dev)}
    rng = random.Random(1)
    trained = {
        e.pair.statement for e in (*data.news_epoch(corpus, rng, MIXTURE), *data.statements_epoch(corpus, rng, MIXTURE))
    }
    assert not tested & trained
