"""What every judge is, whatever runs behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from stances.records import Pair, Probabilities


class StanceModel(Protocol):
    """A judge of (statement, target) pairs.

    `name` and `revision` together identify the weights: a run records both. `uncertain_below` in [0, 1] is the
    probability of the label under which a verdict is marked uncertain; 0 where no threshold was measured.
    """

    @property
    def name(self) -> str: ...

    @property
    def revision(self) -> str: ...

    @property
    def uncertain_below(self) -> float: ...

    def judge(self, pairs: Sequence[Pair]) -> list[Probabilities]:
        """One distribution for each pair, in their order. Raises `ModelError` if the model cannot be loaded."""
        ...
