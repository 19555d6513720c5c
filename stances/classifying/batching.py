"""Batches of about equal length, and logits to probabilities: what every backend shares."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from stances.classifying.template import Encoded
from stances.records import Probabilities

#: Pairs in one batch. On two threads int8 batches of 8 are faster than 32: they stay in the cache.
BATCH = 8


def by_length(encoded: Sequence[Encoded], size: int = BATCH) -> Iterator[list[int]]:
    """Indices in batches of at most `size`, shortest first, so that one long statement does not slow its neighbours."""
    order = sorted(range(len(encoded)), key=lambda index: len(encoded[index].ids))
    for start in range(0, len(order), size):
        yield order[start : start + size]


def probabilities(logits: Sequence[float], temperature: float) -> tuple[float, ...]:
    """Softmax of the tempered logits, in double precision: sums to 1 within rounding."""
    highest = max(logits)
    powers = [math.exp((float(logit) - float(highest)) / temperature) for logit in logits]
    total = math.fsum(powers)
    return tuple(power / total for power in powers)


def as_stances(values: Sequence[float]) -> Probabilities:
    """Four probabilities in codebook order as a record."""
    supportive, critical, neutral, unrelated = values
    return Probabilities(supportive, critical, neutral, unrelated)
