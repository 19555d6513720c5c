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
from training.split import Split, files_with, split, without_near_duplicates
from training.targets import TARGETS

BUILT_IN = {target.name for target in TARGETS}


@dataclass(frozen=True, slots=True)
class Mixture:
    """What an epoch takes of each set. Shares are in [0, 1]."""

    easy_unrelated: float = 0.3  # of the statements' pairs whose target is named neither in statement nor in context
    retold: float = 0.25  # of the addressed pairs, in addition, with another country in the target's place
    absent: float = 0.08  # of all statements' pairs, in addition, asked about a target that is not there
    #: Shares of the public sets in the second stage, set by set; a set that is not named is left out of both stages.
    public: tuple[tuple[str, float], ...] = (("newsmtsc", 0.25), ("dse", 0.12), ("plv", 0.3))
    #: Of DSE's sentences without sentiment, which are two thirds of it, what the first stage takes.
    dse_neutral: float = 0.25
    #: Rare labels of a target weigh more: (average count / count) to this power.
    balance: float = 0.3
    #: Whether statements written for this project train.
    own: bool = True
    #: Whether real statements train.
    real: bool = True
    #: Whether speakers and contexts are withheld at random, and aliases left out.
    thinned: bool = True


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
    """Read all sets under `shared`. What is near a held-out text is left out of everything that trains."""
    data = shared / "data"
    if not data.is_dir():
        raise FileNotFoundError(f"no training data at {data}: pass --shared PATH, the folder that holds data/")
    statements = split(list(readers.real_statements(data / "statements")))
    newsmtsc_dev = list(readers.newsmtsc(data / "newsmtsc", "dev"))
    held_out = [*statements.test, *statements.calibration, *newsmtsc_dev]
    placed = list(readers.placed_statements(shared))
    near = files_with(shared, placed, held_out)
    kept = without_near_duplicates([example for example in placed if example.group not in near], held_out)
    return Corpus(
        statements=replace(statements, train=[*statements.train, *kept]),
        own=without_near_duplicates(readers.own(), held_out),
        public=without_near_duplicates(readers.public(data), held_out),
        newsmtsc_dev=newsmtsc_dev,
    )


def news_epoch(corpus: Corpus, rng: random.Random, mixture: Mixture) -> list[Example]:
    """First stage: the public sets about other targets, with one in ten asked about a target that is absent."""
    taken = {name for name, _ in mixture.public}
    kept = [
        example
        for example in corpus.public
        if example.source in taken
        and (example.source != "dse" or example.label is not Stance.NEUTRAL or rng.random() < mixture.dse_neutral)
    ]
    others = [example.pair.target for example in kept]
    strangers = []
    for example in rng.sample(kept, len(kept) // 10):
        target = rng.choice(others)
        if not named_in(target, example.pair.statement):
            strangers.append(replace(example, pair=replace(example.pair, target=target), label=Stance.UNRELATED))
    return [*kept, *strangers]


def statements_epoch(corpus: Corpus, rng: random.Random, mixture: Mixture) -> list[Example]:
    """Second stage: statements labelled to the codebook, some retold, some about absent targets, some public."""
    labelled = balanced(
        [*(corpus.statements.train if mixture.real else ()), *(corpus.own if mixture.own else ())], mixture.balance
    )
    taken = [
        thinned(example, rng) if mixture.thinned else example
        for example in labelled
        if example.label is not Stance.UNRELATED
        or named_in(example.pair.target, example.pair.statement, example.pair.context)
        or rng.random() < mixture.easy_unrelated
    ]
    taken += _some(labelled, mixture.retold, rng, retold)
    taken += _some(labelled, mixture.absent, rng, absent)
    shares = dict(mixture.public)
    taken += [example for example in corpus.public if rng.random() < shares.get(example.source, 0.0)]
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


def balanced(examples: Sequence[Example], power: float) -> list[Example]:
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
        return float((sum(known) / len(known) / counts[target, label]) ** power)

    return [replace(e, weight=e.weight * lift(e.pair.target.name, e.label)) for e in examples]
