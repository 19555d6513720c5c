"""Every number of a training run in one place; `training.ablate` changes them one at a time."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from training import data

if TYPE_CHECKING:
    from training.readers import Example


@dataclass(frozen=True, slots=True)
class Stage:
    """One pass over the schedule: its name (which says what an epoch takes), how many epochs, the peak rate."""

    name: str
    epochs: int
    rate: float

    def sample(self, corpus: data.Corpus, rng: random.Random, recipe: Recipe) -> list[Example]:
        """What the next epoch trains on."""
        if self.name == "news":
            return data.news_epoch(corpus, rng, recipe.mixture)
        return data.statements_epoch(corpus, rng, recipe.mixture)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is trained. Rates are peaks of a linear schedule; `average_decay` 0 takes the last weights."""

    news: Stage = Stage("news", 2, 1.5e-4)
    statements: Stage = Stage("statements", 3, 1.2e-4)
    #: The second stage once more from its own end, the rate up and down again (SGDR: Loshchilov & Hutter, ICLR 2017).
    again: Stage = Stage("again", 1, 1e-4)
    mixture: data.Mixture = field(default_factory=data.Mixture)
    batch: int = 32
    warmup: float = 0.06
    weight_decay: float = 0.01
    label_smoothing: float = 0.05
    average_decay: float = 0.997
    frozen_embeddings: bool = True
    dropout_samples: int = 1
    r_drop: float = 0.0


SHIPPED = Recipe()
QUICK = Recipe(
    news=Stage("news", 0, 0.0), statements=Stage("statements", 1, 1.5e-4), again=Stage("again", 0, 0.0),
    mixture=data.Mixture(public=()),
)  # fmt: skip
