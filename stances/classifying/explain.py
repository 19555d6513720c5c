"""Which words a label hangs on: each word is left out in turn, and the model is asked again.

    explain(model, pair)  →  Explained(given, label, (WordEffect(start, end, change, without), …))

An approximation. It tells what leaving a word out does to the probability of the label, which is no reason for it:
words act together, and a statement without one of its words may be one that nobody would say. The method is occlusion
(Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks"), for words as in Li, Monroe and
Jurafsky 2016, "Understanding Neural Networks through Representation Erasure" (arXiv:1612.08220).

The model is asked about the pair and all its variants together, in one call.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stances.classifying.protocol import StanceModel
from stances.classifying.template import without
from stances.records import Pair, Probabilities, Span
from stances.vocabulary import Stance

#: Variants of one statement; in a longer one neighbouring words are left out together.
MOST_VARIANTS = 64

#: A word with what holds it together: it's, cease-fire, U.S, 3,000. Punctuation around it stays where it is.
_WORD = re.compile(r"\w+(?:[-’'.,]\w+)*")


@dataclass(frozen=True, slots=True)
class WordEffect:
    """A word at `[start, end)` of the statement, in code points; of a long statement several neighbouring words.

    `change` in [−1, 1] is the probability of the label without the word minus the probability with it: below 0 the
    label leans on the word. `without` is the label that the statement has without it.
    """

    start: int
    end: int
    change: float
    without: Stance


@dataclass(frozen=True, slots=True)
class Explained:
    """What the whole pair was given, the label that is explained, and every word in the order of the text."""

    given: Probabilities
    label: Stance
    words: tuple[WordEffect, ...]


def explain(model: StanceModel, pair: Pair, label: Stance | None = None) -> Explained:
    """Leave each word out in turn. `label` is the stance to explain, by default the pair's own.

    Raises `ModelError` if the model cannot be loaded.
    """
    spans = words(pair.statement)
    whole, *variants = model.judge([pair, *(without(pair, span.start, span.end) for span in spans)])
    label = label or whole.label
    effects = (
        WordEffect(span.start, span.end, variant.of(label) - whole.of(label), variant.label)
        for span, variant in zip(spans, variants, strict=True)
    )
    return Explained(whole, label, tuple(effects))


def words(statement: str, most: int = MOST_VARIANTS) -> Sequence[Span]:
    """The words of the statement in order; where they are more than `most`, as few neighbours together as will do."""
    found = [Span(*match.span()) for match in _WORD.finditer(statement)]
    together = -(-len(found) // most)
    if together <= 1:
        return found
    return [
        Span(found[at].start, found[min(at + together, len(found)) - 1].end) for at in range(0, len(found), together)
    ]
