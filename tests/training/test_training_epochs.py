"""What an epoch trains on, and in which batches."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stances.classifying.template import Encoded
from stances.records import Pair, TargetName
from stances.vocabulary import Stance
from training import data
from training.augment import absent, named_in, retold, thinned
from training.data import Mixture
from training.readers import Example
from training.split import Split
from training.targets import COUNTRIES, NATO, RUSSIA, UKRAINE
from training.train import batches


def made(said: str, target: TargetName, label: Stance, **more: str) -> Example:
    return Example(Pair(said, target, **more), label, "made", "g", said[:20])


@settings(deadline=None)  # this machine may be busy
@given(st.integers(0, 500))
def test_a_retold_statement_keeps_its_label_and_loses_every_name_of_the_old_target(seed: int) -> None:
    said = "Russia and its Russian friends must leave; Moscow knows it, and Ukraine stands."
    found = retold(made(said, RUSSIA, Stance.CRITICAL, speaker="Ada Thorn"), random.Random(seed))
    assert found is not None and found.label is Stance.CRITICAL
    assert not named_in(RUSSIA, found.pair.statement) and named_in(found.pair.target, found.pair.statement)
    assert "Ukraine stands" in found.pair.statement and found.pair.speaker == ""
    assert found.pair.target.name in {country.name for country in COUNTRIES}


@pytest.mark.parametrize(
    ("said", "target", "label"),
    [
        ("Putin must answer for Russia's crimes.", RUSSIA, Stance.CRITICAL),  # a person stands for the target
        ("Nobody is named here.", UKRAINE, Stance.SUPPORTIVE),
        ("NATO is strong.", NATO, Stance.SUPPORTIVE),
        ("Russia met Ukraine.", RUSSIA, Stance.UNRELATED),
    ],
)
def test_what_does_not_carry_over_is_not_retold(said: str, target: TargetName, label: Stance) -> None:
    assert all(retold(made(said, target, label), random.Random(seed)) is None for seed in range(30))


@settings(deadline=None)  # this machine may be busy
@given(st.integers(0, 500))
def test_an_absent_target_is_named_nowhere_and_unrelated(seed: int) -> None:
    example = made("Beijing and Washington spoke of Iran.", RUSSIA, Stance.UNRELATED, context="The EU listened.")
    found = absent(example, random.Random(seed))
    if found is not None:
        assert found.label is Stance.UNRELATED
        assert not named_in(found.pair.target, found.pair.statement, found.pair.context)


@settings(deadline=None)  # this machine may be busy
@given(st.integers(0, 500))
def test_less_help_never_takes_the_only_words_that_name_the_target(seed: int) -> None:
    example = made(
        "They must leave.", RUSSIA, Stance.CRITICAL, context="Russian troops are there.", speaker="Ada Thorn"
    )
    found = thinned(example, random.Random(seed))
    assert found.pair.context == example.pair.context and found.pair.statement == example.pair.statement
    assert set(found.pair.target.aliases) <= set(RUSSIA.aliases)


def test_help_is_withheld_sometimes_and_given_sometimes() -> None:
    example = made("Russia must leave.", RUSSIA, Stance.CRITICAL, context="So she said.", speaker="Ada Thorn")
    found = [thinned(example, random.Random(seed)).pair for seed in range(300)]
    assert 0.2 < sum(not pair.speaker for pair in found) / 300 < 0.4
    assert 0.05 < sum(not pair.context for pair in found) / 300 < 0.25
    assert 0.3 < sum(len(pair.target.aliases) < len(RUSSIA.aliases) for pair in found) / 300 < 0.7


def corpus() -> data.Corpus:
    addressed = [made(f"Russia did wrong number {i}.", RUSSIA, Stance.CRITICAL) for i in range(90)]
    praised = [made(f"Russia did right number {i}.", RUSSIA, Stance.SUPPORTIVE) for i in range(10)]
    easy = [made(f"The weather on day {i}.", NATO, Stance.UNRELATED) for i in range(1000)]
    public = [
        Example(Pair(f"Vane met Thorn {i}.", TargetName("Vane")), label, "dse", f"d{i}", f"d{i}")
        for i, label in enumerate([Stance.NEUTRAL] * 400 + [Stance.CRITICAL] * 100)
    ]
    return data.Corpus(Split([*addressed, *praised, *easy], [], []), [], public, [])


def test_an_epoch_takes_every_addressed_pair_and_some_of_the_easy_rest() -> None:
    taken = data.statements_epoch(corpus(), random.Random(3), Mixture())
    plain = [e for e in taken if e.source == "made"]
    assert sum(e.pair.target.name == "Russia" for e in plain) == 100
    easy = sum(e.label is Stance.UNRELATED for e in plain)
    assert 0.2 < easy / 1000 < 0.4


def test_the_first_stage_takes_few_of_the_sentences_without_sentiment() -> None:
    taken = data.news_epoch(corpus(), random.Random(3), Mixture())
    labels = [e.label for e in taken]
    assert labels.count(Stance.CRITICAL) == 100
    assert 60 < labels.count(Stance.NEUTRAL) < 150


def test_rare_labels_weigh_more_and_unrelated_stays() -> None:
    weights = {e.label: e.weight for e in data.balanced(corpus().statements.train, 0.3)}
    assert weights[Stance.SUPPORTIVE] > 1 > weights[Stance.CRITICAL]
    assert weights[Stance.UNRELATED] == 1


def test_an_epoch_is_the_same_for_the_same_seed() -> None:
    one, other = (data.statements_epoch(corpus(), random.Random(5), Mixture()) for _ in range(2))
    assert one == other != data.statements_epoch(corpus(), random.Random(6), Mixture())


@settings(deadline=None)  # this machine may be busy
@given(lengths=st.lists(st.integers(1, 200), max_size=400), seed=st.integers(0, 9))
def test_batches_hold_each_example_once(lengths: list[int], seed: int) -> None:
    encoded = [Encoded([1] * n, [0] * n) for n in lengths]
    found = batches(encoded, random.Random(seed), 32)
    assert sorted(i for batch in found for i in batch) == list(range(len(lengths)))
    assert all(len(batch) <= 32 for batch in found)


def test_batches_pad_little() -> None:
    rng = random.Random(1)
    encoded = [Encoded([1] * n, [0] * n) for n in (rng.randrange(5, 200) for _ in range(1600))]
    found = batches(encoded, random.Random(1), 32)
    padded = sum(len(batch) * max(len(encoded[i].ids) for i in batch) for batch in found)
    assert padded < 1.1 * sum(len(row.ids) for row in encoded)


def test_a_set_that_the_mixture_leaves_out_trains_in_neither_stage() -> None:
    nothing = Mixture(public=())
    assert data.news_epoch(corpus(), random.Random(1), nothing) == []
    taken = data.statements_epoch(corpus(), random.Random(1), Mixture(public=(("dse", 1.0),)))
    assert sum(example.source == "dse" for example in taken) == 500
    assert not any(example.source == "dse" for example in data.statements_epoch(corpus(), random.Random(1), nothing))


def test_without_a_balance_all_labels_weigh_the_same() -> None:
    assert {example.weight for example in data.balanced(corpus().statements.train, 0.0)} == {1.0}
