"""Splits that hold whole documents and near-duplicates together.

Deterministic: the same data give the same split on every machine. Documents (`group`) whose statements are
near-duplicates of one another are joined first; then, source by source, documents are drawn in the order of a hash
until the share is reached.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.readers import Example

#: Two statements are near-duplicates where this share of the shorter one's word 4-grams is in the other.
NEAR = 0.6
_N = 4
_WORD = re.compile(r"\w+")

TEST_SHARE = 0.15
CALIBRATION_SHARE = 0.08


@dataclass(frozen=True, slots=True)
class Split:
    """Three disjoint lists of examples, each in the order of the data."""

    train: list[Example]
    calibration: list[Example]
    test: list[Example]

    def describe(self) -> str:
        return (
            f"Statements split by document, near-duplicates joined, drawn source by source: "
            f"{len(self.test)} pairs to test ({TEST_SHARE:.0%}), "
            f"{len(self.calibration)} to calibrate ({CALIBRATION_SHARE:.0%}), "
            f"{len(self.train)} to train."
        )


def shingles(text: str) -> frozenset[str]:
    """The word 4-grams of a text; for a shorter one the text itself."""
    words = _WORD.findall(text.lower())
    if len(words) < _N:
        return frozenset((" ".join(words),)) if words else frozenset()
    return frozenset(" ".join(words[i : i + _N]) for i in range(len(words) - _N + 1))


def components(examples: Sequence[Example]) -> dict[str, str]:
    """For each group the name of the component it belongs to: groups with near-duplicate statements share one."""
    parent = {example.group: example.group for example in examples}

    def root(group: str) -> str:
        while parent[group] != group:
            parent[group] = parent[parent[group]]
            group = parent[group]
        return group

    texts = {(example.group, example.pair.statement) for example in examples}
    for one, other in _near_pairs(sorted(texts)):
        # The smaller name wins, so that the result does not depend on the order of the data.
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    return {group: root(group) for group in parent}


def _near_pairs(texts: Sequence[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    by_shingle: dict[str, list[int]] = defaultdict(list)
    grams = [shingles(text) for _, text in texts]
    for index, found in enumerate(grams):
        for gram in found:
            by_shingle[gram].append(index)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for holders in by_shingle.values():
        # A phrase that a great many texts share ("the president of the …") tells no duplicates apart.
        if len(holders) <= 50:
            for position, one in enumerate(holders):
                for other in holders[position + 1 :]:
                    shared[one, other] += 1
    for (one, other), count in shared.items():
        if count >= NEAR * min(len(grams[one]), len(grams[other])):
            yield texts[one][0], texts[other][0]


def split(examples: Sequence[Example]) -> Split:
    """Deal whole components out to test, calibration and train, source by source."""
    component = components(examples)
    members: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        members[component[example.group]].append(example)
    by_source: dict[str, list[str]] = defaultdict(list)
    for name, held in members.items():
        by_source[held[0].source].append(name)
    place: dict[str, str] = {}
    for names in by_source.values():
        names.sort(key=lambda name: hashlib.sha256(f"split/1/{name}".encode()).hexdigest())
        total = sum(len(members[name]) for name in names)
        taken = 0
        for name in names:
            share = taken / total
            place[name] = (
                "test" if share < TEST_SHARE else "calibration" if share < TEST_SHARE + CALIBRATION_SHARE else "train"
            )
            taken += len(members[name])

    def dealt(part: str) -> list[Example]:
        return [example for example in examples if place[component[example.group]] == part]

    return Split(train=dealt("train"), calibration=dealt("calibration"), test=dealt("test"))


def without_near_duplicates(examples: Sequence[Example], held_out: Sequence[Example]) -> list[Example]:
    """The examples whose words are not, nearly, among the held-out ones (in statement or context)."""
    known = [shingles(text) for text in {t for e in held_out for t in (e.pair.statement, e.pair.context) if t}]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, grams in enumerate(known):
        for gram in grams:
            holders[gram].append(index)
    kept = []
    for example in examples:
        own = shingles(example.pair.statement)
        counts: dict[int, int] = defaultdict(int)
        for gram in own:
            for index in holders.get(gram, ()):
                counts[index] += 1
        if not own or max(counts.values(), default=0) < NEAR * len(own):
            kept.append(example)
    return kept


def files_with(shared: Path, placed: Sequence[Example], held_out: Sequence[Example]) -> set[str]:
    """The groups of placed statements that are whole texts in which a held-out statement stands."""
    said = [shingles(text) for text in {example.pair.statement for example in held_out}]
    found = set()
    for name in {example.group for example in placed if example.group.endswith(".txt")}:
        grams = shingles((shared / name).read_text(encoding="utf-8"))
        if any(len(one & grams) >= NEAR * len(one) for one in said if one):
            found.add(name)
    return found
