"""How far apart two stand: one measure, for the compare page and for an actor's nearest and farthest. No Django.

Of each target that both address, the distance is how far their means over the window lie apart, from 0 (the same)
to 2 (one wholly supportive, the other wholly critical). Over several targets it is their mean, each weighted by the
smaller of the two numbers of statements; the sum of those is the shared n.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: Below this shared n no distance is given.
MIN_SHARED = 5

#: Mean score in [−1, 1] and number of statements, by target.
Stands = Mapping[Any, tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Distance:
    """`value` in [0, 2]; `shared` is the shared n."""

    value: float
    shared: int


def shared_n(one: Stands, other: Stands) -> int:
    """The sum, over the targets that both address, of the smaller number of statements."""
    return sum(min(one[target][1], other[target][1]) for target in one.keys() & other.keys())


def distance(one: Stands, other: Stands) -> Distance | None:
    """How far apart the two stand; None where they share fewer than MIN_SHARED statements."""
    shared = shared_n(one, other)
    if shared < MIN_SHARED:
        return None
    apart = 0.0
    for target in one.keys() & other.keys():
        (mean, n), (other_mean, other_n) = one[target], other[target]
        apart += min(n, other_n) * abs(mean - other_mean)
    return Distance(min(apart / shared, 2.0), shared)
