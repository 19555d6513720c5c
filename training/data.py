"""What an epoch of each stage trains on."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stances.vocabulary import Stance
from training import readers
from training.augment import absent, named_in, retold, thinned
from training.readers import Example
from training.split import Split, split, without_near_duplicates
from training.targets import TARGETS

#: Shares of examples that an epoch of the second stage takes.
EASY_UNRELATED_KEPT = 0.3  # target named neither in statement nor in context
RETOLD = 0.15  # of the addressed pairs, in addition
ABSENT = 0.08  # of all statements' pairs, in addition
PUBLIC_KEPT = {"newsmtsc": 0.15, "dse": 0.12, "plv": 0.3}
#: Share of the public sets' sentences without sentiment that the first stage takes of DSE, where they are two thirds.
DSE_NEUTRAL_KEPT = 0.25
#: Rare labels of a target weigh more: (average count / count) to this power.
BALANCE = 0.3
BUILT_IN = {target.name for target in TARGETS}


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything there is to train, calibrate and test on."""

    statements: Split
    own: list[Example]
    public: list[Example]
    newsmtsc_dev: list[Example]

    @property
    def counts(self) -> dict[str, int]:
        """Pairs by set, for the model card."""
        return dict(Counter(e.source for e in (*self.statements.train, *self.own, *self.public)))


def corpus(shared: Path) -> Corpus:
    """Read all sets under `shared/data`. Public sentences near a held-out one are left out."""
    data = shared / "data"
    if not data.is_dir():
        raise FileNotFoundError(f"no training data at {data}: pass --shared PATH, the folder that holds data/")
    statements = split(list(readers.real_statements(data / "statements")))
    newsmtsc_dev = list(readers.newsmtsc(data / "newsmtsc", "dev"))
    held_out = [*statements.test, *statements.calibration, *newsmtsc_dev]
    return Corpus(
        statements=statements,
        own=without_near_duplicates(readers.own(), held_out),
        public=without_near_duplicates(readers.public(data), held_out),
        newsmtsc_dev=newsmtsc_dev,
    )


def news_epoch(corpus: Corpus, rng: random.Random) -> list[Example]:
    """First stage: the public sets about other targets, with one in ten asked about a target that is absent."""
    kept = [
        example
        for example in corpus.public
        if example.source != "dse" or example.label is not Stance.NEUTRAL or rng.random() < DSE_NEUTRAL_KEPT
    ]
    others = [example.pair.target for example in kept]
    strangers = []
    for example in rng.sample(kept, len(kept) // 10):
        target = rng.choice(others)
        if not named_in(target, example.pair.statement):
            strangers.append(replace(example, pair=replace(example.pair, target=target), label=Stance.UNRELATED))
    return [*kept, *strangers]


def statements_epoch(corpus: Corpus, rng: random.Random, *, public: bool = True) -> list[Example]:
    """Second stage: statements labelled to the codebook, some retold, some about absent targets, some public."""
    labelled = balanced([*corpus.statements.train, *corpus.own])
    taken = [
        thinned(example, rng)
        for example in labelled
        if example.label is not Stance.UNRELATED
        or named_in(example.pair.target, example.pair.statement, example.pair.context)
        or rng.random() < EASY_UNRELATED_KEPT
    ]
    taken += _some(labelled, RETOLD, rng, retold)
    taken += _some(labelled, ABSENT, rng, absent)
    if public:
        taken += [example for example in corpus.public if rng.random() < PUBLIC_KEPT[example.source]]
    return taken


def _some(
    examples: Sequence[Example],
    share: float,
    rng: random.Random,
    change: Callable[[Example, random.Random], Example | None],
) -> Iterator[Example]:
    for example in examples:
        if rng.random() < share and (changed := change(example, rng)) is not None:
            yield changed


def balanced(examples: Sequence[Example]) -> list[Example]:
    """The examples with weights that lift what is rare of each target."""
    counts = Counter((e.pair.target.name, e.label) for e in examples)
    addressed: dict[str, list[int]] = {}
    for (target, label), count in counts.items():
        if label is not Stance.UNRELATED:
            addressed.setdefault(target, []).append(count)

    def lift(target: str, label: Stance) -> float:
        # Other targets are too few, and each too rare, for a balance of their own.
        if label is Stance.UNRELATED or target not in BUILT_IN:
            return 1.0
        known = addressed[target]
        return float((sum(known) / len(known) / counts[target, label]) ** BALANCE)

    return [replace(e, weight=e.weight * lift(e.pair.target.name, e.label)) for e in examples]
